"""Reader of bioRxiv's and medRxiv's details API: https://api.biorxiv.org (one JSON object a page)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.markup import plain_text
from adapters.sources.parse.people import people
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.errors import SourceError
from bot.model.paper import Paper
from bot.papers.identity import canonical_id
from bot.ports import Fault

SOURCE: Final = "biorxiv"
SERVERS: Final = {"biorxiv": "https://www.biorxiv.org", "medrxiv": "https://www.medrxiv.org"}
_NOTHING: Final = ("no posts found", "no papers found", "no articles found")


@dataclass(frozen=True, slots=True)
class Post:
    """One version of a preprint, and the day it was posted. `subject` is its one category, in lower case."""

    paper: Paper
    day: date
    version: int
    subject: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what it has, how many records that were, how many there are in all."""

    posts: tuple[Post, ...] = ()
    records: int = 0
    total: int = 0
    faults: tuple[Fault, ...] = ()


def read_page(value: object, server: str) -> Page:
    """Raises SourceError, with the service's own words, if the answer is none of its pages."""
    said = value if isinstance(value, Mapping) else {}
    messages, records = said.get("messages"), said.get("collection")
    head = messages[0] if isinstance(messages, list) and messages and isinstance(messages[0], Mapping) else {}
    status = values.text(head.get("status"), 150)
    if status.lower().startswith(_NOTHING):
        return Page()
    if status.lower() != "ok" or not isinstance(records, list):
        raise SourceError(f"{server}: {status or 'the answer is no page of posts'}")
    posts, faults = list[Post](), list[Fault]()
    for number, record in enumerate(records, start=1):
        post = _post(record, server) if isinstance(record, Mapping) else None
        if post:
            posts.append(post)
        else:
            faults.append(Fault(f"{server} record {number}", "no DOI, no title or no date"))
    count = _number(head.get("count")) or len(records)
    return Page(tuple(posts), min(count, len(records)), _number(head.get("total")), tuple(faults))


def _post(record: Mapping[str, Any], server: str) -> Post | None:
    paper_id = canonical_id(values.text(record.get("doi"), values.MAX_NAME)) or ""
    title = _shown(record.get("title"), values.MAX_TITLE)
    day = values.day(record.get("date"))
    if not paper_id.startswith("doi:") or not title or day is None:
        return None
    abstract = _shown(record.get("abstract"), values.MAX_ABSTRACT)
    subject = values.text(record.get("category"), values.MAX_NAME).replace("_", " ").lower()
    kind = values.text(record.get("type"), values.MAX_NAME).lower()
    journal = canonical_id(values.text(record.get("published"), values.MAX_NAME)) or ""
    paper = Paper(
        id=paper_id,
        title=title,
        url=f"{SERVERS[server]}/content/{paper_id.removeprefix('doi:')}",
        abstract=abstract,
        authors=people([values.text(record.get("authors"), values.MAX_NAME * values.MAX_NAMES)]),
        published=day,
        categories=values.tags([subject]),
        organization=values.text(record.get("author_corresponding_institution"), values.MAX_NAME),
        withdrawn="withdrawn" in kind or says_withdrawn(title, abstract),
        described_by=SOURCE,
        also=(journal,) if journal.startswith("doi:") else (),
    )
    return Post(paper, day, max(_number(record.get("version")), 1), subject)


def _shown(text: object, limit: int) -> str:
    return values.text(plain_text(text[: 4 * limit]), limit) if isinstance(text, str) else ""


def _number(said: object) -> int:
    """Counts come as numbers or as text."""
    return int(said[:9]) if isinstance(said, str) and said.isdecimal() else values.number(said)
