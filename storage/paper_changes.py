"""Which papers changed after a revision: what the search index reads of them."""

import json
from collections.abc import Sequence
from functools import partial

from bot.model.paper import Candidate
from bot.ports import PaperChanges, PapersState
from storage.connection import Connection, Engine
from storage.rows.facts import IDENTITY
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("paper_changes")


class SqlChangedPapers:
    """`bot.ports.ChangedPapers` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def state(self) -> PapersState:
        """One snapshot."""
        return await self._database.read(_state)

    async def after(self, revision: int, limit: int) -> PaperChanges | None:
        """One snapshot: a paper is as it was when its change was read."""
        return await self._database.read(partial(_after, revision=revision, limit=limit))

    async def behind(self, revision: int) -> int:
        """Merged ones count: they are to be forgotten."""
        return await self._database.read(
            lambda db: int(db.execute(_SQL["behind"], {"revision": revision}).fetchone()[0])
        )

    async def current(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """Merged and unknown ones are left out."""
        return await self._database.read(partial(_current, keys=keys))


def _state(db: Connection) -> PapersState:
    return PapersState(*db.execute(_SQL["state"], {"name": IDENTITY}).fetchone())


def _after(db: Connection, revision: int, limit: int) -> PaperChanges | None:
    rows = db.execute(_SQL["changed"], {"revision": revision, "limit": limit}).fetchall()
    if not rows:
        return None
    found = _current(db, [key for _, merged, key in rows if not merged])
    return PaperChanges(revision, rows[-1][0], found, [key for _, merged, key in rows if merged])


def _current(db: Connection, keys: Sequence[int]) -> list[Candidate]:
    return [candidate(row) for row in db.execute(_SQL["current"], {"keys": json.dumps(list(keys))})]
