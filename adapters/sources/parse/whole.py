"""Reader of a whole file of a known format."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Final, assert_never

from adapters.sources.parse import values
from adapters.sources.parse.arxiv_query import read_query
from adapters.sources.parse.bibtex import read_bibtex
from adapters.sources.parse.daily import read_daily
from adapters.sources.parse.detect import Format
from adapters.sources.parse.encoding import decoded
from adapters.sources.parse.feed_body import parse_feed
from adapters.sources.parse.rss_entries import Looking, read_entries
from adapters.sources.parse.saved_html import read_saved_html
from adapters.sources.parse.saved_text import read_saved_text
from bot.model.paper import FILE, Listing, Paper
from bot.ports import Fault, Fetched

SOURCE: Final = FILE
NOON: Final = time(12, tzinfo=UTC)
_DAY_IN_NAME: Final = re.compile(r"\d{4}-\d\d-\d\d")


def read_body(body: bytes, kind: Format, name: str, today: date) -> Fetched:
    """What a file of a known format holds; a date in its name is its day, if it says none itself."""
    text = decoded(body)
    named = _DAY_IN_NAME.search(name)
    day = (values.day(named[0]) if named else None) or today
    match kind:
        case Format.JSON | Format.LINES:
            return read_daily(body, day, observed(day, today))
        case Format.FEED:
            return _feed(body, name, today)
        case Format.HTML:
            return read_saved_html(text, day, observed(day, today))
        case Format.BIBTEX:
            return read_bibtex(text, today, observed(today, today))
        case Format.TEXT:
            dated, papers, faults = read_saved_text(text, today)
            fetched = _listed(papers, dated or day, today)
            return replace(fetched, faults=tuple(Fault(f"line {number}", why) for number, why in faults))
        case _:
            assert_never(kind)


def _feed(body: bytes, name: str, today: date) -> Fetched:
    """An answer of arXiv's API, or any feed."""
    page = read_query(body)
    if page.papers:
        listings = [
            _listing(paper, paper.published or today, rank, today) for rank, paper in enumerate(page.papers, 1)
        ]
        return Fetched(papers=page.papers, listings=tuple(listings), faults=page.faults)
    feed = parse_feed(body)
    if not feed.entries or page.error:
        why = page.error or feed.reason or "the feed has no entries"
        return Fetched(ok=False, faults=(Fault("the feed", why),))
    return read_entries(feed, Looking(name, today, observed(today, today), source=SOURCE))


def _listed(papers: Sequence[Paper], day: date, today: date) -> Fetched:
    listings = (_listing(paper, day, rank, today) for rank, paper in enumerate(papers, start=1))
    return Fetched(papers=tuple(papers), listings=tuple(listings))


def _listing(paper: Paper, day: date, rank: int, today: date) -> Listing:
    return Listing(paper_id=paper.id, source=SOURCE, list_date=day, rank=rank, observed=observed(day, today))


def observed(day: date, today: date) -> datetime:
    """When a past day's list counts as observed: the same instant at every import."""
    return datetime.combine(min(day, today), NOON)
