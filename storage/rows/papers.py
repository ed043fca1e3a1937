"""Papers and listings as rows, and back."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from bot.model.paper import Candidate, Listing, Paper, Signals
from storage.rows.instants import date_or_none, from_column, to_column

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def clean(text: str) -> str:
    """The text without half surrogate pairs, which no database takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def names(values: tuple[str, ...]) -> str:
    """A list of strings as a column."""
    return _encode([clean(value) for value in values]) if values else "[]"


def columns(paper: Paper) -> tuple[Any, ...]:
    """A paper's own columns, from `canonical` to `described_by`."""
    return (
        clean(paper.id),
        clean(paper.title),
        clean(paper.url),
        clean(paper.abstract),
        names(paper.authors),
        paper.published.isoformat() if paper.published else None,
        clean(paper.tldr),
        names(paper.categories),
        names(paper.keywords),
        clean(paper.organization),
        clean(paper.code_url),
        paper.stars,
        int(paper.withdrawn),
        paper.described_by,
    )


# The same candidates are read for every plan of a fortnight; 4,096 of them take about 16 MB.
@lru_cache(maxsize=4096)
def candidate(row: tuple[Any, ...]) -> Candidate:
    """A row of the view `candidate`."""
    (key, canonical, title, url, abstract, authors, published, tldr, categories, keywords, organization) = row[:11]
    code_url, stars, withdrawn, first_listed, last_listed, upvotes, velocity, comments, sources, added, by = row[
        11:
    ]
    return Candidate(
        key=key,
        paper=Paper(
            id=canonical,
            title=title,
            url=url,
            abstract=abstract,
            authors=_names(authors),
            published=date_or_none(published),
            tldr=tldr,
            categories=_names(categories),
            keywords=_names(keywords),
            organization=organization,
            code_url=code_url,
            stars=stars,
            withdrawn=bool(withdrawn),
            described_by=by,
        ),
        signals=Signals(
            first_listed=date.fromisoformat(first_listed),
            last_listed=date.fromisoformat(last_listed),
            upvotes=upvotes,
            velocity=velocity,
            comments=comments,
            sources=_names(sources),
        ),
        added=from_column(added),
    )


def listing(row: tuple[Any, ...], paper_id: str) -> Listing:
    """A row of (source, list_date, observed, rank, upvotes, comments)."""
    source, list_date, observed, rank, upvotes, comments = row
    return Listing(
        paper_id=paper_id,
        source=source,
        list_date=date.fromisoformat(list_date),
        rank=rank,
        observed=from_column(observed),
        upvotes=upvotes,
        comments=comments,
    )


def listing_columns(key: int, listing: Listing) -> tuple[Any, ...]:
    """A listing's columns."""
    return (
        key,
        clean(listing.source),
        listing.list_date.isoformat(),
        to_column(listing.observed),
        listing.rank,
        listing.upvotes,
        listing.comments,
    )


@lru_cache(maxsize=1024)
def _names(column: str) -> tuple[str, ...]:
    return () if column == "[]" else tuple(json.loads(column))
