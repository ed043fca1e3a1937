"""A document: a paper as terms, the one thing that every engine looks into."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from bot.model.paper import Candidate, Paper
from bot.text.analyzer import analyze, names
from bot.text.latex import readable
from bot.text.mentions import NONE, mentions, title_mentions
from bot.text.person import forms
from bot.text.written import written

AUTHOR_BREAK = "="  # stands between two authors, so that a phrase never crosses; nobody can type it in a query
HAS_CODE = "has:code"
_KEPT = 4096  # documents, about 12 MB: the same papers are looked at again with every poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the leaves of a query are held against. Terms are as `bot.text.analyzer.Terms` says.

    `authors` (names parted by AUTHOR_BREAK) and `org` are folded, not stemmed; `authors_forms` are other ways to
    write the names (`bot.text.person`). `tags` are in no order.
    """

    title: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    title_forms: tuple[str, ...] = ()
    abstract_forms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    authors_forms: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def document(candidate: Candidate) -> Document:
    """The terms of a paper. Never raises."""
    sources = tuple(tag("source", source) for source in candidate.signals.sources)
    mine = _of_paper(candidate.paper)
    return Document(  # `replace` takes five times as long
        title=mine.title,
        abstract=mine.abstract,
        title_forms=mine.title_forms,
        abstract_forms=mine.abstract_forms,
        authors=mine.authors,
        authors_forms=mine.authors_forms,
        org=mine.org,
        tags=(*mine.tags, *sources),
    )


def read_ahead(papers: Iterable[Paper]) -> None:
    """Work out the terms of papers that are about to be looked into, where nobody waits for it (any thread)."""
    for paper in islice(papers, _KEPT):
        read = _of_paper(paper)
        title_mentions(read.title)
        mentions(read.abstract, summarised(paper))
        written(paper.title, paper.abstract)


def summarised(paper: Paper) -> frozenset[str]:
    """The words of a paper's summary: nothing is found by them, but what is found there is what it is about."""
    return _words(paper.tldr) if paper.tldr else NONE


class _Text(NamedTuple):
    """What of a paper its terms are made of: votes, stars and links may change without a new reading."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    organization: str
    categories: tuple[str, ...]
    code: bool


def _of_paper(paper: Paper) -> Document:
    return _read(
        _Text(
            paper.title,
            paper.abstract,
            paper.authors,
            paper.organization,
            paper.categories,
            bool(paper.code_url),
        )
    )


@lru_cache(maxsize=_KEPT)
def _read(text: _Text) -> Document:
    title, abstract = analyze(readable(text.title)), analyze(readable(text.abstract))
    people = tuple(found for person in text.authors if (found := _person(person))[0])
    return Document(
        title=title.words,
        title_forms=title.forms,
        abstract=abstract.words,
        abstract_forms=abstract.forms,
        authors=_in_a_row(words for words, _ in people),
        authors_forms=tuple(dict.fromkeys(chain.from_iterable(more for _, more in people))),
        org=names(text.organization),
        tags=(*_categories(text.categories), *((HAS_CODE,) if text.code else ())),
    )


@lru_cache(maxsize=_KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(analyze(readable(text)).words)


@lru_cache(maxsize=1024)
def tag(kind: str, value: str) -> str:
    """A property as one term: `cat:cs.cl`; spaces become hyphens, quotes go."""
    return f"{kind}:" + "-".join(value.replace('"', "").casefold().split())


@lru_cache(maxsize=2**14)
def _person(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of an author's name, and the forms beside them."""
    words = names(readable(name))
    return words, tuple(forms(words))


def _in_a_row(people: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    words: list[str] = []
    for person in people:
        words.extend((AUTHOR_BREAK, *person) if words else person)
    return tuple(words)


def _categories(categories: Iterable[str]) -> Iterable[str]:
    tags = dict.fromkeys(tag("cat", category) for category in categories)
    archives = dict.fromkeys(name.partition(".")[0] for name in tags)
    return dict.fromkeys((*tags, *archives))
