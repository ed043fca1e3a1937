"""Reader of any RSS or Atom body into entries; what they mean is up to each source."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import struct_time
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.dates import odd_day
from adapters.sources.parse.feed_cut import MAX_ENTRIES, cut_feed
from adapters.sources.parse.markup import plain_text

HEAD: Final = 100_000  # bytes at the start of a body in which its declarations stand
_TAG_PAIR: Final = re.compile(
    r"<(p|i|b|em|strong|sub|sup|span|div|a|li|u)(?:\s[^<>]*)?>[^<>]*</\1>", re.IGNORECASE
)
# MathML and JATS, as publishers put them into titles, and feedparser takes for text
_FORMULA: Final = re.compile(r"<(?:mml:|m:)?(?:math|inline-formula)\b[^<>]*>", re.IGNORECASE)
_DATES: Final = ("published", "prism_publicationdate", "prism_coverdate", "updated", "created")
# Dates that feedparser takes for the first of the month or year.
_MISTAKEN: Final = re.compile(r"\s*(?:\d{4}[/.年년]|\d{9,13}\s*$)")
_LINK_TAG: Final = re.compile(r"<link\b[^<>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([a-z]+)\s*=\s*[\"']([^\"'<>]{1,1000})[\"']", re.IGNORECASE)
_FEED_TYPE: Final = re.compile(r"(?:rss|atom)\+xml", re.IGNORECASE)
_START: Final = re.compile(rb"<\?xml|<(?:[\w.-]+:)?(?:rss|feed|RDF)\b")
_ENCODING: Final = re.compile(rb"<\?xml[^<>]*\sencoding\s*=\s*[\"']\s*([\w.:-]+)")
_OPENED: Final = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>])")
_ENDED: Final = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")


@dataclass(frozen=True, slots=True)
class FeedBody:
    """A feed. `reason` says why some of it is missing, "" if nothing is; `readable`: whether it is a feed at all.

    `flaw` says what is wrong with the XML where nothing is missing. The entries' links are relative to `home`.
    """

    title: str
    entries: tuple[Mapping[str, Any], ...]
    total: int | None = None  # of a search, over all its pages
    reason: str = ""
    readable: bool = True
    flaw: str = ""
    home: str = ""


def parse_feed(body: bytes, url: str = "", content_type: str = "") -> FeedBody:
    """Whatever can be read of what an address answered, with the Content-Type it sent.

    Never raises for a malformed body; what it takes is up to the body, so it belongs where that is limited.
    """
    if b"<!ENTITY" in body[:HEAD]:  # expat stops a bomb of them too, but only after seconds
        return FeedBody("", (), reason="the feed declares entities, which no feed needs", readable=False)
    start = _START.search(
        body[:HEAD]
    )  # a blank line or a server's warning before it is no reason to lose anything
    body = cut_feed(body[start.start() :] if start else body)
    sent = {"content-type": kind} if (kind := _content_type(body, content_type)) else {}
    import feedparser  # noqa: PLC0415 -- most commands read no feed, and it takes long

    # In a file object, because feedparser takes bare bytes for a file name first, and opens it.
    try:
        found = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=sent
        )
    except Exception as error:  # noqa: BLE001 -- feedparser's own parsers have broken on odd bytes in many ways
        return FeedBody("", (), reason=f"no feed ({type(error).__name__})", readable=False)
    if not found.get("version"):
        return FeedBody("", (), reason=_no_feed(body, url), readable=False)
    entries = tuple(found.entries[:MAX_ENTRIES])
    flaw = reason = ""
    if found.get("bozo") and not _harmless(found.get("bozo_exception")):
        flaw = values.reason(found.bozo_exception)
        text = _decoded(body, str(found.get("encoding") or "utf-8"))
        if not _ENDED.search(text):
            flaw, reason = "", f"the feed is cut short ({flaw})"
        entries = entries[:-1] if _ends_inside_an_entry(text) else entries
    total = str(found.feed.get("opensearch_totalresults", ""))
    return FeedBody(
        title=values.text(found.feed.get("title"), values.MAX_TITLE),
        entries=entries,
        total=int(total[:12]) if total.isdecimal() else None,
        reason=reason,
        flaw=flaw,
        home=values.link(found.feed.get("link"), url) or url,
    )


def _no_feed(body: bytes, url: str) -> str:
    """Why a body is no feed; of a web page that names one, where that is."""
    if not body.strip():
        return "the answer is empty"
    for tag in _LINK_TAG.findall(body[:HEAD].decode("utf-8", errors="replace")):
        said = {name.lower(): value for name, value in _ATTRIBUTE.findall(tag)}
        feed = values.link(said.get("href"), url)
        if feed and said.get("rel", "").lower() == "alternate" and _FEED_TYPE.search(said.get("type", "")):
            return f"the answer is a web page, whose feed is {feed}"
    return "the answer is no RSS or Atom feed"


def plain(entry: Mapping[str, Any], name: str, limit: int) -> str:
    """A text of an entry, without markup if it has any."""
    found = entry.get(name, "")
    if not isinstance(found, str):
        return ""
    detail = entry.get(f"{name}_detail")
    kind = detail.get("type", "") if isinstance(detail, Mapping) else ""
    return _shown(found, str(kind), limit)


def contents(entry: Mapping[str, Any], limit: int) -> tuple[str, ...]:
    """The full texts of an entry (`content`, `content:encoded`), without markup."""
    found = [each for each in entry.get("content") or () if isinstance(each, Mapping)]
    texts = ((each.get("value"), str(each.get("type") or "text/html")) for each in found)
    return tuple(_shown(text, kind, limit) for text, kind in texts if isinstance(text, str))


def day_of(entry: Mapping[str, Any]) -> date | None:
    """When an entry was published (UTC), else last changed; None if it does not say so that it can be read."""
    for name in _DATES:
        found = entry[name] if name in entry else None  # noqa: SIM401 -- feedparser's `get` takes one for the other
        if not isinstance(found, str):
            continue
        mistaken = odd_day(found) if _MISTAKEN.match(found) else None
        if day := mistaken or _as_parsed(entry, name) or odd_day(found):
            return day
    return None


def _as_parsed(entry: Mapping[str, Any], name: str) -> date | None:
    """The day that feedparser makes of a date; of a publisher's field, which it leaves as it is, the ISO date."""
    found = entry.get(f"{name}_parsed")
    if isinstance(found, struct_time):
        try:
            return date(found.tm_year, found.tm_mon, found.tm_mday)
        except ValueError:
            return None
    return values.day(entry.get(name))


