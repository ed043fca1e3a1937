"""What tells a feed's entry from others: its guid, its link, the registry's id of what it is about. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.sources.parse import values
from bot.papers.identity import canonical_id, entry_id, is_strong, title_key

_AUTHORITY: Final = re.compile(r"tag:(?:[^@,:/]*@)?(?P<host>[\w.-]+),", re.ASCII | re.IGNORECASE)
_UNCOUNTED: Final = "feedburner_origlink"  # where FeedBurner's own link, which counts readers, leads to
MANY: Final = 3  # titles of one guid and link at a time
_PUBLISHERS_FIELDS: Final = ("prism_doi", "dc_identifier")


@dataclass(frozen=True, slots=True)
class EntryNames:
    """`id`: canonical, "" if only the title tells it. `link`: where its title leads. `also`: its other ids.

    The first of `also` is always an id of the entry itself, so that one that only talks about a paper has its own.
    `page` and `guid` are what the entry is known again by.
    """

    id: str
    link: str
    page: str
    guid: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What does not tell one feed's entries apart: guids with several links, pages with several titles."""

    guids: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


def shared_in(entries: Sequence[Mapping[str, Any]], home: str) -> Shared:
    """What several entries of a feed have in common. One title of a guid and link may change, not many."""
    links, titles, alone = (defaultdict[str, set[str]](set) for _ in range(3))
    pages = [names_of(entry, home).page for entry in entries]
    for entry, page in zip(entries, pages, strict=True):
        links[_guid(entry)].add(page)
        titles[f"{_guid(entry)}\n{page}"].add(_title_key(entry))
    guids = {guid for guid, found in links.items() if len(found) > 1}
    guids |= {name.rpartition("\n")[0] for name, found in titles.items() if len(found) >= MANY}
    for entry, page in zip(entries, pages, strict=True):
        if _guid(entry) in guids or not _guid(entry):
            alone[page].add(_title_key(entry))
    return Shared(frozenset(guids - {""}), frozenset(page for page, found in alone.items() if len(found) > 1))


def names_of(entry: Mapping[str, Any], home: str, shared: Shared | None = None) -> EntryNames:
    """The names of an entry of a feed with that home page."""
    shared = shared or Shared()
    guid = "" if _guid(entry) in shared.guids else _guid(entry)
    link, own = values.link(entry.get(_UNCOUNTED) or entry.get("link"), home), _own_page(entry)
    page = canonical_id(link) or ""
    about = _published(entry) or _strong(canonical_id(guid)) or _strong(page)
    talks = bool(about) and about == page and bool(own) and _host(own) != _host(link)
    if talks:  # a link blog: the link leads to what the entry talks about
        link, about = (own if own.startswith("http") else link), ""
        page = canonical_id(link) or ""
    guid = "" if canonical_id(guid) in {page, about} else guid
    itself = _itself(page, guid, entry, shared)
    named = entry_id("guid", _host(link or home), guid) if guid else ""
    also = tuple(dict.fromkeys(each for each in (itself if about else "", named) if each))
    return EntryNames(id=about or itself, link=link, page=page, guid=guid, also=also)


def _itself(page: str, guid: str, entry: Mapping[str, Any], shared: Shared) -> str:
    """The id of the entry as an entry: of its page, and of its guid or title where the page is not its own."""
    if guid:
        return entry_id(page, guid)
    if is_strong(page) or page in shared.pages:
        return entry_id(page, _title_key(entry))
    return page


def _guid(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id", ""))


def _title_key(entry: Mapping[str, Any]) -> str:
    return title_key(str(entry.get("title", "")))


def _own_page(entry: Mapping[str, Any]) -> str:
    """Where the entry itself stands, as its guid or comments say: an address, or `tag:` and a host; "" unknown."""
    for said in (entry.get("id"), entry.get("comments")):
        if not isinstance(said, str):
            continue
        if (address := values.link(said)) and not is_strong(canonical_id(address) or ""):
            return address
        if found := _AUTHORITY.match(said):
            return f"tag://{found['host']}"
    return ""


def _published(entry: Mapping[str, Any]) -> str:
    """The registry's id that a publisher gives with the entry."""
    said = (canonical_id(value) for name in _PUBLISHERS_FIELDS if isinstance(value := entry.get(name), str))
    return next((found for each in said if (found := _strong(each))), "")


def _strong(paper_id: str | None) -> str:
    return paper_id if paper_id and is_strong(paper_id) else ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
