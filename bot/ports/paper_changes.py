"""Which papers changed: what the search index, derived data of each process, reads of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model.paper import Candidate


@dataclass(frozen=True, slots=True)
class PapersState:
    """What the store of papers is now. `identity` tells it from another store ("" until it has one); `revision` is
    its newest change (0 without papers); `papers` is how many it has, merged ones counted once.
    """

    identity: str
    revision: int
    papers: int


@dataclass(frozen=True, slots=True)
class PaperChanges:
    """Some changes in order, after `since` up to `revision`: papers as they are now, and keys that are papers no
    more (they turned out to be another paper).
    """

    since: int
    revision: int
    papers: Sequence[Candidate]
    gone: Sequence[int]


class ChangedPapers(Protocol):
    """The papers as a row of changes, each with a number (its revision) that ascends."""

    async def state(self) -> PapersState:
        """Of the moment; counting takes 10 ms among a million papers."""
        ...

    async def after(self, revision: int, limit: int) -> PaperChanges | None:
        """The next changes after a revision, `limit` of them at most; None if there are none."""
        ...

    async def behind(self, revision: int) -> int:
        """How many papers have changed since a revision."""
        ...

    async def current(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """Those of these keys that are papers still, ascending; a merged one is left out, not followed."""
        ...
