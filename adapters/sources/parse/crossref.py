"""Reader of Crossref's works: https://api.crossref.org/swagger-ui/index.html (JSON; JATS in abstracts)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.markup import plain_text
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.errors import SourceError
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, url_of
from bot.ports import Fault

SOURCE: Final = "crossref"
# What is a paper; covers, issues, components, peer reviews, grants and whole books are not.
KINDS: Final = frozenset(
    {"journal-article", "proceedings-article", "posted-content", "book-chapter", "report", ""}
)
_SAME_WORK: Final = ("has-preprint", "is-preprint-of", "is-version-of", "has-version", "is-identical-to")
_GONE: Final = frozenset({"retraction", "withdrawal", "removal"})
_PUBLISHED: Final = ("published", "published-online", "published-print", "issued", "posted")
_NO_PAPER: Final = re.compile(
    r"(?:(?:front|back|inside|outside)\s+)*(?:cover|matter)(?:\s+(?:image|picture|art))?|cover and front matter"
    r"|about the cover|title page|(?:table of )?contents|in this issue|masthead|editorial board|issue information"
    r"|list of reviewers|(?:author|subject) index|preface|copyright page",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^(?:abstract|summary)\b[:.]?\s+(?=[A-Z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """A work, the day its DOI was made, and the DOIs of papers that it takes back."""

    paper: Paper
    made: date | None
    retracts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of works; `cursor` leads to the next. `left_out`: covers, contents and the like."""

    works: tuple[Work, ...] = ()
    records: int = 0
    total: int = 0
    cursor: str = ""
    left_out: int = 0
    faults: tuple[Fault, ...] = ()


def read_page(value: object) -> Page:
    """Raises SourceError, with the service's own words, if the answer is no page of works."""
    message = _message(value)
    items = message.get("items")
    if not isinstance(items, list):
        raise SourceError("Crossref: the answer is no list of works")
    works, faults, left_out = list[Work](), list[Fault](), 0
    for number, item in enumerate(items, start=1):
        if isinstance(item, Mapping) and _is_none(item):
            left_out += 1
            continue
        work = _work(item) if isinstance(item, Mapping) else None
        if work:
            works.append(work)
        else:
            faults.append(Fault(f"work {number}", "no DOI or no title"))
    total, cursor = values.number(message.get("total-results")), message.get("next-cursor")
    return Page(
        tuple(works), len(items), total, cursor if isinstance(cursor, str) else "", left_out, tuple(faults)
    )


def read_work(value: object) -> Work | None:
    """One work; None if it has no DOI or no title. Raises SourceError if the answer is none of Crossref's."""
    return _work(_message(value))


def _message(value: object) -> Mapping[str, Any]:
    message = value.get("message") if isinstance(value, Mapping) else None
    if isinstance(message, list) and message and isinstance(message[0], Mapping):  # of a request it did not take
        raise SourceError(f"Crossref: {values.text(message[0].get('message'), 150) or 'an error without a word'}")
    if not isinstance(message, Mapping):
        raise SourceError("Crossref: the answer is no work of its")
    return message


def _is_none(item: Mapping[str, Any]) -> bool:
    return str(item.get("type") or "") not in KINDS or bool(_NO_PAPER.fullmatch(_title(item)))


def _work(item: Mapping[str, Any]) -> Work | None:
    paper_id, title = canonical_id(f"doi:{values.text(item.get('DOI'), values.MAX_NAME)}"), _title(item)
    if not paper_id or not title:
        return None
    abstract = _LABEL.sub("", _shown(item.get("abstract"), values.MAX_ABSTRACT))
    journal = _shown(next(iter(_list(item.get("container-title"))), ""), values.MAX_NAME)
    taken_back = any(each in _GONE for each, _ in _updates(item, "updated-by"))
    paper = Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id),
        abstract=abstract,
        authors=values.names(_names(item.get("author"))),
        published=next(filter(None, (_day(item.get(name)) for name in _PUBLISHED)), None),
        categories=values.tags([journal]),
        keywords=values.tags(_list(item.get("subject"))),
        withdrawn=taken_back or says_withdrawn(title, abstract),
        described_by=SOURCE,
        also=tuple(_same(item, paper_id)),
    )
    retracts = tuple(found for kind, found in _updates(item, "update-to") if kind in _GONE and found != paper_id)
    return Work(paper, _day(item.get("created")), retracts)


def _title(item: Mapping[str, Any]) -> str:
    titles = [_shown(each, values.MAX_TITLE) for each in _list(item.get("title"))[:1]]
    below = [_shown(each, values.MAX_TITLE) for each in _list(item.get("subtitle"))[:1]]
    title, subtitle = "".join(titles), "".join(below)
    return f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title


def _names(authors: object) -> Iterable[str]:
    """Persons as `First Last Jr.`, groups by their name."""
    for each in _list(authors):
        if isinstance(each, Mapping):
            parts = (each.get("given"), each.get("family"), each.get("suffix"))
            person = " ".join(part for part in parts if isinstance(part, str) and part)
            yield person or str(each.get("name") or "")


def _same(item: Mapping[str, Any], own: str) -> Iterable[str]:
    """Ids of the same work elsewhere: its preprint, the article that a preprint became."""
    said = item.get("relation")
    relations: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    for name in _SAME_WORK:
        for each in _list(relations.get(name)):
            if isinstance(each, Mapping) and each.get("id-type") in {"doi", "arxiv"}:
                found = canonical_id(f"{each['id-type']}:{values.text(each.get('id'), values.MAX_NAME)}")
                if found and found != own:
                    yield found


def _updates(item: Mapping[str, Any], name: str) -> Iterable[tuple[str, str]]:
    """(kind, DOI) of the notices about a work, or of the works that a notice is about."""
    for each in _list(item.get(name)):
        if isinstance(each, Mapping):
            found = canonical_id(f"doi:{values.text(each.get('DOI'), values.MAX_NAME)}")
            if found:
                yield str(each.get("type") or "").lower(), found


def _day(said: object) -> date | None:
    """Of `{"date-parts": [[2026, 11, 3]]}`; the first of the month or year where it says no more."""
    parts = next(iter(_list(said.get("date-parts"))), None) if isinstance(said, Mapping) else None
    numbers = [part for part in parts if isinstance(part, int)][:3] if isinstance(parts, list) else []
    try:
        return date(*(*numbers, 1, 1)[:3]) if numbers else None
    except (ValueError, OverflowError):
        return None


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _shown(text: object, limit: int) -> str:
    return values.text(plain_text(text[: 4 * limit]), limit) if isinstance(text, str) else ""
