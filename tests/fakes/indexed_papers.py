"""A handful of papers, and an index of them that asks the reference matcher about each."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.model.paper import Candidate
from bot.ports import Found, Hit
from bot.query.leaves import words_of
from bot.query.tree import Field, Query
from bot.text.document import document
from tests.reference import holds, matches

_TEXTS = (Field.TEXT, Field.TITLE, Field.ABSTRACT)


class IndexedPapers:
    """`bot.ports.Index` and what search reads of `bot.ports.Papers`; a score is how many of the words are there.

    `close`: spellings of words that no paper has; `asked`: the texts of all queries so far.
    """

    def __init__(
        self, *papers: Candidate, close: Mapping[str, Sequence[str]] | None = None, share: float = 1.0
    ) -> None:
        self.papers = list(papers)
        self.share = share
        self.asked: list[str] = []
        self._close = close or {}

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        self.asked.append(query.text)
        known = [each for each in self.papers if before_key is None or each.key <= before_key]
        found = [each for each in known if matches(query, document(each), each.signals.upvotes)]
        hits = sorted((Hit(each.key, self._score(each, query)) for each in found), key=lambda hit: -hit.score)
        return Found(tuple(hits[:limit]), len(found))

    async def papers_with(self, terms: Sequence[str]) -> Mapping[str, int]:
        texts = [document(each) for each in self.papers]
        every = [{*d.title, *d.abstract, *d.title_forms, *d.abstract_forms} for d in texts]
        return {term: sum(term in words for words in every) for term in terms}

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        said = " ".join(f"{each.paper.title} {each.paper.abstract}" for each in self.papers).casefold()
        words = Counter(word.strip(".,:;?") for word in said.split())
        return [word for word, _ in words.most_common() if word.startswith(prefix)][:limit]

    async def spellings(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return {word: self._close[word] for word in words if word in self._close}

    async def by_key(self, keys: Sequence[int]) -> Sequence[Candidate]:
        known = {each.key: each for each in self.papers}
        return [known[key] for key in keys if key in known]

    def _score(self, paper: Candidate, query: Query) -> float:
        weighed = query.ranked_by or query.root
        leaves = [leaf for leaf in words_of(Query("", weighed)) if leaf.field in _TEXTS]
        beside = query.beside is not None and holds(query.beside, document(paper), 0)
        return float(sum(holds(leaf, document(paper), 0) for leaf in leaves) + beside)
