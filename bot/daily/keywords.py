"""Keywords: what a list of papers is about, and what somebody who likes a paper may want to subscribe to. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.errors import QueryError
from bot.model.paper import Paper
from bot.query.parser import parse
from bot.text.latex import readable

LONGEST = 40  # characters; longer ones are sentences
OFFERED = 5


def keywords_of(papers: Iterable[Paper], limit: int) -> tuple[str, ...]:
    """Those that most of these papers give, as most of them write it; what a single paper gives says nothing."""
    papers_with: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for paper in papers:
        for name, as_written in {_folded(each): each for each in usable(paper.keywords)}.items():
            papers_with[name] += 1
            written.setdefault(name, Counter())[as_written] += 1
    ranked = sorted(papers_with.items(), key=lambda item: (-item[1], item[0]))
    return tuple(written[name].most_common(1)[0][0] for name, count in ranked if count > 1)[:limit]


def usable(keywords: Sequence[str]) -> tuple[str, ...]:
    """Those that can be subscribed to as they are, readable and each once."""
    found: dict[str, str] = {}
    for each in keywords:
        text = " ".join(readable(each).split())
        if 1 < len(text) <= LONGEST and any(c.isalnum() for c in text):
            found.setdefault(_folded(text), text)
    return tuple(found.values())


def subscription(keyword: str) -> str:
    """The query for a keyword: several words are a phrase."""
    query = f'"{keyword}"' if " " in keyword and '"' not in keyword else keyword
    try:
        parse(query)
    except QueryError:
        return f'"{keyword.replace(chr(34), " ")}"'
    return query


def _folded(keyword: str) -> str:
    return keyword.casefold()
