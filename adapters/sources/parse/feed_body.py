"""Reader of any RSS or Atom body into entries; what they mean is up to each source."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import struct_time
from typing import Any, Final

import feedparser
from selectolax.lexbor import LexborHTMLParser

from adapters.sources.common import values

DECLARATIONS: Final = 100_000  # bytes at the start of a body in which they stand
MAX_ENTRIES: Final = 5_000  # arXiv's longest feeds have 2,000


@dataclass(frozen=True, slots=True)
class FeedBody:
    """A feed. `reason` says what is wrong with it, "" if nothing is; `readable`: whether it is a feed at all."""

    title: str
    entries: tuple[Mapping[str, Any], ...]
    total: int | None = None  # of a search, over all its pages
    reason: str = ""
    readable: bool = True


def parse_feed(body: bytes) -> FeedBody:
    """Whatever can be read. Never raises for a malformed body; CPU-bound, so long ones belong in a thread."""
    if b"<!ENTITY" in body[:DECLARATIONS]:  # expat stops a bomb of them too, but only after seconds
        return FeedBody("", (), reason="the feed declares entities, which no feed needs", readable=False)
    # In a file object, because feedparser takes bare bytes for a file name first, and opens it.
    try:
        found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001 -- feedparser's own parsers have broken on odd bytes in many ways
        return FeedBody("", (), reason=f"no feed ({type(error).__name__})", readable=False)
    if not found.get("version"):
        kind = "the answer is empty" if not body.strip() else "the answer is no RSS or Atom feed"
        return FeedBody("", (), reason=kind, readable=False)
    entries = tuple(found.entries[:MAX_ENTRIES])
    reason = ""
    if found.get("bozo") and not _harmless(found.get("bozo_exception")):
        reason = f"the XML is broken or cut short ({values.reason(found.bozo_exception)})"
        entries = entries[:-1]  # the last one may be half of itself
    total = str(found.feed.get("opensearch_totalresults", ""))
    return FeedBody(
        title=values.text(found.feed.get("title"), values.MAX_TITLE),
        entries=entries,
        total=int(total[:12]) if total.isdecimal() else None,
        reason=reason,
    )


def plain(entry: Mapping[str, Any], name: str, limit: int) -> str:
    """A text of an entry, without markup if it has any."""
    found = entry.get(name, "")
    if not isinstance(found, str):
        return ""
    found = found[: 10 * limit]
    detail = entry.get(f"{name}_detail")
    kind = detail.get("type", "") if isinstance(detail, Mapping) else ""
    if "html" in str(kind) and ("<" in found or "&" in found):
        tree = LexborHTMLParser(found)
        tree.strip_tags(["script", "style"])
        found = tree.text(separator=" ")
    return values.text(found, limit)


def day_of(entry: Mapping[str, Any]) -> date | None:
    """When an entry was published (UTC), else last changed; None if it does not say."""
    for name in ("published_parsed", "updated_parsed"):
        found = entry.get(name)
        if isinstance(found, struct_time):
            try:
                return date(found.tm_year, found.tm_mon, found.tm_mday)
            except ValueError:
                continue
    return None


def categories(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Its tags."""
    tags = entry.get("tags") or ()
    return values.tags(tag.get("term") for tag in tags)


def _harmless(error: object) -> bool:
    """A wrong declaration of the encoding or the media type loses nothing."""
    return isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
