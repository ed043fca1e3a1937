"""Papers and their lists: reading them, and what a channel's team submits."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from bot.model.channel import Address
from bot.model.paper import Candidate
from bot.ports import Fetched, Ingested, LibraryState, Sights
from storage.connection import Connection, Engine
from storage.ingest import ingest
from storage.rows.instants import date_or_none, from_column, to_column
from storage.rows.papers import candidate, listing
from storage.statements import statements

_SQL = statements("papers")
_LISTS = statements("lists")


class SqlPapers:
    """`bot.ports.Papers` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def ingest(self, source: str, fetched: Fetched, now: datetime, *, polled: bool = True) -> Ingested:
        """One hop and one transaction, however many papers."""
        return await self._database.write(partial(ingest, source, fetched, now, polled=polled))

    async def by_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        """By any alias."""
        return await self._candidates("by_id", ids=json.dumps(list(ids)))

    async def by_id_prefix(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """In the primary key of the ids."""
        asked = {"first": prefix, "last": f"{prefix}\U0010ffff", "limit": limit}
        return await self._database.read(
            lambda db: [candidate(row) for row in db.execute(_SQL["by_id_prefix"], asked)]
        )

    async def by_key(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """By number; a merged paper leads to the one that it is."""
        return await self._candidates("by_key", keys=json.dumps(list(keys)))

    async def ids_of(self, key: int) -> Sequence[str]:
        """Sorted."""
        return await self._database.read(lambda db: [name for (name,) in db.execute(_SQL["ids"], {"key": key})])

    async def listed(self, first: date, last: date) -> Sequence[Candidate]:
        """Ascending by key."""
        return await self._candidates("listed", first=first.isoformat(), last=last.isoformat())

    async def count(self) -> int:
        """Merged ones count once."""
        return await self._database.read(lambda db: int(db.execute(_SQL["count"]).fetchone()[0]))

    async def submit(self, address: Address, key: int, by: str, now: datetime) -> bool:
        """False if it was submitted there already, or either is unknown."""
        row = {
            "platform": address.platform,
            "workspace": address.workspace,
            "channel": address.channel,
            "paper": key,
            "person": by,
            "at": to_column(now),
        }
        return await self._database.write(lambda db: db.execute(_SQL["submit"], row).rowcount > 0)

    async def _candidates(self, name: str, **asked: str) -> Sequence[Candidate]:
        return await self._database.read(lambda db: [candidate(row) for row in db.execute(_SQL[name], asked)])


class SqlLists:
    """`bot.ports.Lists` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def state(self) -> LibraryState:
        """Three looks into indexes."""
        return await self._database.read(_state)

    async def days_around(self, day: date) -> tuple[date | None, date | None]:
        """Two looks into an index."""
        return await self._database.read(partial(_days_around, day=day))

    async def sights(self, key: int) -> Sights:
        """One snapshot."""
        return await self._database.read(partial(_sights, key=key))


def _state(db: Connection) -> LibraryState:
    revision, *times = db.execute(_LISTS["state"]).fetchone()
    changed = max((time for time in times if time is not None), default=None)
    return LibraryState(revision, None if changed is None else from_column(changed))


def _days_around(db: Connection, day: date) -> tuple[date | None, date | None]:
    asked = {"day": day.isoformat()}
    before, after = (db.execute(_LISTS[name], asked).fetchone() for name in ("day_before", "day_after"))
    return date_or_none(before and before[0]), date_or_none(after and after[0])


def _sights(db: Connection, key: int) -> Sights:
    asked = {"key": key}
    ids = tuple(row[0] for row in db.execute(_LISTS["ids"], asked))
    rows = db.execute(_LISTS["listings"], asked).fetchall()
    return Sights(ids, tuple(listing(row, ids[0] if ids else "") for row in rows))
