"""Rankings: each distinct query evaluated and ranked once over the day's papers."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import Places, from_places
from bot.matching.day import DayPapers
from bot.matching.evaluate import asks_trending, evaluate
from bot.matching.row import Row, Scores
from bot.query.tree import Query
from bot.ranking.community import standing, trending
from bot.ranking.likeness import Likeness
from bot.ranking.ranked import Ranked
from bot.ranking.relevance import Relevance
from bot.ranking.weights import FLOOR, RELEVANCE

CELLS = 1 << 18  # queries times papers ranked at once: 2 MB of scores, which the processor's cache holds


class Rankings:
    """The day's papers with all that ranking asks of them. `today` (UTC) is what freshness counts from."""

    def __init__(self, day: DayPapers, today: date) -> None:
        self.day = day
        self.likeness = Likeness(day)
        self.standing = standing(day.candidates, today)
        self._trending = trending(day.candidates)
        self._relevance = Relevance(day, self.likeness)
        self._known: dict[tuple[str, int | None, bool], Ranked] = {}

    def of(self, query: Query, trending: int, *, mentions: bool = False) -> Ranked:
        """The query's papers, best first; those that mention it in passing only with `mentions`.

        `trending`: the papers that `trending` in a query stands for.
        """
        asked = (query.text, trending if asks_trending(query.root) else None, mentions)
        known = self._known.get(asked)
        if known is None:
            (known,) = self._rank([query], asked[1], 0.0 if mentions else FLOOR)
            self._known[asked] = known
        return known

    def meet(self, queries: Sequence[Query]) -> None:
        """Rank these before they are asked for (not `trending`): together they take three quarters of the time."""
        new = [q for q in queries if (q.text, None, False) not in self._known and not asks_trending(q.root)]
        together = max(CELLS // max(len(self.day), 1), 1)
        for start in range(0, len(new), together):
            some = new[start : start + together]
            for query, known in zip(some, self._rank(some, None, FLOOR), strict=True):
                self._known[query.text, None, False] = known

    def _rank(self, queries: Sequence[Query], trending: int | None, floor: float) -> list[Ranked]:
        rows = [evaluate(self.day, query.root, trending) for query in queries]
        found, relevance, counts = self._relevance.of(rows)  # places ascend with the paper ids: they break ties
        if trending is None:
            kept = relevance >= floor
            scores = self.standing.take(found) + RELEVANCE * relevance
        else:
            kept = np.ones(len(found), np.bool_)
            scores = self._trending.take(found)
        ends = counts.cumsum().tolist()
        parts = map(slice, [0, *ends], ends)
        return [_kept(row, found[part], scores[part], kept[part]) for row, part in zip(rows, parts, strict=False)]


def _kept(row: Row, found: Places, scores: Scores, kept: NDArray[np.bool_]) -> Ranked:
    """What is left of a row's papers."""
    if kept.all():
        return Ranked(row.bits, row.bits, found, scores)
    return Ranked(row.bits, from_places(found[kept].tolist()), found[kept], scores[kept])
