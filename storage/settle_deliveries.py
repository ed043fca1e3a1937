"""Settling: decided transitions carried out: states, receipts, seen marks, pauses, waits; in one transaction."""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.channels import own_pause
from bot.model.channel import Channel
from bot.model.delivery import Delivery, State
from bot.model.digest import DAILY
from bot.model.transition import Transition, Wait
from storage.connection import Connection, change
from storage.rows import channels
from storage.rows.digests import papers
from storage.rows.instants import to_column
from storage.statements import statements
from storage.workspaces import kill

log = logging.getLogger(__name__)

_SQL = statements("settle_deliveries")
_CHANNELS = statements("channels")
_OUTBOX = statements("outbox")
_WAITING = frozenset({State.QUEUED, State.AMBIGUOUS})
_LOOKED_BACK = 14  # days in which a channel's last digest is looked for; before that it is as good as none


def lost_leases(connection: Connection, owner: str, deliveries: Sequence[Delivery]) -> set[int]:
    """The keys of those that another process has claimed since this one did."""
    asked = {"keys": json.dumps([each.key for each in deliveries])}
    held = {key: (holder, lease) for key, holder, lease in connection.execute(_OUTBOX["held"], asked)}
    return {each.key for each in deliveries if held.get(each.key, (owner, each.lease)) != (owner, each.lease)}


def settle(transitions: Sequence[Transition], now: datetime, owner: str, connection: Connection) -> None:
    """Carry the transitions out; of what another process holds by now only receipts count."""
    if owner and (lost := lost_leases(connection, owner, [each.delivery for each in transitions])):
        transitions = [each for each in transitions if each.state is State.SENT or each.delivery.key not in lost]
        log.warning("outcomes_of_lost_leases", extra={"deliveries": len(lost)})
    merged = [each.delivery.digest for each in transitions if each.merged]
    if merged and (late := _those(connection, "overtaken", merged)):
        transitions = [
            _late(each) if each.merged and each.delivery.digest in late else each for each in transitions
        ]
    change(connection, _SQL["settle"], [_row(each, now) for each in transitions])
    plain = [{"digest": each.delivery.digest} for each in transitions if each.plain and each.delivery.part == 0]
    connection.executemany(_SQL["plain_parts"], plain)
    in_time = [{"digest": each.delivery.digest} for each in transitions if each.in_time]
    connection.executemany(_SQL["in_time"], in_time)
    sent = {each.delivery.digest for each in transitions if each.state is State.SENT}
    cancelled = {each.delivery.digest: each.reason for each in transitions if each.state is State.CANCELLED}
    give_up(connection, cancelled, now)
    _mark(connection, "post", _those(connection, "complete", sent))
    _end_own_pauses(connection, sent, now)
    for each in transitions:
        address = each.delivery.address
        if each.refused and (channel := _channel(connection, each)):
            _save(connection, channel, own_pause.refused(channel, each.refused, now))
        if each.dead:
            kill(connection, address.platform, address.workspace, each.dead.reason, None)
        if each.wait:
            connection.execute(_SQL["wait"], _wait(each.wait))


def give_up(connection: Connection, digests: dict[int, str], now: datetime) -> None:
    """Cancel all of these digests' messages; their papers are free again, unless some message has arrived."""
    if not digests:
        return
    rows = [{"digest": each, "reason": reason, "now": to_column(now)} for each, reason in sorted(digests.items())]
    connection.executemany(_SQL["cancel_parts"], rows)
    begun = _those(connection, "begun", digests)
    _mark(connection, "post", begun)
    for name in ("keep_hidden", "release"):
        _mark(connection, name, set(digests) - begun)
    _not_had(connection, set(digests) - begun)


def _late(each: Transition) -> Transition:
    """It goes into no other digest, so it is posted itself."""
    return replace(each, state=State.QUEUED, reason="the next digest was planned before it was given up")


def _row(each: Transition, now: datetime) -> dict[str, Any]:
    waiting = each.state in _WAITING
    return {
        "id": each.delivery.key,
        "state": each.state.value,
        "reason": each.reason,
        "plain": each.plain,
        "due": to_column(each.due or now) if waiting else None,
        "message_id": each.receipt.message_id if each.receipt else None,
        "link": each.receipt.link if each.receipt else None,
        "settled": None if waiting else to_column(now),
    }


def _those(connection: Connection, name: str, digests: Iterable[int]) -> set[int]:
    asked = {"digests": json.dumps(sorted(digests))}
    return {digest for (digest,) in connection.execute(_SQL[name], asked)} if digests else set()


def _mark(connection: Connection, name: str, digests: set[int]) -> None:
    """Mark the papers of these digests, in the table's own order."""
    if not digests:
        return
    asked = {"digests": json.dumps(sorted(digests))}
    pairs = [
        (paper, channel)
        for _, channel, picks in connection.execute(_SQL["picks"], asked)
        for paper in papers(picks)
    ]
    known = {"papers": json.dumps(sorted({paper for paper, _ in pairs}))}
    merged = dict(connection.execute(_SQL["signposts"], known))
    if merged:
        pairs = [(merged.get(paper, paper), channel) for paper, channel in pairs]
    pairs.sort()
    if name == "post":
        change(connection, _SQL[name], pairs)
    else:
        connection.executemany(_SQL[name], pairs)


def _not_had(connection: Connection, digests: set[int]) -> None:
    """A scheduled digest that did not arrive was not had: its date is free again."""
    asked = {"digests": json.dumps(sorted(digests)), "slot": DAILY}
    for digest, channel, local_date in connection.execute(_SQL["of_slot"], asked).fetchall():
        connection.execute(_SQL["free_slot"], {"digest": digest})
        day = date.fromisoformat(local_date)
        days = [(day - timedelta(days=back)).isoformat() for back in range(1, _LOOKED_BACK + 1)]
        row = {"channel": channel, "slot": DAILY, "days": json.dumps(days), "local_date": local_date}
        connection.execute(_SQL["last_before"], row)


def _end_own_pauses(connection: Connection, digests: set[int], now: datetime) -> None:
    """A message that arrived ends a pause that was Paperboy's own."""
    if not digests:
        return
    asked = {"digests": json.dumps(sorted(digests))}
    for row in connection.execute(_SQL["paused"], asked).fetchall():
        channel = channels.channel(row)
        _save(connection, channel, own_pause.ended(channel, now))


def _channel(connection: Connection, each: Transition) -> Channel | None:
    address = each.delivery.address
    asked = {"platform": address.platform, "workspace": address.workspace, "channel": address.channel}
    row = connection.execute(_CHANNELS["get"], asked).fetchone()
    return None if row is None else channels.channel(row)


def _save(connection: Connection, before: Channel, after: Channel) -> None:
    if after != before:
        connection.execute(_CHANNELS["save"], (*channels.columns(after), after.key))


def _wait(wait: Wait) -> dict[str, Any]:
    return {
        "platform": wait.platform,
        "workspace": wait.workspace or "",
        "channel": wait.channel or "",
        "until": to_column(wait.until),
        "reason": wait.reason,
    }
