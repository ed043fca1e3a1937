"""Reader of arXiv's announcement feeds: https://info.arxiv.org/help/rss_specifications.html (Atom)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.sources.common import values
from adapters.sources.parse.feed_body import categories, day_of, parse_feed
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, url_of
from bot.ports import Fault

LISTED: Final = frozenset({"new", "cross", ""})  # replace and replace-cross are new versions, not new papers
_HEAD: Final = re.compile(r"^arXiv:\S+\s+Announce Type:\s*[\w-]+\s+(?:Abstract:\s*)?", re.IGNORECASE)
_AFFILIATION: Final = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Announcement:
    """One category's feed. `new` are the ids submitted to it (not cross-listed), `day` the newest entry's date.

    `error` says why nothing was read; `entries` counts replacements too.
    """

    papers: tuple[Paper, ...] = ()
    new: tuple[str, ...] = ()
    day: date | None = None
    entries: int = 0
    faults: tuple[Fault, ...] = ()
    error: str = ""


def read_announcement(body: bytes, category: str) -> Announcement:
    """The papers that a feed lists as new or cross-listed."""
    feed = parse_feed(body)
    if not feed.readable:
        return Announcement(error=feed.reason)
    if "feed error" in feed.title.casefold():  # a bad category is HTTP 200
        return Announcement(error=f"arXiv has no feed of {category}; check ARXIV_CATEGORIES")
    papers, new, faults, day = list[Paper](), list[str](), list[Fault](), None
    for rank, entry in enumerate(feed.entries, start=1):
        kind = str(entry.get("arxiv_announce_type", "")).strip()
        dated = day_of(entry)
        day = max(filter(None, (day, dated)), default=None)
        if kind not in LISTED:
            continue
        paper_id = canonical_id(str(entry.get("link", ""))) or ""
        title = values.text(entry.get("title"), values.MAX_TITLE)
        if not paper_id.startswith("arxiv:") or not title:
            faults.append(Fault(f"{category} entry {rank}", "no arXiv id or no title"))
            continue
        if kind != "cross":
            new.append(paper_id)
        papers.append(
            Paper(
                id=paper_id,
                title=title,
                url=url_of(paper_id),
                abstract=_HEAD.sub("", values.text(entry.get("summary"), values.MAX_ABSTRACT)),
                authors=_authors(values.text(entry.get("author"), values.MAX_NAME * values.MAX_NAMES)),
                categories=categories(entry),
            )
        )
    if feed.reason:
        faults.append(Fault(category, feed.reason))
    return Announcement(
        tuple(papers), tuple(new), day, len(feed.entries), tuple(faults), "" if feed.entries else feed.reason
    )


def _authors(line: str) -> tuple[str, ...]:
    """The names of one `dc:creator` line, without affiliations in parentheses."""
    while (shorter := _AFFILIATION.sub("", line)) != line:
        line = shorter
    return values.names(line.split(","))
