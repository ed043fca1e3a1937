"""Other names: what an acronym stands for, and what words are shortened to, as the library's own papers say it."""

import re
from collections import OrderedDict

from bot.errors import QueryError
from bot.ports import Index, Papers
from bot.query.parser import parse
from bot.text.acronyms import meanings, short_forms
from bot.text.latex import readable

READ = 200  # best matches whose texts are read: 10 ms
REMEMBERED = 256  # queries; a meaning does not change within a day
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z0-9])[A-Za-z][A-Za-z0-9-]{1,8}")
_WORDS = re.compile(r"[\"“]?([^\W\d_]+(?:[ -][^\W\d_]+){1,5})[\"”]?")


def is_acronym(text: str) -> bool:
    """Whether a query is one word with capitals inside, as MoE, RAG and T2I are."""
    return bool(_ACRONYM.fullmatch(text.strip()))


class OtherNames:
    """Reads the best matches of a query for what they say it is also called; nothing is stored."""

    def __init__(self, index: Index, papers: Papers) -> None:
        self._index, self._papers = index, papers
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    async def of(self, text: str) -> tuple[str, ...]:
        """As queries: one if it is what nearly all say, several if it is ambiguous, none if nothing says it."""
        text = text.strip()
        if text not in self._known:
            self._known[text] = await self._read(text)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[text]

    async def _read(self, text: str) -> tuple[str, ...]:
        words = _WORDS.fullmatch(text)
        if is_acronym(text):
            return tuple(f'"{each}"' for each in meanings(await self._texts(text), text))
        if words:
            return short_forms(await self._texts(f'"{words[1]}"'), words[1])
        return ()

    async def _texts(self, text: str) -> list[str]:
        try:
            query = parse(text)
        except QueryError:
            return []
        found = await self._index.search(query, limit=READ)
        papers = await self._papers.by_key([hit.key for hit in found.hits])
        return [readable(f"{each.paper.title}. {each.paper.abstract}") for each in papers]


def beyond(name: str, text: str) -> str:
    """The query for what another name finds and the text does not."""
    return f"{name} -({text})"
