"""Meaning: papers ordered by what they say, where there are word vectors to tell, and by their words together."""

import math
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.model.paper import Candidate
from bot.ports.embedding import Embedder
from bot.ports.index import Hit
from bot.ranking.weights import MEANING_OF_PAPERS, MEANING_OF_QUERIES, ORDER_OF_WORDS
from bot.text.latex import readable

REMEMBERED = 5_000  # papers whose place is kept: 5 MB at 256 dimensions


class Meaning:
    """Places papers by word vectors, each once while it is remembered."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._places: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    async def order(self, paper: Candidate, hits: Sequence[Hit], papers: Sequence[Candidate]) -> tuple[int, ...]:
        """The keys of `papers` by likeness of words (`hits`) and of meaning together, the most alike first."""
        await self._place([paper, *papers])
        words = {hit.key: hit.score for hit in hits}
        mine = self._places[paper.key]
        scores = {
            each.key: words[each.key] + MEANING_OF_PAPERS * float(self._places[each.key] @ mine) for each in papers
        }
        return tuple(sorted(scores, key=lambda key: (-scores[key], key)))

    async def scores(self, query: str, found: Sequence[tuple[Candidate, float]]) -> Sequence[float]:
        """How well each of a query's best papers, the best by its words first, fits it by words and meaning.

        Not their order alone counts, but how far the words agree: what has far more of them stays in front.
        """
        await self._place([paper for paper, _ in found])
        (mine,) = await self._embedder.embed([query])
        best = max((score for _, score in found), default=0.0) or 1.0
        return [
            score / best
            + ORDER_OF_WORDS / math.sqrt(rank)
            + MEANING_OF_QUERIES * float(self._places[paper.key] @ mine)
            for rank, (paper, score) in enumerate(found, 1)
        ]

    async def _place(self, papers: Sequence[Candidate]) -> None:
        new = [each for each in papers if each.key not in self._places]
        if new:
            placed = await self._embedder.embed([text(each) for each in new])
            self._places.update({each.key: row for each, row in zip(new, placed, strict=True)})
        for each in papers:
            self._places.move_to_end(each.key)
        while len(self._places) > max(REMEMBERED, len(papers)):
            self._places.popitem(last=False)


def text(paper: Candidate) -> str:
    """What of a paper is placed."""
    return f"{readable(paper.paper.title)}. {readable(paper.paper.abstract)}"
