"""How relevant each of the day's papers is to a query: field-weighted BM25.

BM25F as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: the
fields' weighted, length-normalised term frequencies are added before the saturation.
"""

import math
from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import FEW
from bot.matching.day import DayPapers
from bot.matching.row import Row, Scores, Weighed
from bot.ranking.weights import FIELD_WEIGHTS, K1, OR_REST, B

NO_TEXT = (np.empty(0, np.intp), np.empty(0))  # what a tag, a number or a negation adds


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
        scores = np.zeros(self._size)
        self._add(matched, scores)
        return scores

    def table(self, matched: Sequence[Row]) -> NDArray[np.float64]:
        """The scores of several rows, one below the other."""
        table = np.zeros((len(matched), self._size))
        for row, scores in zip(matched, table, strict=True):
            self._add(row, scores)
        return table

    def _add(self, row: Row, scores: Scores) -> None:
        if row.every:
            for each in row.every:
                self._add(each, scores)
            return
        if row.weighed is None:
            row.weighed = self._weigh(row) if row.found else self._united(row)
        if isinstance(row.weighed, tuple):
            found, weights = row.weighed
            scores[found] += weights
        else:
            scores += row.weighed

    def _weigh(self, row: Row) -> Weighed:
        weights: dict[int, float] = {}
        for field, postings in row.found:
            norms = self._norms[field]
            for place, count in postings.items():
                weights[place] = weights.get(place, 0.0) + count * norms[place]
        frequency = np.fromiter(weights.values(), dtype=np.float64)
        rarity = math.log(1 + (self._size - len(weights) + 0.5) / (len(weights) + 0.5))
        found, scores = np.fromiter(weights, dtype=np.intp), rarity * frequency * (K1 + 1) / (K1 + frequency)
        if len(found) <= FEW:
            return found, scores
        whole = np.zeros(self._size)  # common words are asked for thousands of times
        whole[found] = scores
        return whole

    def _united(self, row: Row) -> Weighed:
        """Of alternatives the best counts, and the others a little."""
        if not row.either:
            return NO_TEXT
        parts = [self.scores(each) for each in row.either]
        best: Scores = reduce(np.maximum, parts)
        return best + OR_REST * (reduce(np.add, parts) - best)


def _norms(lengths: NDArray[np.float64], weight: float) -> list[float]:
    """What one occurrence counts in each paper's field: a word in a long text says less."""
    filled = lengths[lengths > 0]
    average = filled.mean() if filled.size else 1.0
    norms: list[float] = (weight / (1 - B + B * lengths / average)).tolist()
    return norms
