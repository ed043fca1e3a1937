"""The shortlist: the best of some lists, worked out once for all channels that share them."""

from collections.abc import Mapping, Sequence

from bot.matching.bits import from_places
from bot.ranking.ranked import Ranked, top_picks


class Shortlist:
    """The best `limit` (place, score) of some lists, whoever asks; of near-duplicates (`twins`) one."""

    __slots__ = ("_bits", "_limit", "_lists", "_twins", "best")

    def __init__(self, lists: Sequence[Ranked], limit: int, twins: Mapping[int, frozenset[int]]) -> None:
        self._lists, self._limit, self._twins = lists, limit, twins
        self.best = top_picks(lists, 0, limit, twins)
        self._bits = from_places(place for place, _score in self.best)

    def without(self, gone: int) -> list[tuple[int, float]]:
        """The best for a channel that has had these (bits): what it would not have been given changes nothing."""
        if not gone & self._bits:
            return self.best
        return top_picks(self._lists, gone, self._limit, self._twins)
