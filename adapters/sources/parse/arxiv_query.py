"""Reader of answers of arXiv's query API: https://info.arxiv.org/help/api/user-manual.html (Atom)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.announcement import published_as
from adapters.sources.parse.feed_body import categories, day_of, parse_feed
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, url_of
from bot.ports import Fault

SOURCE: Final = "arxiv"
ERRORS: Final = "arxiv.org/api/errors"  # the id of an entry that is an error


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. `total` counts all pages; `error` is arXiv's own sentence, or why nothing was read."""

    papers: tuple[Paper, ...] = ()
    total: int = 0
    faults: tuple[Fault, ...] = ()
    error: str = ""


def read_query(body: bytes) -> Page:
    """The papers of one page, as many as can be read."""
    feed = parse_feed(body)
    if not feed.readable:
        return Page(error=feed.reason)
    papers, faults = list[Paper](), list[Fault]()
    for rank, entry in enumerate(feed.entries, start=1):
        if ERRORS in str(entry.get("id", "")):
            return Page(error=values.text(entry.get("summary"), 150) or "an error without a word")
        paper = read_entry(entry)
        if paper:
            papers.append(paper)
        else:
            faults.append(Fault(f"entry {rank}", "no arXiv id or no title"))
    if feed.reason:
        faults.append(Fault("the answer", feed.reason))
    return Page(tuple(papers), feed.total or 0, tuple(faults), "" if papers else feed.reason)


def is_result(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is a result of arXiv's API, in whatever feed it stands."""
    return "arxiv_primary_category" in entry and (canonical_id(str(entry.get("id", ""))) or "").startswith(
        "arxiv:"
    )


def read_entry(entry: Mapping[str, Any]) -> Paper | None:
    """A paper; None if the entry has no arXiv id or no title."""
    paper_id = canonical_id(str(entry.get("id", "")))
    title = values.text(entry.get("title"), values.MAX_TITLE)
    if not paper_id or not paper_id.startswith("arxiv:") or not title:
        return None
    names = (author.get("name") for author in entry.get("authors") or ())
    comment = values.text(entry.get("arxiv_comment"), values.MAX_TITLE)
    abstract = values.text(entry.get("summary"), values.MAX_ABSTRACT)
    primary = entry.get("arxiv_primary_category") or {}
    return Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id),
        abstract=abstract,
        authors=values.names(names),
        published=day_of(entry),
        categories=values.tags([primary.get("term"), *categories(entry)]),
        withdrawn=says_withdrawn(title, abstract, comment),
        described_by=SOURCE,
        also=published_as(entry),
    )
