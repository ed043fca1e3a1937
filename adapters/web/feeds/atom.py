"""Atom (RFC 4287) and OPML 2.0."""

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from adapters.web.feeds.feed import Entry, Feed, clean

ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
OPML_TYPE: Final = "text/x-opml; charset=utf-8"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'


def atom(feed: Feed) -> str:
    """The feed as a document."""
    root = Element("feed", {"xmlns": _NAMESPACE})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.strftime("%Y-%m-%dT%H:%M:%SZ"))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _text(SubElement(root, "author"), "name", "Paperboy")
    for each in feed.entries:
        _entry(root, each)
    return _written(root)


def opml(title: str, feeds: Iterable[tuple[str, str, str]]) -> str:
    """Feeds to import into a reader: (name, feed's address, page's address)."""
    root = Element("opml", {"version": "2.0"})
    _text(SubElement(root, "head"), "title", clean(title))
    body = SubElement(root, "body")
    for name, address, page in feeds:
        said = {"type": "rss", "text": clean(name), "title": clean(name), "xmlUrl": address, "htmlUrl": page}
        SubElement(body, "outline", said)
    return _written(root)


def _entry(root: Element, of: Entry) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", of.id)
    _text(entry, "title", of.title)
    at = of.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    _text(entry, "updated", at)
    _text(entry, "published", at)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": of.page})
    if of.paper:
        SubElement(entry, "link", {"rel": "related", "href": of.paper})
    for name in of.authors:
        _text(SubElement(entry, "author"), "name", name)
    for tag in of.tags:
        SubElement(entry, "category", {"term": tag})
    if of.summary:
        _text(entry, "summary", of.summary)
    if of.abstract:
        _text(entry, "content", of.abstract)  # type "text" is what is meant without one


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _written(root: Element) -> str:
    indent(root, space="")
    return _HEAD + tostring(root, encoding="unicode") + "\n"
