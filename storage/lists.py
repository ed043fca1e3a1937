"""Lists of papers: which days have one, and what is known of a paper over time."""

from datetime import date
from functools import partial

from bot.ports import LibraryState, Sights
from storage.connection import Connection, Engine
from storage.rows.instants import date_or_none, from_column
from storage.rows.papers import listing
from storage.statements import statements

_SQL = statements("lists")


class SqliteLists:
    """`bot.ports.Lists` on SQLite."""

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
    revision, *times = db.execute(_SQL["state"]).fetchone()
    changed = max((time for time in times if time is not None), default=None)
    return LibraryState(revision, None if changed is None else from_column(changed))


def _days_around(db: Connection, day: date) -> tuple[date | None, date | None]:
    asked = {"day": day.isoformat()}
    before, after = (db.execute(_SQL[name], asked).fetchone() for name in ("day_before", "day_after"))
    return date_or_none(before and before[0]), date_or_none(after and after[0])


def _sights(db: Connection, key: int) -> Sights:
    asked = {"key": key}
    ids = tuple(row[0] for row in db.execute(_SQL["ids"], asked))
    rows = db.execute(_SQL["listings"], asked).fetchall()
    return Sights(ids, tuple(listing(row, ids[0] if ids else "") for row in rows))
