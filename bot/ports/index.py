"""The search index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.query.tree import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """A found paper by key; `score` is the text relevance (higher is better), 0 where not computed."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the index found: the best matches, and how many match in all."""

    hits: tuple[Hit, ...]
    total: int


class Index(Protocol):
    """The search index: derived data, rebuilt from the papers when it is missing or torn."""

    @property
    def share(self) -> float:
        """Which share of the papers can be found by now, 0..1: while it is made anew, less than all."""
        ...

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        """The best papers; `before_key` keeps a paged list stable: papers with a greater key are left out."""
        ...

    async def newest(self, query: Query, *, limit: int) -> Found:
        """The papers that match, the newest listed first, whatever their relevance; scores are 0."""
        ...

    async def weekly(self, query: Query, last: date, weeks: int) -> Sequence[int]:
        """How many matching papers were first listed in each of so many weeks; the last one ends on `last`."""
        ...

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        """Words of the corpus that begin so, the commonest first, in their commonest spelling."""
        ...

    async def spellings(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """For each word that the corpus lacks or hardly has: close words that it has, the best first."""
        ...

    async def papers_with(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many papers' titles and abstracts each of these terms is, as a word or as a form."""
        ...

    async def repair(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Bring the index in step with the papers; a sentence if anything was rebuilt, else ""."""
        ...
