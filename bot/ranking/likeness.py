"""Likeness: which of the day's papers say nearly the same, and how like each is to what a channel saved or hid."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import Places
from bot.matching.day import DayPapers
from bot.ranking.weights import FEEDBACK_FLOOR, HIDDEN, NEAR_DUPLICATE, SAVED
from bot.text.document import Document, document

TITLE_COUNTS = 3  # a word of the title as so many of the abstract's
TELLING = 12  # the weightiest words of a paper; papers nearly alike share several of them
SHARED = 4  # of those, for a pair to be compared at all
TOO_MANY = 50  # papers that share a telling word: it is the day's topic, not a likeness


KEPT = 16 * 2**20  # cosines that are remembered: 64 MB, all of those among 4,000 papers …
LEAST = 64  # … and of so many papers however many there are: as many as are asked for at once

Cosines = NDArray[np.float32]


class Likeness:
    """TF-IDF cosines over the day's vocabulary, worked out when first asked for."""

    def __init__(self, day: DayPapers) -> None:
        self._day = day
        self._line_of = np.full(len(day), -1, np.intp)  # where in the table a paper's are
        self._lines = 0

    def __len__(self) -> int:
        """Of how many papers."""
        return len(self._day)

    def read_ahead(self) -> None:
        """Work out what all comparisons share, where nobody waits for it (any thread): 0.1 ms a paper."""
        self.mean_cosines  # noqa: B018 -- it is kept

    @cached_property
    def vectors(self) -> list[dict[str, float]]:
        """Each paper's words with their weights; of length 1, or empty for a paper without words."""
        counts = [_counts(document(each)) for each in self._day.candidates]
        spread = Counter(chain.from_iterable(counts))
        rarity = {term: math.log((1 + len(counts)) / (1 + papers)) for term, papers in spread.items()}
        return [_unit({term: (1 + math.log(n)) * rarity[term] for term, n in each.items()}) for each in counts]

    @cached_property
    def twins(self) -> dict[int, frozenset[int]]:
        """For each paper that has near-duplicates: which."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in self._pairs():
            if self.cosine(one, other) >= NEAR_DUPLICATE:
                found[one].add(other)
                found[other].add(one)
        return {place: frozenset(others) for place, others in found.items()}

    def cosine(self, one: int, other: int) -> float:
        """0..1."""
        few, many = sorted((self.vectors[one], self.vectors[other]), key=len)
        return sum(weight * many[term] for term, weight in few.items() if term in many)

    def excess(self, some: Places, others: Places) -> Cosines:
        """Of each of some papers (one a line) how much more than any paper it is like each of the others: the
        cosine less the mean of the other's with all; -inf with itself.
        """
        lines = self._line_of[some]
        if lines.min() < 0:
            self._work_out(some)
            lines = self._line_of[some]
        excess: Cosines = self._table[lines[:, np.newaxis], others]
        return excess

    def _work_out(self, some: Places) -> None:
        new = [place for place in some.tolist() if self._line_of[place] < 0]
        if self._lines + len(new) > len(self._table):
            self._line_of[:] = -1
            self._lines, new = 0, some.tolist()
        for place in new:
            self._table[self._lines] = self._cosines(place) - self.mean_cosines
            self._table[self._lines, place] = -np.inf
            self._line_of[place] = self._lines
            self._lines += 1

    def _cosines(self, place: int) -> Cosines:
        row = np.zeros(len(self._day), np.float32)
        for term, weight in self.vectors[place].items():
            papers, weights = self._having[term]
            row[papers] += np.float32(weight) * weights
        return row

    @cached_property
    def _table(self) -> Cosines:
        papers = len(self._day)
        return np.empty((min(papers, max(KEPT // papers, LEAST)), papers), np.float32)

    @cached_property
    def mean_cosines(self) -> Cosines:
        """The mean cosine of each paper with all others: one of general words is like any other."""
        others = max(len(self._day) - 1, 1)
        whole = {term: float(weights.sum()) for term, (_, weights) in self._having.items()}
        return np.array(
            [
                sum(weight * (whole[term] - weight) for term, weight in each.items()) / others
                for each in self.vectors
            ],
            np.float32,
        )

    @cached_property
    def _having(self) -> dict[str, tuple[NDArray[np.intp], Cosines]]:
        """For each term the papers that have it, and its weight in each."""
        found: defaultdict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for place, vector in enumerate(self.vectors):
            for term, weight in vector.items():
                papers, weights = found[term]
                papers.append(place)
                weights.append(weight)
        return {
            term: (np.array(some, np.intp), np.array(each, np.float32)) for term, (some, each) in found.items()
        }

    def lift(self, place: int, saved: Sequence[int], hidden: Sequence[int]) -> float:
        """What the channel's feedback (places) adds to a score: -HIDDEN..SAVED, 0 where nothing is alike."""
        return SAVED * self._closest(place, saved) - HIDDEN * self._closest(place, hidden)

    def _closest(self, place: int, others: Iterable[int]) -> float:
        best = max((self.cosine(place, other) for other in others), default=0.0)
        return min(max(best - FEEDBACK_FLOOR, 0.0) / (NEAR_DUPLICATE - FEEDBACK_FLOOR), 1.0)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs that share enough telling words to be worth a comparison."""
        sharing: defaultdict[str, list[int]] = defaultdict(list)
        for place, vector in enumerate(self.vectors):
            for _weight, term in nlargest(TELLING, zip(vector.values(), vector, strict=True)):
                sharing[term].append(place)
        shared = Counter(
            pair for places in sharing.values() if len(places) <= TOO_MANY for pair in combinations(places, 2)
        )
        return (pair for pair, count in shared.items() if count >= SHARED)


def _counts(words: Document) -> Counter[str]:
    counts = Counter(words.abstract)
    for term in words.title:
        counts[term] += TITLE_COUNTS
    return counts


def _unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}
