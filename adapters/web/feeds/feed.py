"""A feed, whatever it is written as: its entries do not change with votes, so that no reader sees them twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.web import paths
from bot.model.paper import Candidate
from bot.views.card import card
from bot.views.plain_text import web_address

MOST: Final = 100  # entries
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # what XML 1.0 forbids


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper. `id` is the same for ever, wherever this Paperboy is."""

    id: str
    title: str
    page: str
    paper: str
    summary: str
    abstract: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`page` is the same in HTML, `address` the feed itself."""

    title: str
    page: str
    address: str
    entries: tuple[Entry, ...]
    updated: datetime


def feed(
    papers: Sequence[Candidate], *, title: str, home: str, page: str, address: str, changed: datetime
) -> Feed:
    """The feed of these papers, in this order; `changed` is for one without any."""
    entries = tuple(_entry(each, home) for each in papers[:MOST])
    updated = max((each.at for each in entries), default=changed)
    return Feed(
        title=clean(title), page=f"{home}{page}", address=f"{home}{address}", entries=entries, updated=updated
    )


def clean(text: str) -> str:
    """Without what no XML may hold."""
    return _UNPRINTABLE.sub("", text)


def _entry(candidate: Candidate, home: str) -> Entry:
    shown = card(candidate, full=True)
    listed = datetime.combine(candidate.signals.first_listed, time(), UTC)
    return Entry(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, candidate.paper.id)}",
        title=clean(shown.title),
        page=f"{home}{paths.paper(candidate.paper.id)}",
        paper=web_address(candidate.paper.url),
        summary=clean(shown.summary),
        abstract=clean(shown.abstract),
        authors=tuple(name for each in shown.authors if (name := clean(each).strip())),
        tags=tuple(tag for each in candidate.paper.categories if (tag := clean(each).strip())),
        at=candidate.added or listed,
    )
