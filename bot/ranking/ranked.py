"""Ranked: one query's papers of the day, best first, shared by every channel that asks the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter

import numpy as np

from bot.matching.bits import Places, from_places
from bot.matching.row import Scores

HEAD = 16  # entries kept ready: nearly every digest is filled from them


class Ranked:
    """Places with their scores, the best first; the same set as bits; the first few as pairs (`head`).

    `matched`: these and those that were left out, as passing mentions are.
    """

    __slots__ = ("_all", "_within", "bits", "head", "matched")

    def __init__(self, matched: int, bits: int, places: Places, scores: Scores) -> None:
        """Of ascending places and the score of each: of equals the first place is the first."""
        self.matched = matched
        self.bits = bits
        self.head = _head(places, scores)
        self._all = (places, scores)  # beyond the head hardly anybody looks
        self._within: dict[int, Ranked] | None = None  # a night has 50,000 of these: none before it is needed

    def __iter__(self) -> Iterator[tuple[int, float]]:
        """(place, score), the best first."""
        places, scores = self._all
        order = (-scores).argsort(kind="stable")[HEAD:]
        return chain(self.head, zip(places.take(order).tolist(), scores.take(order).tolist(), strict=True))

    def within(self, mask: int) -> "Ranked":
        """Only papers in `mask`; worked out once for each mask."""
        bits = self.bits & mask
        if bits == self.bits:
            return self
        if self._within is None:
            self._within = {}
        known = self._within.get(mask)
        if known is None:
            known = self._within[mask] = ranked(pair for pair in self if bits >> pair[0] & 1)
        return known


def _head(places: Places, scores: Scores) -> list[tuple[int, float]]:
    """The first HEAD pairs; of many papers only those near the top are sorted."""
    if len(scores) > HEAD:
        near = scores >= np.partition(scores, -HEAD)[-HEAD]
        places, scores = places[near], scores[near]
    pairs = zip(places.tolist(), scores.tolist(), strict=True)
    return sorted(pairs, key=itemgetter(1), reverse=True)[:HEAD]  # stable: of equals the first place is the first


def ranked(pairs: Iterable[tuple[int, float]]) -> Ranked:
    """Any (place, score), put in order."""
    ascending = sorted(pairs)
    places = [place for place, _score in ascending]
    scores = np.array([score for _place, score in ascending], np.float64)
    bits = from_places(places)
    return Ranked(bits, bits, np.array(places, np.intp), scores)


def top_picks(
    lists: Sequence[Ranked], gone: int, limit: int, twins: Mapping[int, frozenset[int]]
) -> list[tuple[int, float]]:
    """The best `limit` (place, score) of all lists together that are not `gone` (what the channel has had: bits).

    A paper in several lists has its best score. Of near-duplicates one is taken, unless there is nothing else.
    """
    best = _top(lists, gone, limit)
    twinned = [place for place, _score in best if place in twins]
    if len(twinned) > 1 and any(not twins[place].isdisjoint(twinned) for place in twinned):
        return _spread(lists, gone, limit, twins)
    return best


def _top(lists: Sequence[Ranked], gone: int, limit: int) -> list[tuple[int, float]]:
    return _best(lists[0], gone, limit) if len(lists) == 1 else _merged(lists, gone, limit)


def _best(given: Ranked, gone: int, limit: int) -> list[tuple[int, float]]:
    """The first `limit` that are not `gone`; they stand no further down than there are of both."""
    gone &= given.bits
    if not gone:
        return given.head[:limit] if limit <= HEAD else list(islice(given, limit))
    pairs = given.head if limit + gone.bit_count() <= HEAD else given
    best = []
    for pair in pairs:
        if not gone >> pair[0] & 1:
            best.append(pair)
            if len(best) == limit:
                break
    return best


def _merged(lists: Sequence[Ranked], gone: int, limit: int) -> list[tuple[int, float]]:
    """The best of each list hold the best of all, since a paper's score is its best one."""
    best: dict[int, float] = {}
    for each in lists:
        for place, score in _best(each, gone, limit):
            if score > best.get(place, float("-inf")):
                best[place] = score
    return sorted(best.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def _spread(
    lists: Sequence[Ranked], gone: int, limit: int, twins: Mapping[int, frozenset[int]]
) -> list[tuple[int, float]]:
    """Looks further and further down for papers that are not near-duplicates of better ones."""
    enough = limit
    while True:
        enough *= 2
        entries = _top(lists, gone, enough)
        chosen: dict[int, float] = {}
        held = []
        for place, score in entries:
            if chosen.keys().isdisjoint(twins.get(place, ())):
                chosen[place] = score
            else:
                held.append((place, score))
        if len(chosen) >= limit or len(entries) < enough:
            return [*chosen.items(), *held][:limit]
