"""Plans as rows: digests, their first deliveries, reserved papers and each channel's next time, in bulk."""

import json
from collections.abc import Sequence
from datetime import timedelta
from operator import itemgetter

from bot.model.delivery_token import token
from bot.model.digest import Digest
from bot.ports import Plan, Planned
from bot.schedule.turn import Turn
from storage.connection import Connection, insert
from storage.rows import digests as digest_rows
from storage.rows import facts
from storage.rows.channels import pause_column
from storage.rows.instants import to_column_or_null
from storage.statements import statements

_SQL = statements("plans")


def record(connection: Connection, plans: Sequence[Plan], written: digest_rows.Written | None = None) -> Planned:
    """Write what was decided within the caller's transaction; a digest that exists already is left as it is.

    `written` is shared by the batches of one run.
    """
    written = digest_rows.Written() if written is None else written
    drawn_up = [(plan, digest) for plan in plans if (digest := plan.digest)]
    (before,) = connection.execute(_SQL["before_digests"], {"count": len(drawn_up)}).fetchone()
    freed = facts.read(connection, facts.FREED) is not None
    digests, deliveries, reserved, told = [], [], [], []
    for number, (plan, digest) in enumerate(drawn_up, before + 1):
        key, address = plan.due.key, plan.due.address
        row = digest_rows.columns(digest, written)
        digests.append((number, key, *row))
        if plan.deliver and not (freed and _is_no_news(connection, plan, digest)):
            name, planned = token(address, digest.local_date, digest.slot, 0), row[2]
            if freed and connection.execute(_SQL["has_token"], (key, row[0], name)).fetchone():
                # A message of another digest of that date has it, and would be taken for this one's.
                name = token(address, digest.local_date, f"{digest.slot} {number}", 0)
            deliveries.append((number, key, address.platform, name, planned, planned))
            reserved += [(pick.paper, key, number) for pick in digest.picks]
            told += [(paper, key, number) for paper in plan.told]
    added = insert(connection, _SQL["add_digest"], digests)
    if added < len(digests):
        fresh = {number for (number,) in connection.execute(_SQL["added"], {"before": before})}
        deliveries = [row for row in deliveries if row[0] in fresh]
        reserved = [row for row in reserved if row[2] in fresh]
        told = [row for row in told if row[2] in fresh]
    reserved.sort(key=itemgetter(0))  # near the table's own order: one walk instead of a jump a row
    insert(connection, _SQL["add_delivery"], deliveries)
    insert(connection, _SQL["reserve"], reserved)
    insert(connection, _SQL["tell_withdrawn"], told)
    _go_on(connection, plans)
    return Planned(channels=len(plans), digests=added, picks=len(reserved))


def _is_no_news(connection: Connection, plan: Plan, digest: Digest) -> bool:
    """An empty digest where a clock that was ahead has had its date or the next: its papers came with that."""
    if digest.picks or plan.told:
        return False
    dates = [(digest.local_date + timedelta(days=ahead)).isoformat() for ahead in (0, 1)]
    return connection.execute(_SQL["had_by_another_clock"], (plan.due.key, *dates)).fetchone() is not None


def _go_on(connection: Connection, plans: Sequence[Plan]) -> None:
    """Channels that share their turn (told by identity: comparing takes longer) are written together."""
    waiting: dict[int, tuple[Turn, list[int]]] = {}
    for plan in plans:
        if turn := plan.turn:
            ended = plan.due.routine.pause
            if ended is not None and ended.until is not None and turn.pause is None:
                # The clock may be ahead for a moment, and it has not ended yet.
                facts.write(connection, f"{facts.PAUSE_ENDED}{plan.due.key}", pause_column(ended))
            waiting.setdefault(id(turn), (turn, []))[1].append(plan.due.key)
    for turn, keys in waiting.values():
        times = {
            "next_due": to_column_or_null(turn.next_due),
            "last_date": turn.last_date.isoformat() if turn.last_date else None,
            "pause": pause_column(turn.pause),
            "missed": turn.missed.isoformat() if turn.missed else None,
        }
        connection.execute(_SQL["go_on"], {**times, "channels": json.dumps(keys)})
