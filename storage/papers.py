"""Papers and listings: reading them, and what a channel's team submits."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from bot.model.channel import Address
from bot.model.paper import Candidate
from bot.ports import Fetched, Ingested
from storage.connection import Engine
from storage.ingest import ingest
from storage.rows.instants import to_column
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("papers")


class SqlitePapers:
    """`bot.ports.Papers` on SQLite."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def ingest(self, source: str, fetched: Fetched, now: datetime, *, polled: bool = True) -> Ingested:
        """One hop and one transaction, however many papers."""
        return await self._database.write(partial(ingest, source, fetched, now, polled=polled))

    async def by_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        """By any alias."""
        return await self._candidates("by_id", ids=json.dumps(list(ids)))

    async def by_key(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """By number; a merged paper leads to the one that it is."""
        return await self._candidates("by_key", keys=json.dumps(list(keys)))

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
