"""Settling: decided transitions carried out: states, receipts, seen marks, pauses, waits; in one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.model.channel import Pause
from bot.model.delivery import State
from bot.model.transition import Transition, Wait
from storage.rows import channels
from storage.rows.digests import papers
from storage.rows.instants import to_column
from storage.sqlite import facts
from storage.statements import statements
from storage.workspaces import kill

_SQL = statements("settle_deliveries")
_WAITING = frozenset({State.QUEUED, State.AMBIGUOUS})


def settle(transitions: Sequence[Transition], now: datetime, connection: sqlite3.Connection) -> int | None:
    """Carry the transitions out; how many receipts the database has then, if any came."""
    connection.executemany(_SQL["settle"], [_row(each, now) for each in transitions])
    plain = [{"digest": each.delivery.digest} for each in transitions if each.plain and each.delivery.part == 0]
    connection.executemany(_SQL["plain_parts"], plain)
    sent = {each.delivery.digest for each in transitions if each.state is State.SENT}
    cancelled = {each.delivery.digest: each.reason for each in transitions if each.state is State.CANCELLED}
    give_up(connection, cancelled, now)
    _mark(connection, "post", _those(connection, "complete", sent))
    _end_probes(connection, sent)
    for each in transitions:
        if each.pause_channel:
            _pause(connection, each, now)
        if each.pause_workspace:
            reason, fix = each.pause_workspace
            address = each.delivery.address
            kill(connection, address.platform, address.workspace, " ".join(filter(None, (reason, fix))), None)
        if each.wait:
            connection.execute(_SQL["wait"], _wait(each.wait))
    receipts = sum(each.state is State.SENT for each in transitions)
    return facts.count_receipts(connection, receipts) if receipts else None


def give_up(connection: sqlite3.Connection, digests: dict[int, str], now: datetime) -> None:
    """Cancel all of these digests' messages; their papers are free again, unless some message has arrived."""
    if not digests:
        return
    rows = [{"digest": each, "reason": reason, "now": to_column(now)} for each, reason in sorted(digests.items())]
    connection.executemany(_SQL["cancel_parts"], rows)
    begun = _those(connection, "begun", digests)
    _mark(connection, "post", begun)
    _mark(connection, "release", set(digests) - begun)


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


def _those(connection: sqlite3.Connection, name: str, digests: Iterable[int]) -> set[int]:
    asked = {"digests": json.dumps(sorted(digests))}
    return {digest for (digest,) in connection.execute(_SQL[name], asked)} if digests else set()


def _mark(connection: sqlite3.Connection, name: str, digests: set[int]) -> None:
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
    connection.executemany(_SQL[name], pairs)


def _end_probes(connection: sqlite3.Connection, digests: set[int]) -> None:
    """A message that arrived ends a pause that was Paperboy's own."""
    if not digests:
        return
    asked = {"digests": json.dumps(sorted(digests))}
    for key, column in connection.execute(_SQL["pauses"], asked).fetchall():
        pause = channels.pause(column)
        if pause is not None and pause.probe:
            connection.execute(_SQL["pause"], {"id": key, "pause": ""})


def _pause(connection: sqlite3.Connection, each: Transition, now: datetime) -> None:
    """Paperboy pauses a channel; a person's pause stays, and a second refusal keeps the first one's time."""
    reason, fix = each.pause_channel or ("", "")
    address = each.delivery.address
    asked = {"platform": address.platform, "workspace": address.workspace, "channel": address.channel}
    row = connection.execute(_SQL["pause_of"], asked).fetchone()
    if row is None:
        return
    pause = channels.pause(row[1])
    if pause is not None and pause.by:
        return
    paused = Pause(since=now, reason=reason, fix=fix, probe=True)
    column = channels.pause_column(replace(paused, since=pause.since) if pause else paused)
    connection.execute(_SQL["pause"], {"id": row[0], "pause": column})


def _wait(wait: Wait) -> dict[str, Any]:
    return {
        "platform": wait.platform,
        "workspace": wait.workspace or "",
        "channel": wait.channel or "",
        "until": to_column(wait.until),
    }
