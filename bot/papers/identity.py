"""Identity: which work an id, a link or a title means, and whether two sights are one paper."""

import re
import unicodedata
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.model.paper import Paper

MAX_TYPED: Final = 2_000  # characters; no id or link is longer
MIN_TITLE: Final = 14  # letters of a title key that identify a work by themselves ("Segment Anything" has 15)
MIN_SIGNED_TITLE: Final = 6  # the same when the authors agree as well

STRENGTH: Final = {"arxiv": 3, "doi": 2, "openreview": 2, "url": 0}

# Identifiers: https://info.arxiv.org/help/arxiv_identifier.html (four digits up to 1412, five since 1501).
_NEW: Final = r"(?:\d\d(?:0[1-9]|1[0-2])\.\d{4,5})"
_ARCHIVES: Final = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
_OLD: Final = rf"(?:(?:{_ARCHIVES})(?:\.[a-z-]{{2,12}})?/\d\d(?:0[1-9]|1[0-2])\d{{3}})"
_ARXIV: Final = re.compile(
    rf"(?P<id>{_NEW}|{_OLD})(?:v\d{{1,3}})?(?:\.pdf)?(?:\s*\[[\w.\s-]+\])?", re.ASCII | re.IGNORECASE
)
_ARXIV_IN_PATH: Final = re.compile(
    rf"/(?P<id>{_NEW}|{_OLD})(?:v\d{{1,3}})?(?:\.pdf|\.md)?(?:/|$)", re.ASCII | re.IGNORECASE
)
_ARXIV_HOSTS: Final = re.compile(
    r"(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co|ar5iv\.org|arxiv-vanity\.com)", re.ASCII
)
_ARXIV_DOI: Final = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_DOI: Final = re.compile(
    r"10\.\d{4,9}/[^\s<>\"]+", re.ASCII
)  # https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI_IN_PATH: Final = re.compile(r"/(10\.\d{4,9}/[^\s<>\"]+)", re.ASCII)
_DOI_TAIL: Final = re.compile(r"(?:/(?:full|abstract|pdf|epdf|meta|html)|\.pdf)+$")
_BIORXIV: Final = re.compile(r"(10\.(?:1101|64898)/[\d.]+\d)(?:v\d+)?(?:\..*)?")  # bioRxiv and medRxiv, vN dropped
_OPENREVIEW: Final = re.compile(r"[A-Za-z0-9_-]{5,40}")
_HASH: Final = re.compile(r"[0-9a-f]{16}")
_COMBINING: Final = re.compile(
    "[\u0300-\u036f]"
)  # accents of Latin, Greek and Cyrillic; other scripts need their marks
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|ref|ref_src|source")


def canonical_id(text: str) -> str | None:
    """The canonical id of what was typed or linked; None if it is no id and no link.

    A web link that names no known id is `url:<hash>` of its normal form, so that the same link is the same paper.
    """
    text = text.strip()
    if not text or len(text) > MAX_TYPED:
        return None
    if text.startswith("<") and text.endswith(">"):  # as Slack and e-mail wrap links
        text = text[1:-1].partition("|")[0].strip()
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if scheme in {"http", "https"}:
        return _of_link(text)
    if colon and scheme in {"arxiv", "doi", "openreview", "url"}:
        return _of_scheme(scheme, rest.strip())
    if _arxiv_id(text) or _DOI.match(text):
        return _arxiv_id(text) or _doi_id(text)
    host = text.partition("/")[0].lower()
    return _of_link(f"https://{text}") if "/" in text and _known_host(host) else None


def is_strong(paper_id: str) -> bool:
    """Whether the id was given by a registry (arXiv, DOI, OpenReview), not made from a link or a title."""
    return STRENGTH.get(paper_id.partition(":")[0], 0) > 0


def url_of(paper_id: str) -> str:
    """The page about the paper, "" if the id does not tell it."""
    scheme, _, rest = paper_id.partition(":")
    match scheme:
        case "arxiv":
            return f"https://arxiv.org/abs/{rest}"
        case "doi":
            return f"https://doi.org/{quote(rest, safe='/:;()')}"
        case "openreview":
            return f"https://openreview.net/forum?id={quote(rest)}"
        case _:
            return ""