def categories(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Its tags."""
    tags = entry.get("tags") or ()
    return values.tags(tag.get("term") for tag in tags)


def _shown(text: str, kind: str, limit: int) -> str:
    text = text[: 10 * limit]
    shown = plain_text(text) if "html" in kind or _FORMULA.search(text) else text
    if "html" in kind and _TAG_PAIR.search(shown):  # escaped twice
        shown = plain_text(shown)
    return values.text(shown, limit)


def _content_type(body: bytes, sent: str) -> str:
    """The Content-Type that tells the encoding truly; "" to go by the XML's own declaration.

    Text that is valid UTF-8 is UTF-8, whatever anybody says; else a declaration counts more than the server's
    word, except one of UTF-8, which is then wrong.
    """
    if body.isascii():
        return ""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _ENCODING.match(body)
        return "" if declared and declared[1].lower().replace(b"-", b"") != b"utf8" else sent
    return "application/xml; charset=utf-8"


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, errors="replace")
    except LookupError:
        return body.decode("latin-1")


def _ends_inside_an_entry(text: str) -> bool:
    """Whether the last entry is half of itself; a feed that is flawed elsewhere was read to its end."""
    last = [max((found.start() for found in each.finditer(text)), default=-1) for each in (_OPENED, _CLOSED)]
    return last[0] > last[1]


def _harmless(error: object) -> bool:
    """A wrong declaration of the encoding or the media type loses nothing."""
    import feedparser  # noqa: PLC0415 -- as above

    return isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
