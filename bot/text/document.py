"""A document: a paper as terms, the one thing that every engine looks into."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.paper import Candidate, Paper
from bot.text.analyzer import analyze, names
from bot.text.latex import readable

AUTHOR_BREAK = "="  # stands between two authors, so that a phrase never crosses; nobody can type it in a query
HAS_CODE = "has:code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the leaves of a query are held against. Terms are as `bot.text.analyzer.Terms` says.

    `authors` (names parted by AUTHOR_BREAK) and `org` are folded, not stemmed. `tags` are in no order.
    """

    title: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    title_forms: tuple[str, ...] = ()
    abstract_forms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def document(candidate: Candidate) -> Document:
    """The terms of a paper. Never raises."""
    sources = tuple(tag("source", source) for source in candidate.signals.sources)
    mine = _of_paper(candidate.paper)
    return replace(mine, tags=(*mine.tags, *sources))


# The same papers are looked at again with every poll that changes their votes; 4,096 of them take about 12 MB.
@lru_cache(maxsize=4096)
def _of_paper(paper: Paper) -> Document:
    title, abstract = analyze(readable(paper.title)), analyze(readable(paper.abstract))
    return Document(
        title=title.words,
        title_forms=title.forms,
        abstract=abstract.words,
        abstract_forms=abstract.forms,
        authors=_authors(paper.authors),
        org=names(paper.organization),
        tags=(*_categories(paper.categories), *((HAS_CODE,) if paper.code_url else ())),
    )


def tag(kind: str, value: str) -> str:
    """A property as one term: `cat:cs.cl`; spaces become hyphens, quotes go."""
    return f"{kind}:" + "-".join(value.replace('"', "").casefold().split())


def _authors(people: Iterable[str]) -> tuple[str, ...]:
    words: list[str] = []
    for person in people:
        if found := names(readable(person)):
            words.extend((AUTHOR_BREAK, *found) if words else found)
    return tuple(words)


def _categories(categories: Iterable[str]) -> Iterable[str]:
    tags = dict.fromkeys(tag("cat", category) for category in categories)
    archives = dict.fromkeys(name.partition(".")[0] for name in tags)
    return dict.fromkeys((*tags, *archives))
