"""Identity: which work an id, a link or a title means. Pure."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from bot.papers.link_id import hashed, is_known_host, link_id
from bot.papers.pasted import bare, links_in, names_in
from bot.papers.registries import arxiv_id, doi_id, openreview_id

MAX_TYPED: Final = 2_000  # characters; no id or link is longer

STRENGTH: Final = {"arxiv": 3, "doi": 2, "openreview": 2, "url": 0}

_HOST: Final = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{16}")
_LEFT_OUT: Final = {code: "" for code in range(128) if not chr(code).isalnum() and chr(code) not in "+#"}
_COMBINING: Final = re.compile(
    "[\u0300-\u036f]"
)  # accents of Latin, Greek and Cyrillic; other scripts need their marks


def canonical_id(text: str) -> str | None:
    """The canonical id of what was typed, pasted or linked; None if it is no id and no link.

    A web link that names no known id is `url:<hash>` of its normal form, so that the same link is the same paper.
    """
    if len(text) > MAX_TYPED:
        return None
    text = bare(text)
    if any(c.isspace() for c in text) and (named := _named_in(text)):
        return named
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if scheme in {"http", "https"}:
        return link_id(text)
    if colon and scheme in {"arxiv", "doi", "openreview", "url"}:
        return _of_scheme(scheme, rest.strip())
    if found := arxiv_id(text) or doi_id(text):
        return found
    host, slash, _ = text.partition("/")
    named = link_id(f"https://{text}") if slash and _HOST.fullmatch(host) else None
    return named if named and (is_strong(named) or is_known_host(host.lower())) else None


def ids_named(text: str) -> tuple[str, ...]:
    """The ids by which what was typed or linked may be known: its own, and its page's without `#fragment`."""
    found = canonical_id(text)
    if not found or is_strong(found):
        return (found,) if found else ()
    return tuple(dict.fromkeys(filter(None, (found, canonical_id(bare(text).partition("#")[0])))))


def entry_id(*names: str) -> str:
    """`url:<hash>` for an entry that only all of these names together tell from others (its link, its guid)."""
    return hashed("entry:" + "\n".join(names))


def is_strong(paper_id: str) -> bool:
    """Whether the id was given by a registry (arXiv, DOI, OpenReview), not made from a link or a title."""
    return STRENGTH.get(paper_id.partition(":")[0], 0) > 0


def url_of(paper_id: str) -> str:
    """The page about the paper, "" if the id does not tell it."""
    scheme, _, rest = paper_id.partition(":")
    match scheme:
        case "arxiv":
            return f"https://arxiv.org/abs/{quote(rest, safe='/', errors='replace')}"
        case "doi":
            return f"https://doi.org/{quote(rest, safe='/:;()', errors='replace')}"
        case "openreview":
            return f"https://openreview.net/forum?id={quote(rest, errors='replace')}"
        case _:
            return ""


def title_key(title: str) -> str:
    """A title with case, accents, spacing and punctuation folded away; "" if nothing is left.

    Two titles with one key name the same work: `Pre-Training` and `pretraining` agree. `+` and `#` stay (C++, C#).
    """
    if title.isascii():  # most are: nothing is to be looked up of any character
        return title.lower().translate(_LEFT_OUT)
    folded = _COMBINING.sub("", unicodedata.normalize("NFKD", title).casefold())
    kept = (c for c in folded if c in "+#" or unicodedata.category(c)[0] in "LNM")
    return unicodedata.normalize("NFC", "".join(kept))


def weak_id(title: str) -> str:
    """`url:<hash>` for a paper that comes with a title only."""
    return hashed(f"title:{title_key(title) or ' '.join(title.split())}")


def _named_in(sentence: str) -> str | None:
    """The registry's id that the links of a sentence name, or that it gives itself, if it is one alone."""
    found = {link_id(link) for link in links_in(sentence)} - {None}
    for name in names_in(sentence):
        scheme, _, rest = name.partition(":")
        found |= {_of_scheme(scheme, rest)} - {None}
    only = found.pop() if len(found) == 1 else None
    return only if only and is_strong(only) else None


def _of_scheme(scheme: str, rest: str) -> str | None:
    match scheme:
        case "arxiv":
            return arxiv_id(rest)
        case "doi":
            return doi_id(rest)
        case "openreview":
            return openreview_id(rest)
        case _:
            return f"url:{rest}" if _HASH.fullmatch(rest) else None
