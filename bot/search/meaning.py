"""Meaning: papers ordered by what they say, where there is a model to tell; blended with the likeness of words."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.model.paper import Candidate
from bot.ports.embedding import Embedder
from bot.ports.index import Hit
from bot.ranking.weights import MEANING
from bot.text.latex import readable

REMEMBERED = 20_000  # papers whose place is kept: 30 MB at 384 dimensions
ABSTRACT_CHARACTERS = 1_200  # what a sentence model of 256 tokens reads


class Meaning:
    """Places papers with a model, each once while it is remembered."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._places: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    async def order(self, paper: Candidate, hits: Sequence[Hit], papers: Sequence[Candidate]) -> tuple[int, ...]:
        """The keys of `papers` by likeness of words (`hits`) and of meaning together, the most alike first."""
        await self._place([paper, *papers])
        words = {hit.key: hit.score for hit in hits}
        mine = self._places[paper.key]
        scores = {each.key: words[each.key] + MEANING * float(self._places[each.key] @ mine) for each in papers}
        return tuple(sorted(scores, key=lambda key: (-scores[key], key)))

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
    """What of a paper a model is given."""
    return f"{readable(paper.paper.title)}. {readable(paper.paper.abstract)[:ABSTRACT_CHARACTERS]}"
