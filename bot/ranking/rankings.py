"""Rankings: each distinct query evaluated and ranked once over the day's papers."""

from datetime import date

import numpy as np

from bot.matching.bits import places
from bot.matching.bm25 import Bm25
from bot.matching.day import DayPapers
from bot.matching.evaluate import asks_trending, evaluate
from bot.query.tree import Query
from bot.ranking.community import standing, trending
from bot.ranking.likeness import Likeness
from bot.ranking.ranked import Ranked
from bot.ranking.weights import RELEVANCE, RELEVANCE_HALF

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
        return self._known.get(asked) or self._known.setdefault(asked, self._rank(query, asked[1]))

    def _rank(self, query: Query, trending: int | None) -> Ranked:
        matched = evaluate(self.day, query.root, trending)
        if not matched.bits:
            return NOTHING
        found = places(matched.bits)
        if trending is None:
            relevance = self._bm25.scores(matched).take(found)
            scores = self.standing.take(found) + RELEVANCE * relevance / (relevance + RELEVANCE_HALF)
        else:
            scores = self._trending.take(found)
        return Ranked(matched.bits, found, scores)  # places ascend with the paper ids: they break ties
