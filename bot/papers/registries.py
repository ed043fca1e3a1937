"""Registries' ids (arXiv, DOI, OpenReview): which texts are one, and its one spelling. Pure."""

import re
from typing import Final

# Identifiers: https://info.arxiv.org/help/arxiv_identifier.html (four digits up to 1412, five since 1501).
_NEW: Final = r"(?:\d\d(?:0[1-9]|1[0-2])\.\d{4,5})"
_ARCHIVES: Final = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
_OLD: Final = rf"(?:(?:{_ARCHIVES})(?:\.[a-z-]{{2,12}})?/\d\d(?:0[1-9]|1[0-2])\d{{3}})"
ARXIV: Final = rf"(?P<id>{_NEW}|{_OLD})(?:v\d{{1,3}})?"  # a regular expression, in any case
# As the stamp on every arXiv PDF has it: 2401.01234v1 [cs.LG] 26 Jan 2024
_STAMPED: Final = re.compile(
    rf"{ARXIV}(?:\.pdf)?(?:\s*\[[\w.\s-]+\](?:\s*\d{{1,2}} [a-z]{{3,9}} \d{{4}})?)?", re.ASCII | re.IGNORECASE
)
_ARXIV_DOI: Final = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
# https://www.crossref.org/blog/dois-and-matching-regular-expressions/; those made of a SICI hold <0283:FAOTI>
_DOI_SIGN: Final = r"[^\s<>\"\ud800-\udfff]"  # halves of characters come from texts that were cut
DOI: Final = rf"10\.\d{{4,9}}/(?:{_DOI_SIGN}|<\d{_DOI_SIGN}*>)+"  # a regular expression
LONGEST: Final = 1_000  # bytes of a DOI: none in use has a third, and ids are kept in an index that takes 2,700
_DOI: Final = re.compile(DOI, re.ASCII)
_BIORXIV: Final = re.compile(r"(10\.(?:1101|64898)/[\d.]+\d)(?:v\d+)?(?:\..*)?")  # bioRxiv and medRxiv, vN dropped
_OPENREVIEW: Final = re.compile(r"[A-Za-z0-9_-]{5,40}")


def arxiv_id(text: str) -> str | None:
    """`arxiv:…` without a version, for a number in any of its spellings."""
    found = _STAMPED.fullmatch(text)
    if not found:
        return None
    archive, slash, number = found["id"].lower().partition("/")
    if not slash:
        return f"arxiv:{archive}" if len(archive) == (9 if archive < "1501" else 10) else None
    return f"arxiv:{archive.partition('.')[0]}/{number}"


def doi_id(text: str) -> str | None:
    """`doi:…` in lower case (a DOI has none), without the punctuation of the sentence that it stood in."""
    if _ARXIV_DOI.match(text):
        return arxiv_id(_ARXIV_DOI.sub("", text))
    found = _DOI.match(text.partition("?")[0].partition("#")[0])
    if not found:
        return None
    doi = found[0].rstrip(".,;:'\"").lower()
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;")
    preprint = _BIORXIV.fullmatch(doi)
    doi = preprint[1] if preprint else doi
    if len(doi.encode(errors="replace")) > LONGEST:  # a link to it is known by the link
        return None
    return f"doi:{doi}" if _DOI.fullmatch(doi) else None


def openreview_id(text: str) -> str | None:
    """`openreview:…`."""
    return f"openreview:{text}" if _OPENREVIEW.fullmatch(text) else None
