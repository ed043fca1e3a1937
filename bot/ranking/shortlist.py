"""The shortlist: the best of some lists, worked out once for all channels that share them."""

from collections.abc import Collection, Mapping, Sequence

from bot.ranking.ranked import Ranked, top_picks


class Shortlist:
    """The best `limit` (place, score) of some lists, whoever asks; of near-duplicates (`twins`) one."""

    __slots__ = ("_limit", "_lists", "_places", "_twins", "best")

    def __init__(self, lists: Sequence[Ranked], limit: int, twins: Mapping[int, frozenset[int]]) -> None:
        self._lists, self._limit, self._twins = lists, limit, twins
        self.best = top_picks(lists, (), limit, twins)
        self._places = frozenset([place for place, _score in self.best])

    def without(self, gone: Collection[int]) -> list[tuple[int, float]]:
        """The best for a channel that has had these: what it would not have been given changes nothing."""
        if self._places.isdisjoint(gone):
            return self.best
        return top_picks(self._lists, gone, self._limit, self._twins)
