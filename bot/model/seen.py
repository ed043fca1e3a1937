"""Seen: which of some papers a channel has had."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any


class Seen(AbstractSet[int]):
    """Some of `papers` (keys, shared by all channels): bit n of `bits` stands for the nth.

    A million channels have had forty papers each: as sets of numbers they take ten times as long to make.
    """

    __slots__ = ("bits", "papers")

    def __init__(self, papers: Sequence[int], bits: int) -> None:
        self.papers = papers
        self.bits = bits

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        return frozenset(it)  # what sets make of each other

    def __contains__(self, key: object) -> bool:
        return any(key == each for each in self)

    def __iter__(self) -> Iterator[int]:
        return (key for place, key in enumerate(self.papers) if self.bits >> place & 1)

    def __len__(self) -> int:
        """How many."""
        return self.bits.bit_count()
