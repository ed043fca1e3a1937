"""Links: which registry's paper an address is about, else the id of the address itself. Pure."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from bot.papers.registries import ARXIV, DOI, arxiv_id, doi_id, openreview_id

_IN_PATH: Final = re.compile(rf"/{ARXIV}(?:\.pdf|\.md)?(?:/|$)", re.ASCII | re.IGNORECASE)
# Elsewhere (SciRate, papers.cool, Semantic Scholar…) a path says itself that its number is arXiv's.
_NAMED_IN_PATH: Final = re.compile(rf"/arxiv[:./]{ARXIV}(?:\.pdf)?(?:/|$)", re.ASCII | re.IGNORECASE)
_QUOTED: Final = re.compile(
    rf"arxiv\.org/(?:abs|pdf|html)/{ARXIV}(?!\d)", re.ASCII | re.IGNORECASE
)  # by redirectors
_BIBCODE: Final = re.compile(r"/\d{4}arXiv(\d{4})(\d{5})[A-Z](?:/|$)", re.ASCII)  # of ADS, for papers since 2015
_ARXIV_HOSTS: Final = re.compile(
    r"(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co|ar5iv\.org|arxiv-vanity\.com"
    r"|emergentmind\.com|xxx\.lanl\.gov)",
    re.ASCII,
)
_DOI_HOSTS: Final = frozenset({"doi.org", "dx.doi.org"})
_DOI_IN_PATH: Final = re.compile(rf"/({DOI})", re.ASCII)
# What publishers' addresses put behind the DOI: the kind of page, and an article's number of their own.
_DOI_TAIL: Final = re.compile(
    r"(?:[/.](?:full(?:[-.]?text)?|abstract|summary|e?pdf(?:plus|\+html)?|meta|x?html?|references|citations?"
    r"|(?:figures|tables)(?:/\d{1,3})?|supplementary-material|suppl(?:_file/.*)?|download)|;jsessionid=[^/]*|&[^/]*)+$",
    re.ASCII | re.IGNORECASE,
)
_ARTICLE_NUMBER: Final = re.compile(
    r"(?<=[^/])/[1-9]\d{5,8}(?:/[^/]*)?$", re.ASCII
)  # and its title, as Silverchair has them
# Publishers whose addresses name an article by a part of its DOI: host, path, what makes the DOI of it.
_DOI_PARTS: Final = (
    (
        "nature.com",
        re.compile(
            r"/articles/((?:s\d{5}-|nature|n[a-z]+\.?\d|srep|ncomms)[\w.-]+?)(?:(?:_reference)?\.pdf)?(?:/|$)"
        ),
        "10.1038/",
    ),
    (
        "elifesciences.org",
        re.compile(r"/(?:articles|reviewed-preprints)/(\d{5,6})(?:v\d+)?(?:/|$)"),
        "10.7554/elife.",
    ),
    (
        "biorxiv.org",
        re.compile(
            r"/(?:content/biorxiv/early(?:/\d+){3}|cgi/content/\w+)/((?:\d{4}(?:\.\d\d){2}\.)?\d{6,8})(?=\D|$)"
        ),
        "10.1101/",
    ),
    # The ACL's own: of its main conferences, which have DOIs since 2016.
    (
        "aclanthology.org",
        re.compile(
            r"/((?:20\d\d\.(?:acl|emnlp|naacl|eacl|aacl|findings|conll)-[\w]+\.\d+|[PDNEK]1[6-9]-\d{4}))(?:v\d)?(?:\.pdf|/|$)"
        ),
        "10.18653/v1/",
    ),
)
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|source|(?:from_?)?rss", re.IGNORECASE)
# Fragments that tell where a click came from, not which part of the page is meant.
_TRACKING_PART: Final = re.compile(
    r"|\d{1,3}|(?:from)?[-_]?rss|:~:.*|(?:xtor|utm_\w+|ref|source|ftag|tk|echobox|mc_[ce]id)=.*|comments?|respond",
    re.IGNORECASE,
)


def link_id(link: str) -> str | None:
    """The id of a web address: a registry's where it names one, else `url:<hash>`; None if it is no address."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a malformed IPv6 address
        return None
    if not host or any(c.isspace() for c in link):
        return None
    path, query = unquote(parts.path).strip(), parse_qsl(parts.query, keep_blank_values=True)
    if registered := _registered(host, path, query):
        return registered
    wanted = sorted((name, value) for name, value in query if not _TRACKING.fullmatch(name))
    pairs = urlencode(wanted, errors="surrogatepass")  # halves of characters come from texts that were cut
    part = "" if _TRACKING_PART.fullmatch(parts.fragment) else f"#{parts.fragment}"
    return hashed(f"{host}{path.rstrip('/')}?{pairs}{part}")


def is_known_host(host: str) -> bool:
    """Whether addresses of this host are told without `https://`."""
    host = host.removeprefix("www.")
    return bool(_ARXIV_HOSTS.fullmatch(host)) or host in _DOI_HOSTS or host == "openreview.net"


def hashed(text: str) -> str:
    """`url:<hash>`."""
    return f"url:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _registered(host: str, path: str, query: Sequence[tuple[str, str]]) -> str | None:
    named = (_IN_PATH.search(path) if _ARXIV_HOSTS.fullmatch(host) else None) or _NAMED_IN_PATH.search(path)
    if named and (number := arxiv_id(named["id"])):
        return number
    whole = "&".join((path, *(value for _, value in query)))
    if (quoted := _QUOTED.search(whole)) and (number := arxiv_id(quoted["id"])):
        return number
    if (coded := _BIBCODE.search(path)) and (number := arxiv_id(f"{coded[1]}.{coded[2]}")):
        return number
    if host == "openreview.net":
        return openreview_id(next((value for name, value in query if name == "id"), ""))
    return _doi(host, path, query)


def _doi(host: str, path: str, query: Sequence[tuple[str, str]]) -> str | None:
    if found := _DOI_IN_PATH.search(path):
        doi = found[1]
        if host not in _DOI_HOSTS:
            doi = _DOI_TAIL.sub("", doi)
            glued = doi.count("/") > 1 and path[: found.start()].endswith("/doi")
            doi = _ARTICLE_NUMBER.sub("", doi) if glued else doi
        return doi_id(doi)
    for site, article, start in _DOI_PARTS:
        if host == site and (part := article.match(path)):
            return doi_id(start + part[1])
    # PLOS and others: /article?id=10.1371/journal.pone.0000000
    said = (doi_id(value) for name, value in query if name.lower() in {"id", "doi"})
    return next(filter(None, said), None)
