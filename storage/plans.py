"""Plans: digests, planned once, read for ever."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot.model.delivery import Receipt
from bot.model.digest import Digest, Edition
from bot.model.paper import Candidate
from bot.ports import DueChannel, History, Planned, Prepare
from storage.connection import Connection, Engine
from storage.planning.correct_times import correct_times, restore_times
from storage.planning.due_channels import DueChannels, among, candidates
from storage.planning.editions import edition, editions
from storage.planning.record import record
from storage.planning.run import plan_due
from storage.rows import channels, digests
from storage.rows.instants import from_column_or_null
from storage.statements import statements

_SQL = statements("plans")
_PAPERS = statements("papers")
_CHANNELS = statements("channels")
REACTED_WITHIN = timedelta(days=60)  # reactions to older digests are not looked up
_HOW = ("reserved", "posted", "hidden")


class SqlPlans:
    """`bot.ports.Plans` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def plan(
        self, now: datetime, listed_since: date, prepare: Prepare, platforms: Sequence[str] | None = None
    ) -> Planned:
        """One hop; other writers get in between two batches, readers at any time."""
        return await self._database.in_batches(partial(plan_due, now, listed_since, prepare, platforms))

    async def correct_times(self, now: datetime, *, set_back: bool = False) -> int:
        """Most often there is nothing to write."""
        return await self._database.in_batches(partial(correct_times, now, set_back))

    async def restore_times(self, now: datetime) -> int:
        """What cannot be any more (a clock was ahead when it was stored) stays as it was put right."""
        return await self._database.write(partial(restore_times, now))

    async def plan_one(self, key: int, listed_since: date, prepare: Prepare, *, keep: bool) -> Edition | None:
        """A slot that has a digest already keeps it, and that one is returned."""
        job = partial(_plan_one, key, listed_since, prepare, keep)
        return await (self._database.write(job) if keep else self._database.read(job))

    async def due(self, key: int, listed_since: date) -> DueChannel | None:
        """Read as for a plan."""
        return await self._database.read(partial(_due, key, listed_since))

    async def edition(self, digest: int) -> Edition | None:
        """A merged paper stands in for the one that was picked."""
        return await self._database.read(partial(edition, digest))

    async def editions(self, numbers: Sequence[int]) -> Mapping[int, Edition]:
        """One hop."""
        return await self._database.read(partial(editions, numbers))

    async def showing(self, key: int, papers: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """By the channel's memory of each paper."""
        asked = {"channel": key, "papers": json.dumps(list(papers))}
        rows = await self._database.read(lambda db: db.execute(_SQL["showing"], asked).fetchall())
        found: dict[int, list[int]] = {}
        for digest, paper in rows:
            found.setdefault(digest, []).append(paper)
        return found

    async def paper_of(self, key: int, message: str) -> int | None:
        """By the receipts of the channel's digests of the last weeks."""
        return await self._database.read(partial(_paper_of, key, message))

    async def latest(self, key: int) -> Edition | None:
        """By the time it was planned; an empty day is passed over."""
        return await self._database.read(partial(_latest, key))

    async def recent(self, key: int, limit: int) -> Sequence[Digest]:
        """By the time they were planned."""
        asked = {"channel": key, "limit": limit}
        return await self._database.read(
            lambda db: [digests.digest(row) for row in db.execute(_SQL["recent"], asked)]
        )

    async def among(self, listed_since: date) -> Sequence[Candidate]:
        """Those of a planning run at this moment."""
        return await self._database.read(partial(_met, listed_since))

    async def history(self, key: int, paper: int) -> History:
        """The receipt is that of the digest's first message."""
        asked = {"channel": key, "paper": paper}
        row = await self._database.read(lambda db: db.execute(_SQL["history"], asked).fetchone())
        if row is None:
            return History()
        how, hidden, name, settled, message_id, link = row[:6]
        digest = None if row[6] is None else digests.digest(row[6:])
        hidden_at = from_column_or_null(hidden)
        at = hidden_at if _HOW[how] == "hidden" else from_column_or_null(settled)
        return History(
            how=_HOW[how],
            digest=digest,
            receipt=None if message_id is None else Receipt(message_id, link or ""),
            at=at or (digest.planned if digest else None),
            hidden_at=hidden_at,
            hidden_by=name or "",
        )


def _met(listed_since: date, connection: Connection) -> Sequence[Candidate]:
    return among(connection, listed_since, candidates(connection, listed_since))


def _due(key: int, listed_since: date, connection: Connection) -> DueChannel | None:
    due = DueChannels(connection, candidates(connection, listed_since)).read([key])
    return due[0] if due else None


def _plan_one(
    key: int, listed_since: date, prepare: Prepare, keep: bool, connection: Connection
) -> Edition | None:
    papers = candidates(connection, listed_since)
    met = among(connection, listed_since, papers)
    due = DueChannels(connection, papers, met).read([key])
    plan = prepare(met)(due)[0] if due else None
    if plan is None:
        return None
    if keep:
        record(connection, [plan])
    digest = plan.digest
    if digest is None:
        return None
    if keep:
        slot = {"channel": key, "local_date": digest.local_date.isoformat(), "slot": digest.slot}
        return edition(connection.execute(_SQL["of_slot"], slot).fetchone()[0], connection)
    known = {each.key: each for each in papers}
    home = channels.channel(connection.execute(_CHANNELS["by_key"], {"id": key}).fetchone())
    return Edition(digest=digest, channel=home, papers=tuple(known[pick.paper] for pick in digest.picks))


def _paper_of(key: int, message: str, connection: Connection) -> int | None:
    """A head and a message a paper are one message more than papers; a single message may be of one paper."""
    (newest,) = connection.execute(_SQL["newest_day"]).fetchone()
    since = (date.fromisoformat(newest) - REACTED_WITHIN).isoformat() if newest else ""
    row = connection.execute(_SQL["message"], {"channel": key, "message": message, "since": since}).fetchone()
    if row is None:
        return None
    part, parts = int(row[0]), int(row[1])
    papers: list[int] = digests.papers(row[2])
    if parts == len(papers) + 1 and part > 0:
        return papers[part - 1]
    return papers[0] if len(papers) == parts == 1 else None


def _latest(key: int, connection: Connection) -> Edition | None:
    row = connection.execute(_SQL["latest"], {"channel": key}).fetchone()
    return None if row is None else edition(row[0], connection)
