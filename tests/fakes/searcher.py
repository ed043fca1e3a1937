"""A searcher and an index that look through a handful of papers, as slowly and plainly as can be."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import QueryError, UserError
from bot.model.paper import Candidate
from bot.ports import Found
from bot.query.tree import Query
from bot.search.result import Match, SearchResult
from bot.views.blocks import Text


@dataclass
class FakeSearcher:
    """Papers whose title has every word of the text; the cursor is the offset."""

    papers: Sequence[Candidate] = ()
    note: str = ""

    async def search(self, text: str, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        if not text.startswith("title:") and text.count("(") != text.count(")"):
            raise QueryError("unclosed parenthesis", text.find("(") + 1)
        if text.count('"') % 2:
            raise QueryError("unclosed quote", text.rfind('"') + 1)
        phrase = re.fullmatch(r'title:"(.*)"', text)
        wanted = [phrase[1].lower()] if phrase else text.lower().split()
        found = [c for c in self.papers if all(word in c.paper.title.lower() for word in wanted)]
        return self._page(found, cursor, limit, text)

    async def similar(self, paper: Candidate, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        words = set(paper.paper.title.lower().split())
        found = [c for c in self.papers if c.key != paper.key and words & set(c.paper.title.lower().split())]
        return self._page(found, cursor, limit, "")

    def _page(self, found: list[Candidate], cursor: str, limit: int, text: str) -> SearchResult:
        if cursor and not cursor.isdecimal():
            raise UserError("That button is no longer valid; search again.")
        first = int(cursor or 0)
        page = found[first : first + limit]
        return SearchResult(
            matches=tuple(Match(c, (Text("marked", mark=True),), ("title",)) for c in page),
            total=len(found),
            start=first + 1,
            note=self.note,
            query=text,
            next=str(first + limit) if first + limit < len(found) else "",
            previous=str(max(0, first - limit)) if first else "",
        )


@dataclass
class FakeIndex:
    """Knows a few words and their misspellings, and of some queries that a paper matches."""

    words: Sequence[str] = ()
    matched: Collection[str] = ()
    close: Mapping[str, Sequence[str]] = field(default_factory=dict)

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        return Found((), int(query.text in self.matched))

    async def papers_with(self, terms: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(terms, 0)

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        return [word for word in self.words if word.lower().startswith(prefix.lower())][:limit]

    async def spellings(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return {word: self.close[word] for word in words if word in self.close}
