"""Papers like a paper: those that share its weightiest words, the most alike by TF-IDF cosine first.

G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval" (1988).
"""

import asyncio
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.model.paper import Candidate
from bot.ports import Hit, Index, Papers
from bot.query.tree import Or, Query, Words
from bot.text.document import Document, document
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import stem

WEIGHTIEST = 20  # words of the paper that others are looked for by
LOOKED_AT = 100  # papers that share some of them, compared word by word: nDCG@10 .184, and .186 with 300
TITLE_COUNTS = 2  # a word of the title as so many of the abstract's
_SMALL = frozenset(map(stem, STOP_WORDS)) | STOP_WORDS


async def alike(
    paper: Candidate, index: Index, papers: Papers, limit: int, before_key: int | None = None
) -> tuple[Hit, ...]:
    """The papers about the same thing, the most alike first with their cosines (0..1); not the paper itself."""
    mine = _grams(document(paper))
    words = [gram for gram in mine if " " not in gram]
    spread = await index.papers_with(words)
    most = 1 + max(spread.values(), default=0)
    rarity = {word: 1 + math.log((1 + most) / (1 + spread[word])) for word in words}
    telling = sorted(
        (word for word in words if spread[word]), key=lambda word: (-_weight(mine, rarity, word), word)
    )
    if not telling:
        return ()
    asked = Or(tuple(Words((word,)) for word in telling[:WEIGHTIEST]))
    found = await index.search(Query("", asked), limit=LOOKED_AT + 1, before_key=before_key)
    others = await papers.by_key([hit.key for hit in found.hits if hit.key != paper.key])
    # A twentieth of a second of arithmetic: whatever else runs goes on meanwhile.
    ranked = await asyncio.to_thread(lambda: _Likeness.of(mine, rarity, others).ranked())
    return ranked[:limit]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """A paper beside those that share its words.

    How many papers have a pair of neighbours is told from these alone; a word that the paper has not only
    lengthens the other's vector, and is taken to be as rare as the paper's own words are.
    """

    mine: Mapping[str, int]
    others: Mapping[int, Mapping[str, int]]
    rarity: Mapping[str, float]
    usual: float

    @classmethod
    def of(cls, mine: Mapping[str, int], rarity: Mapping[str, float], others: Sequence[Candidate]) -> "_Likeness":
        grams = {each.key: _grams(document(each)) for each in others}
        usual = fmean(rarity.values())
        spread = Counter(gram for counts in grams.values() for gram in counts if " " in gram)
        most = max(rarity.values(), default=0.0)
        pairs = {gram: most - math.log(1 + number) for gram, number in spread.items()}
        return cls(mine, grams, {**pairs, **rarity}, usual)

    def ranked(self) -> tuple[Hit, ...]:
        vector = self._vector(self.mine)
        length = _length(vector)
        hits = []
        for key, counts in self.others.items():
            other = self._vector(counts)
            product = sum(weight * other[gram] for gram, weight in vector.items() if gram in other)
            hits.append(Hit(key, product / (length * _length(other) or 1.0)))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, -hit.key)))

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        rarity, usual = self.rarity, self.usual
        return {gram: (1 + math.log(count)) * rarity.get(gram, usual) for gram, count in counts.items()}


def _grams(paper: Document) -> Counter[str]:
    """The single words and pairs of neighbours that say something, with how often."""
    counts: Counter[str] = Counter()
    for text, weight in ((paper.title, TITLE_COUNTS), (paper.abstract, 1)):
        before = ""
        for word in text:
            telling = "" if word in _SMALL else word
            if telling:
                counts[telling] += weight
                if before:
                    counts[f"{before} {telling}"] += weight
            before = telling
    return counts


def _weight(counts: Mapping[str, int], rarity: Mapping[str, float], gram: str) -> float:
    return (1 + math.log(counts[gram])) * rarity[gram]


def _length(vector: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))
