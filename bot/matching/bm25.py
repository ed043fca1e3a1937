"""How relevant each of the day's papers is to a query: field-weighted BM25.

BM25F as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: the
fields' weighted, length-normalised term frequencies are added before the saturation.
"""

import math
from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import FEW, Places, places
from bot.matching.day import DayPapers
from bot.matching.row import Row, Scores, Weighed
from bot.ranking.weights import FIELD_WEIGHTS, K1, OR_REST, B


class Bm25:
    """Relevance over one day's papers. What a condition contributes is worked out once."""

    def __init__(self, day: DayPapers) -> None:
        self._size = len(day)
        self._norms = {
            field: _norms(np.array(day.columns[field].lengths, dtype=np.float64), weight)
            for field, weight in FIELD_WEIGHTS.items()
        }

    def scores(self, matched: Row) -> Scores:
        """BM25 of each paper by place; also of papers that the query does not match.

        Words asked for together add up; of alternatives the best counts, and the others a little; what is
        negated and what is no text (tags, upvotes) counts nothing.
        """
        found = self._scores(matched)
        return np.zeros(self._size) if found is None else found

    def _scores(self, row: Row) -> Scores | None:
        if row.every:
            parts = self._of(row.every)
            return reduce(np.add, parts) if parts else None
        if row.weighed is None:
            row.weighed = self._weigh(row) if row.found else self._united(row)
        return self._all(*row.weighed) if isinstance(row.weighed, tuple) else row.weighed

    def _of(self, rows: Iterable[Row]) -> list[Scores]:
        return [scores for scores in map(self._scores, rows) if scores is not None]

    def _all(self, found: Places, weights: Scores) -> Scores:
        scores = np.zeros(self._size)
        scores[found] = weights
        return scores

    def _weigh(self, row: Row) -> Weighed:
        weights: dict[int, float] = {}
        for field, postings in row.found:
            norms = self._norms[field]
            for place, count in postings.items():
                weights[place] = weights.get(place, 0.0) + count * norms[place]
        frequency = np.fromiter(weights.values(), dtype=np.float64)
        rarity = math.log(1 + (self._size - len(weights) + 0.5) / (len(weights) + 0.5))
        return self._kept(np.fromiter(weights, dtype=np.intp), rarity * frequency * (K1 + 1) / (K1 + frequency))

    def _united(self, row: Row) -> Weighed | None:
        scores = _best(self._of(row.either))
        if scores is None:
            return None
        found = places(row.bits)
        return self._kept(found, scores.take(found))

    def _kept(self, found: Places, scores: Scores) -> Weighed:
        """Of all papers if it finds more than a few: common words are asked for thousands of times."""
        return self._all(found, scores) if len(found) > FEW else (found, scores)


def _best(parts: Sequence[Scores]) -> Scores | None:
    """Of alternatives the best counts, and the others a little."""
    if len(parts) < 2:
        return parts[0] if parts else None
    best: Scores = reduce(np.maximum, parts)
    return best + OR_REST * (reduce(np.add, parts) - best)


def _norms(lengths: NDArray[np.float64], weight: float) -> list[float]:
    """What one occurrence counts in each paper's field: a word in a long text says less."""
    filled = lengths[lengths > 0]
    average = filled.mean() if filled.size else 1.0
    norms: list[float] = (weight / (1 - B + B * lengths / average)).tolist()
    return norms
