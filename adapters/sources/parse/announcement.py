"""Reader of arXiv's announcement feeds: https://info.arxiv.org/help/rss_specifications.html (Atom and RSS)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.feed_body import categories, day_of, parse_feed
from adapters.sources.parse.people import in_line
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, url_of
from bot.ports import Fault

SOURCE: Final = "arxiv"
LISTED: Final = frozenset({"new", "cross", ""})  # replace and replace-cross are new versions, not new papers
_LINE: Final = values.MAX_NAME * values.MAX_NAMES  # characters of one `dc:creator` line
# As its feeds had it until 2024, and collections still have: Kites. (arXiv:2309.01234v2 [cs.CL] UPDATED)
_TAIL: Final = re.compile(r"\.?\s*\(arXiv:\S+\s+\[[\w.-]+\](?:\s+(UPDATED|CROSS LISTED))?\)$")
_KINDS: Final = {"UPDATED": "replace", "CROSS LISTED": "cross", None: "new"}
_MARKUP: Final = re.compile(r"</?(?:p|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_HEAD: Final = re.compile(r"^arXiv:\S+\s+Announce Type:\s*([\w-]+)\s+(?:Abstract:\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One category's feed. `new` are the ids submitted to it (not cross-listed), `day` the newest entry's date.

    `revised` are new versions of papers listed before. `error` says why nothing was read; `entries` counts all.
    """

    papers: tuple[Paper, ...] = ()
    revised: tuple[Paper, ...] = ()
    new: tuple[str, ...] = ()
    day: date | None = None
    entries: int = 0
    faults: tuple[Fault, ...] = ()
    error: str = ""


def read_announcement(body: bytes, category: str) -> Announcement:
    """The papers that a feed lists as new or cross-listed, and those it has new versions of."""
    feed = parse_feed(body)
    if not feed.readable:
        return Announcement(error=feed.reason)
    if "feed error" in feed.title.casefold():  # a bad category is HTTP 200
        return Announcement(error=f"arXiv has no feed of {category}; check ARXIV_CATEGORIES")
    papers, revised, new, faults, day = list[Paper](), list[Paper](), list[str](), list[Fault](), None
    for rank, entry in enumerate(feed.entries, start=1):
        dated = day_of(entry)
        day = max(filter(None, (day, dated)), default=None)
        kind, paper = kind_of(entry), read_announced(entry)
        if paper is None:
            faults.append(Fault(f"{category} entry {rank}", "no arXiv id or no title"))
        elif kind not in LISTED:
            revised.append(paper)
        else:
            papers.append(paper)
            new += [paper.id] if kind != "cross" else []
    if feed.reason:
        faults.append(Fault(category, feed.reason))
    return Announcement(
        papers=tuple(papers),
        revised=tuple(revised),
        new=tuple(new),
        day=day,
        entries=len(feed.entries),
        faults=tuple(faults),
        error="" if feed.entries else feed.reason,
    )


def is_announced(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is one of arXiv's announcements, in whatever feed it stands."""
    named = str(entry.get("id", "")).lower()
    said = values.text(entry.get("title"), values.MAX_TITLE), values.text(entry.get("summary"), values.MAX_NAME)
    marked = "arxiv_announce_type" in entry or _TAIL.search(said[0]) or _HEAD.match(said[1])
    return named.startswith("oai:arxiv.org:") or bool(marked)


def kind_of(entry: Mapping[str, Any]) -> str:
    """`new`, `cross`, `replace` or `replace-cross`; "" if it does not say."""
    said = str(entry.get("arxiv_announce_type", "")).strip().lower()
    head = _HEAD.match(values.text(entry.get("summary"), values.MAX_NAME))
    tail = _TAIL.search(values.text(entry.get("title"), values.MAX_TITLE))
    return said or (head[1].lower() if head else _KINDS[tail[1]] if tail else "")


def read_announced(entry: Mapping[str, Any]) -> Paper | None:
    """The paper of an entry; None if it has no arXiv id or no title."""
    paper_id = canonical_id(str(entry.get("link", ""))) or ""
    title = _TAIL.sub("", values.text(entry.get("title"), values.MAX_TITLE))
    if not paper_id.startswith("arxiv:") or not title:
        return None
    abstract = _HEAD.sub("", values.text(_unmarked(entry.get("summary")), values.MAX_ABSTRACT))
    names = (author.get("name") for author in entry.get("authors") or () if isinstance(author, Mapping))
    return Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id),
        abstract=abstract,
        authors=values.names(person for name in names for person in in_line(values.text(_unmarked(name), _LINE))),
        categories=categories(entry),
        withdrawn=says_withdrawn(title, abstract),
        described_by=SOURCE,
        also=published_as(entry),
    )


def published_as(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The DOI of the article that a preprint became, as its authors told arXiv."""
    found = canonical_id(f"doi:{values.text(entry.get('arxiv_doi'), values.MAX_NAME)}") or ""
    return (found,) if found.startswith("doi:") else ()


def _unmarked(text: object) -> str:
    """A text without the paragraphs and links that arXiv's older feeds put into it; its own signs stay."""
    return _MARKUP.sub(" ", text) if isinstance(text, str) else ""
