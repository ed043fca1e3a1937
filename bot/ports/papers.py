"""Papers and listings, kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.model.channel import Address
from bot.model.paper import Candidate
from bot.ports.sources import Fetched


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest changed."""

    papers_new: int = 0
    papers_updated: int = 0
    listings: int = 0


class Papers(Protocol):
    """Papers and listings."""

    async def ingest(self, source: str, fetched: Fetched, now: datetime, *, polled: bool = True) -> Ingested:
        """Papers, listings, cursor, faults and the poll's record, in one transaction.

        `polled` is false for what was no poll (an import, a backfill, a submission): the poll's record stays.
        Identity is decided by `bot.papers.identity`, what a second sight of a paper changes by `bot.papers.merge`.
        """
        ...

    async def by_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        """Those known, in the order asked; any alias (another source's id) finds the paper."""
        ...

    async def by_id_prefix(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Papers of which an id begins so, in the order of their ids."""
        ...

    async def by_key(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """Those known, in the order asked."""
        ...

    async def ids_of(self, key: int) -> Sequence[str]:
        """All ids that a paper goes by, in order: its own, other sources', those of pages and feeds' entries."""
        ...

    async def listed(self, first: date, last: date) -> Sequence[Candidate]:
        """Papers listed on these dates (both included), ascending by key."""
        ...

    async def count(self) -> int:
        """How many papers there are."""
        ...

    async def submit(self, address: Address, key: int, by: str, now: datetime) -> bool:
        """The channel's team submits a paper: a candidate of this channel from now on. False if it was one."""
        ...
