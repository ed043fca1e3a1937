"""How relevant each of the day's papers is to a query: field-weighted BM25, as a share of the most there could be,
and how like it is to the query's best matches.

BM25F as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6: the
fields' weighted, length-normalised term frequencies are added before the saturation. A mention counts what its
place in the text makes of it (`bot.text.mentions`); frequent words that are neighbours in the query and far apart
in a text are there by chance. What is about the same as the best matches counts more (`bot.ranking.peers`).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import FEW, Places, flags, places
from bot.matching.day import DayPapers
from bot.matching.day import Places as Where
from bot.matching.row import Row, Scores, Weighed
from bot.ranking.likeness import Likeness
from bot.ranking.peers import peers
from bot.ranking.weights import APART, FIELD_WEIGHTS, FREQUENT, FREQUENT_LEAST, K1, NEUTRAL, PEERS, B

NO_TEXT = (np.empty(0, np.intp), np.empty(0))  # what a tag, a number or a negation adds


class Relevant(NamedTuple):
    """Of several rows, one behind the other: the papers that each matches, ascending, how relevant each is, 0..1,
    and how many there are of each row.
    """

    found: Places
    relevance: Scores
    counts: NDArray[np.intp]


class Relevance:
    """Relevance over one day's papers, 0..1. What a condition contributes is worked out once."""

    def __init__(self, day: DayPapers, likeness: Likeness) -> None:
        self._day = day
        self._likeness = likeness
        self._size = size = len(day)
        self._norms = {
            field: _norms(np.array(day.columns[field].lengths, dtype=np.float64), weight)
            for field, weight in FIELD_WEIGHTS.items()
        }
        self._rarities = [math.log(1 + (size - papers + 0.5) / (papers + 0.5)) for papers in range(size + 1)]
        self._frequent = max(FREQUENT * size, FREQUENT_LEAST)
        self._known: dict[tuple[Row, Row], NDArray[np.bool_] | None] = {}
        self._places: dict[Row, tuple[Where, Where] | None] = {}

    def of(self, matched: Sequence[Row]) -> Relevant:
        """The relevance of the papers that each row matches, by their words and by their peers."""
        table = np.zeros((len(matched), self._size))
        most = np.array([self._fill(row, scores) for row, scores in zip(matched, table, strict=True)])
        shown = flags([row.bits for row in matched], self._size)
        counts = shown.sum(axis=1)
        cells = shown.ravel().nonzero()[0]
        found = cells % max(self._size, 1)
        relevance = table.take(cells) / np.where(most, most, 1.0).repeat(counts)
        ends = counts.cumsum().tolist()
        for start, end, told in zip([0, *ends], ends, most.tolist(), strict=False):
            if told and end - start > 1:
                lift = peers(self._likeness, found[start:end], relevance[start:end])
                relevance[start:end] += PEERS * lift
        return Relevant(found, relevance.clip(0.0, 1.0, out=relevance), counts)

    def by_words(self, row: Row) -> Scores:
        """The relevance of each paper by place, by its words alone; also of papers that the query does not match.

        Words asked for together count by their rarity, of alternatives the best counts; what is negated and what
        is no text (tags, upvotes) counts nothing.
        """
        scores = np.zeros(self._size)
        most = self._fill(row, scores)
        return scores / (most or 1.0)

    def _fill(self, row: Row, scores: Scores) -> float:
        """Adds what each paper has of it to the scores; what it could have at most, 0 of a row without text."""
        most, before = 0.0, None
        apart: list[NDArray[np.bool_]] = []
        for each in row.every or (row,):
            weighed = self._weigh(each) if each.weighed is None else each.weighed
            if weighed is NO_TEXT:
                continue
            if isinstance(weighed, tuple):
                scores[weighed[0]] += weighed[1]
            else:
                scores += weighed
            most += each.most
            if (
                each.frequent
                and before is not None
                and before.frequent
                and (far := self._apart(before, each)) is not None
            ):
                apart.append(far)
            before = each
        if not most:
            scores += NEUTRAL
            return 0.0
        for far in apart:
            np.multiply(scores, APART, out=scores, where=far)
        return most

    def _weigh(self, row: Row) -> Weighed:
        """What a row adds to the score of each paper: how much it is about it, 0..1, times its rarity."""
        papers = row.bits.bit_count()
        row.most = rarity = self._rarities[papers]
        row.frequent = papers >= self._frequent
        often = self._often(row)
        if isinstance(often, tuple):
            row.weighed = often[0], rarity * often[1] / (K1 + often[1])
        elif often is not None:
            row.weighed = rarity * often / (K1 + often)
        elif row.every or row.either:
            row.weighed = rarity * (self.by_words(row) if row.every else self._best(row.either))
        else:
            row.weighed = NO_TEXT
        return row.weighed

    def _best(self, alternatives: Sequence[Row]) -> Scores:
        """Of alternatives the best counts."""
        best = np.zeros(self._size)
        for each in alternatives:
            if each.found or each.either or each.every:
                np.maximum(best, self.by_words(each), out=best)
            else:
                some = places(each.bits)
                best[some] = np.maximum(best[some], NEUTRAL)
        return best

    def _often(self, row: Row) -> Weighed | None:
        """How often each paper has a word or any of its alternatives, weighted and normalised by field.

        None where it is not of words alone. Two spellings of one word are one word: the most frequent counts.
        """
        if row.often is None:
            if row.found:
                row.often = self._counted(row)
            elif row.either:
                parts = [self._often(each) for each in row.either]
                known = [part for part in parts if part is not None]
                row.often = self._largest(known) if len(known) == len(parts) else None
        return row.often

    def _counted(self, row: Row) -> Weighed:
        if row.bits.bit_count() > FEW:
            whole = np.zeros(self._size)  # common words are asked for thousands of times
            for field, postings in row.found:
                found = np.fromiter(postings, dtype=np.intp)
                whole[found] += np.fromiter(postings.values(), dtype=np.float64) * self._norms[field][found]
            return whole
        often: dict[int, float] = {}
        for field, postings in row.found:
            norms = self._norms[field]
            for place, count in postings.items():
                often[place] = often.get(place, 0.0) + count * norms.item(place)
        return np.fromiter(often, dtype=np.intp), np.fromiter(often.values(), dtype=np.float64)

    def _largest(self, parts: Sequence[Weighed]) -> Weighed:
        whole = np.zeros(self._size)
        for part in parts:
            if isinstance(part, tuple):
                whole[part[0]] = np.maximum(whole[part[0]], part[1])
            else:
                np.maximum(whole, part, out=whole)
        return whole

    def _apart(self, left: Row, right: Row) -> NDArray[np.bool_] | None:
        """In which papers two frequent words are far from each other; None for other words."""
        key = (left, right)
        if key not in self._known:
            one, other = self._where(left), self._where(right)
            known = None if one is None or other is None else (one[1] & other[0]) == 0
            self._known[key] = known
        return self._known[key]

    def _where(self, row: Row) -> tuple[Where, Where] | None:
        """Where a row's words stand, and around it; None if it is of no frequent single words."""
        if row not in self._places:
            words = [each.term for each in (row.either or (row,)) if each.term]
            found = [where for word in words if (where := self._day.where(word)) is not None]
            self._places[row] = _around(np.bitwise_or.reduce(found)) if found else None
        return self._places[row]


def _around(where: Where) -> tuple[Where, Where]:
    """Where it stands, and that with the places beside; what has another form of the word is near anything."""
    where = np.where(where == 0, ~np.uint64(0), where)
    return where, where | (where << np.uint64(1)) | (where >> np.uint64(1))


def _norms(lengths: NDArray[np.float64], weight: float) -> Scores:
    """What one occurrence counts in each paper's field: a word in a long text says less."""
    filled = lengths[lengths > 0]
    average = filled.mean() if filled.size else 1.0
    norms: Scores = weight / (1 - B + B * lengths / average)
    return norms