def title_key(title: str) -> str:
    """A title with case, accents, spacing and punctuation folded away; "" if nothing is left.

    Two titles with one key name the same work: `Pre-Training` and `pretraining` agree. `+` and `#` stay (C++, C#).
    """
    folded = _COMBINING.sub("", unicodedata.normalize("NFKD", title).casefold())
    kept = (c for c in folded if c in "+#" or unicodedata.category(c)[0] in "LNM")
    return unicodedata.normalize("NFC", "".join(kept))


def weak_id(title: str) -> str:
    """`url:<hash>` for a paper that comes with a title only."""
    return _hashed(f"title:{title_key(title) or ' '.join(title.split())}")


def same_paper(a: Paper, b: Paper) -> bool:
    """Whether two sights are one work: one id, or one telling title with nothing that speaks against it."""
    if a.id == b.id:
        return True
    key = title_key(a.title)
    if not key or key != title_key(b.title) or _ids_differ(a.id, b.id):
        return False
    if a.authors and b.authors:
        return len(key) >= MIN_SIGNED_TITLE and bool(_names(a) & _names(b))
    return len(key) >= MIN_TITLE


def _ids_differ(a: str, b: str) -> bool:
    """Whether one registry gave two numbers: it says itself that these are two works."""
    return is_strong(a) and is_strong(b) and a.partition(":")[0] == b.partition(":")[0]


def _names(paper: Paper) -> frozenset[str]:
    """The words of the authors' names, folded; initials and `et al.` tell nothing."""
    words = (title_key(word) for name in paper.authors for word in re.split(r"[\s,.]+", name))
    return frozenset(word for word in words if len(word) > 1 and word not in {"et", "al", "and"})


def _of_scheme(scheme: str, rest: str) -> str | None:
    match scheme:
        case "arxiv":
            return _arxiv_id(rest)
        case "doi":
            return _doi_id(rest) if _DOI.match(rest) else None
        case "openreview":
            return f"openreview:{rest}" if _OPENREVIEW.fullmatch(rest) else None
        case _:
            return f"url:{rest}" if _HASH.fullmatch(rest) else None


def _known_host(host: str) -> bool:
    host = host.removeprefix("www.")
    return bool(_ARXIV_HOSTS.fullmatch(host)) or host in {"doi.org", "dx.doi.org", "openreview.net"}


def _of_link(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a malformed IPv6 address
        return None
    if not host or any(c.isspace() for c in link):
        return None
    path = unquote(parts.path)
    query = dict(parse_qsl(parts.query))
    if _ARXIV_HOSTS.fullmatch(host) and (found := _ARXIV_IN_PATH.search(path)):
        return _arxiv_id(found["id"])
    if host == "openreview.net" and _OPENREVIEW.fullmatch(query.get("id", "")):
        return f"openreview:{query['id']}"
    if found := _DOI_IN_PATH.search(path):
        return _doi_id(_DOI_TAIL.sub("", found[1]))
    pairs = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k))
    return _hashed(f"{host}{path.rstrip('/')}?{urlencode(pairs)}")


def _arxiv_id(text: str) -> str | None:
    found = _ARXIV.fullmatch(text)
    if not found:
        return None
    archive, slash, number = found["id"].lower().partition("/")
    if not slash:
        return f"arxiv:{archive}" if len(archive) == (9 if archive < "1501" else 10) else None
    return f"arxiv:{archive.partition('.')[0]}/{number}"


def _doi_id(text: str) -> str | None:
    """A DOI in lower case (it has none), without the punctuation of the sentence that it stood in."""
    if _ARXIV_DOI.match(text):
        return _arxiv_id(_ARXIV_DOI.sub("", text))
    doi = text.partition("?")[0].partition("#")[0].rstrip(".,;:'\"").lower()
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;")
    preprint = _BIORXIV.fullmatch(doi)
    doi = preprint[1] if preprint else doi
    return f"doi:{doi}" if _DOI.fullmatch(doi) else None


def _hashed(text: str) -> str:
    return f"url:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
