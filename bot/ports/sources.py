"""Where papers come from."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from bot.model.paper import Listing, Paper


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read, where, and why; the rest was."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recommended:
    """A paper that is like one that somebody saved; both by their ids."""

    paper_id: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a source answered: papers with their listings, the cursor to ask from next time, and what failed.

    `note` says why there is nothing new ("weekend", "no announcement on Thanksgiving", "HTTP 503…"),
    "" when there is. `ok` is false when the source could not be asked at all: the cursor then stays.
    `remarks` say what was odd and lost nothing. `retry_after` (seconds) is the source's own wish for the next
    poll. `revisions` are new versions of papers listed before: they change a paper that is known (its title, its
    withdrawal) and add none. `recommended` papers are candidates of the channels that saved what they are like.
    """

    papers: tuple[Paper, ...] = ()
    listings: tuple[Listing, ...] = ()
    revisions: tuple[Paper, ...] = ()
    recommended: tuple[Recommended, ...] = ()
    cursor: str = ""
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()
    note: str = ""
    ok: bool = True
    retry_after: float | None = None


class Source(Protocol):
    """A paper source that is polled."""

    @property
    def name(self) -> str:
        """Its name in settings, listings and `source:`."""
        ...

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What is new since the cursor ("" at first). Never raises for what the outside does."""
        ...


@runtime_checkable
class Archive(Protocol):
    """A source that can be asked for past days (`backfill`)."""

    def days(self, first: date, last: date, now: datetime) -> AsyncIterator[tuple[date, Fetched]]:
        """Each day from first to last with what it listed."""
        ...


@runtime_checkable
class Finder(Protocol):
    """Something that can be asked for one paper (`submit`, `save`)."""

    def finds(self, paper_id: str) -> bool:
        """Whether the paper may be one of its: the id is of a kind that it has."""
        ...

    async def find(self, paper_id: str, now: datetime) -> Fetched:
        """The paper by canonical id; no papers and a note when there is none."""
        ...


@runtime_checkable
class Recommender(Protocol):
    """Something that tells what is like a paper (see `bot.papers.recommendations`)."""

    @property
    def name(self) -> str:
        """Its name in settings and polls."""
        ...

    def finds(self, paper_id: str) -> bool:
        """Whether it can be asked about the paper."""
        ...

    async def like(self, paper_id: str, now: datetime) -> Fetched:
        """Recent papers like one, the most alike first; a note where there are none."""
        ...
