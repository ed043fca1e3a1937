"""Reader of any RSS or Atom feed's entries as papers."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from adapters.sources.common import values
from adapters.sources.parse.feed_body import FeedBody, categories, day_of, plain
from bot.model.paper import Listing, Paper
from bot.papers.identity import canonical_id, is_strong, url_of, weak_id
from bot.ports import Fault, Fetched

SOURCE: Final = "rss"


def read_entries(feed: FeedBody, where: str, today: date, observed: datetime, *, source: str = SOURCE) -> Fetched:
    """Every entry that has a title, listed on the day it is dated (today if it is not dated, or later)."""
    papers, listings, faults = list[Paper](), list[Listing](), list[Fault]()
    for rank, entry in enumerate(feed.entries, start=1):
        paper = read_entry(entry)
        if paper is None:
            faults.append(Fault(f"{where} entry {rank}", "no title"))
            continue
        papers.append(paper)
        listings.append(
            Listing(
                paper_id=paper.id,
                source=source,
                list_date=min(paper.published or today, today),
                rank=rank,
                observed=observed,
            )
        )
    if feed.reason:
        faults.append(Fault(where, feed.reason))
    return Fetched(papers=tuple(papers), listings=tuple(listings), faults=tuple(faults))


def read_entry(entry: Mapping[str, Any]) -> Paper | None:
    """A paper; None if the entry has no title. A link to a known registry tells its id, else its own link."""
    title = plain(entry, "title", values.MAX_TITLE)
    if not title:
        return None
    links = [entry.get("link"), entry.get("id"), entry.get("prism_doi"), entry.get("dc_identifier")]
    links += [each.get("href") for each in entry.get("links") or () if isinstance(each, Mapping)]
    ids = [found for link in links if isinstance(link, str) and (found := canonical_id(link))]
    paper_id = next(filter(is_strong, ids), ids[0] if ids else weak_id(title))
    names = [author.get("name") for author in entry.get("authors") or () if isinstance(author, Mapping)]
    lone = names[0] if len(names) == 1 and isinstance(names[0], str) else ""
    split = lone.split(",") if lone.count(",") > 1 else names
    return Paper(
        id=paper_id,
        title=title,
        url=values.link(entry.get("link")) or url_of(paper_id),
        abstract=plain(entry, "summary", values.MAX_ABSTRACT),
        authors=values.names(split),
        published=day_of(entry),
        categories=categories(entry),
    )


def mark(entry: Mapping[str, Any]) -> str:
    """A short name by which an entry is known again."""
    named = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:8]
