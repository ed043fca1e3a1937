"""Reader of any RSS or Atom feed's entries as papers."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from adapters.sources.parse import announcement, arxiv_query, values
from adapters.sources.parse.entry_names import EntryNames, Shared, names_of, shared_in
from adapters.sources.parse.feed_body import (
    FeedBody,
    categories,
    contents,
    day_of,
    parse_feed,
    plain,
)
from adapters.sources.parse.people import people, person
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.model.paper import Listing, Paper
from bot.papers.identity import url_of, weak_id
from bot.ports import Fault, Fetched

SOURCE: Final = "rss"
STUB: Final = 200  # characters; a shorter description is a volume line or a teaser, if there is a longer text
FAR_AHEAD: Final = timedelta(days=400)  # an issue may be dated months ahead, not years
OLDEST: Final = date(1971, 1, 1)  # 1970 is an empty field, and so are the years 0 and 1
_BY_IN_TITLE: Final = re.compile(r"(?P<title>.+?)\s+(?:--|[–—])\s+by\s+(?P<names>\S.*)", re.IGNORECASE)
_AUTHORS_SAID: Final = re.compile(
    r"\bAuthors?(?:\(s\))?:\s*(?P<names>[^\n:]{3,5000})$"
)  # at the end, as Elsevier's
_ISSUE: Final = re.compile(
    r"\b(?:volume|vol\.|issue|no\.|pages?|pp\.|early ?view|published|in press|doi)\b", re.IGNORECASE
)
_SYNDICATED: Final = re.compile(r"\s*The post [^\n]{1,600} (?:appeared first|first appeared) on [^\n]{1,200}\.$")
_CUT: Final = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\]|read more\W*|continue reading.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looking:
    """How a feed is looked at. `first`: for the first time, so that what it shows is as old as it says itself.

    `known` are short names (`known_by`) of entries that are left out, since they were read before.
    """

    where: str
    today: date
    observed: datetime
    first: bool = True
    source: str = SOURCE
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a feed's body holds, and the names of all its entries. `reason`: why some or all of it is missing."""

    fetched: Fetched
    names: tuple[frozenset[str], ...] = ()
    reason: str = ""


def read_feed(body: bytes, url: str, content_type: str, looking: Looking) -> FeedRead:
    """The papers of whatever an address answered; not ok if that is no feed, or nothing of it."""
    feed = parse_feed(body, url, content_type)
    if not feed.readable or (feed.reason and not feed.entries):
        return FeedRead(Fetched(ok=False), reason=feed.reason)
    return FeedRead(read_entries(feed, looking), tuple(known_by(feed)), feed.reason)


def read_entries(feed: FeedBody, looking: Looking) -> Fetched:
    """Every entry that has a title, listed on the day it is dated at a first look, else today: it is new here.

    A feed may date what it adds by the year alone, weeks back or not at all.
    """
    papers, listings, revisions, faults = list[Paper](), list[Listing](), list[Paper](), list[Fault]()
    shared = shared_in(feed.entries, feed.home)
    for rank, (entry, marks) in enumerate(zip(feed.entries, known_by(feed), strict=True), start=1):
        if announcement.is_announced(entry) and announcement.kind_of(entry) not in announcement.LISTED:
            replaced = announcement.read_announced(entry)  # by link and title it is the paper that was listed
            revisions += [replaced] if replaced else []
            continue
        if marks & looking.known:
            continue
        paper = read_entry(entry, feed, shared, looking)
        if paper is None:
            faults.append(Fault(f"{looking.where} entry {rank}", "no title"))
            continue
        papers.append(paper)
        listings.append(
            Listing(
                paper_id=paper.id,
                source=looking.source,
                list_date=_list_date(entry, paper, looking),
                rank=rank,
                observed=looking.observed,
            )
        )
    if feed.reason:
        faults.append(Fault(looking.where, feed.reason))
    return Fetched(
        papers=tuple(papers),
        listings=tuple(listings),
        revisions=tuple(revisions),
        faults=tuple(faults),
        remarks=(f"{looking.where}: its XML has a flaw, which loses nothing ({feed.flaw})",) if feed.flaw else (),
    )


def read_entry(entry: Mapping[str, Any], feed: FeedBody, shared: Shared, looking: Looking) -> Paper | None:
    """A paper; None if the entry has no title. Entries of arXiv are read as arXiv's, wherever they stand."""
    if announcement.is_announced(entry):
        return announcement.read_announced(entry)
    if arxiv_query.is_result(entry):
        return arxiv_query.read_entry(entry)
    title = plain(entry, "title", values.MAX_TITLE)
    if not title:
        return None
    authors = people(person(author) for author in entry.get("authors") or () if isinstance(author, Mapping))
    signed = None if authors else _BY_IN_TITLE.fullmatch(title)
    title, authors = (signed["title"], people([signed["names"]])) if signed else (title, authors)
    abstract = _abstract(entry)
    if not authors and (said := _AUTHORS_SAID.search(abstract)):
        authors = people([said["names"]])
    names = names_of(entry, feed.home, shared)
    return Paper(
        id=names.id or weak_id(title),
        title=title,
        url=names.link or url_of(names.id),
        abstract=abstract,
        authors=authors,
        published=_published(entry, looking.today),
        categories=categories(entry),
        described_by=looking.source,
        withdrawn=says_withdrawn(title, ""),
        also=names.also,
    )


def known_by(feed: FeedBody) -> list[frozenset[str]]:
    """For each entry the short names of which one is enough to know it again: each two of guid, link and title."""
    shared = shared_in(feed.entries, feed.home)
    named = [names_of(entry, feed.home, shared) for entry in feed.entries]
    links = Counter(names.page for names in named)
    return [
        _marks(names, plain(entry, "title", values.MAX_TITLE), alone=links[names.page] == 1)
        for names, entry in zip(named, feed.entries, strict=True)
    ]


def _marks(names: EntryNames, title: str, *, alone: bool) -> frozenset[str]:
    key = weak_id(title)
    pairs = {("gl", names.guid, names.page), ("gt", names.guid, key), ("lt", names.page, key)}
    pairs |= {("l", names.page, "-")} if alone and not names.guid else set()
    whole = [pair for pair in pairs if all(pair)] or [("t", key, "-")]
    return frozenset(sha256("\n".join(pair).encode("utf-8", "surrogatepass")).hexdigest()[:8] for pair in whole)


def _abstract(entry: Mapping[str, Any]) -> str:
    """The description, or the full text where that is a stub or the beginning of it."""
    said = (
        plain(entry, "summary", values.MAX_ABSTRACT) if "summary_detail" in entry else ""
    )  # else the full text raw
    said = _SYNDICATED.sub("", said)
    longest = _SYNDICATED.sub("", max(contents(entry, values.MAX_ABSTRACT), key=len, default=""))
    stub = len(said) < STUB or _CUT.search(said[-40:])
    return longest if stub and (len(longest) > len(said) or (longest and _ISSUE.search(said))) else said


def _published(entry: Mapping[str, Any], today: date) -> date | None:
    """The date that an entry says, unless it cannot be one."""
    said = day_of(entry)
    return said if said and OLDEST <= said <= today + FAR_AHEAD else None


def _list_date(entry: Mapping[str, Any], paper: Paper, looking: Looking) -> date:
    dated = _published(entry, looking.today) or paper.published
    as_dated = looking.first or paper.described_by != looking.source  # arXiv's own dates are true
    return min(dated or looking.today, looking.today) if as_dated else looking.today
