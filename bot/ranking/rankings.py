"""Rankings: each distinct query evaluated and ranked once over the day's papers."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import numpy as np

from bot.matching.bits import members
from bot.matching.day import DayPapers
from bot.matching.evaluate import asks_trending, evaluate
from bot.query.tree import Query
from bot.ranking.bm25 import Bm25
from bot.ranking.community import standing, trending
from bot.ranking.likeness import Likeness
from bot.ranking.ranked import Ranked
from bot.ranking.weights import RELEVANCE, RELEVANCE_HALF

CELLS = 1 << 18  # queries times papers ranked at once: 2 MB of scores, which the processor's cache holds
NOTHING = Ranked(0, np.array([], np.intp), np.array([], np.float64))


class Rankings:
    """The day's papers with all that ranking asks of them. `today` (UTC) is what freshness counts from."""

    def __init__(self, day: DayPapers, today: date) -> None:
        self.day = day
        self.likeness = Likeness(day)
        self.standing = standing(day.candidates, today)
        self._trending = trending(day.candidates)
        self._bm25 = Bm25(day)
        self._known: dict[tuple[str, int | None], Ranked] = {}

    def of(self, query: Query, trending: int) -> Ranked:
        """The query's papers, best first. `trending`: the papers that `trending` in a query stands for."""
        asked = (query.text, trending if asks_trending(query.root) else None)
        known = self._known.get(asked)
        if known is None:
            (known,) = self._rank([query], asked[1])
            self._known[asked] = known
        return known

    def meet(self, queries: Sequence[Query]) -> None:
        """Rank these before they are asked for (not `trending`): together they take three quarters of the time."""
        new = [each for each in queries if (each.text, None) not in self._known and not asks_trending(each.root)]
        together = max(CELLS // max(len(self.day), 1), 1)
        for start in range(0, len(new), together):
            some = new[start : start + together]
            for query, known in zip(some, self._rank(some, None), strict=True):
                self._known[query.text, None] = known

    def _rank(self, queries: Sequence[Query], trending: int | None) -> list[Ranked]:
        rows = [evaluate(self.day, query.root, trending) for query in queries]
        cells = members([row.bits for row in rows], len(self.day))
        found = cells % len(self.day)  # places ascend with the paper ids: they break ties
        if trending is None:
            relevance = self._bm25.table(rows).take(cells)
            scores = self.standing.take(found) + RELEVANCE * relevance / (relevance + RELEVANCE_HALF)
        else:
            scores = self._trending.take(found)
        ends = list(accumulate(row.bits.bit_count() for row in rows))
        parts = map(slice, [0, *ends], ends)
        return [
            Ranked(row.bits, found[part], scores[part]) if row.bits else NOTHING
            for row, part in zip(rows, parts, strict=True)
        ]
