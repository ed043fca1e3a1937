"""Where else a paper is: a link for each source and registry that has it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from bot.model.paper import Candidate
from bot.papers.identity import url_of

_REGISTRIES: Final = {"arxiv": "arXiv", "doi": "DOI", "openreview": "OpenReview"}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page about the paper, and whose it is."""

    name: str
    url: str


def elsewhere(candidate: Candidate, ids: Iterable[str]) -> tuple[Elsewhere, ...]:
    """The registries' pages first, then the sources' and the paper's own; each address once.

    `ids` are all that the paper goes by.
    """
    paper, found = candidate.paper, []
    known = sorted({paper.id, *ids}, key=lambda each: (each != paper.id, each))
    found += [
        Elsewhere(_REGISTRIES[scheme], url)
        for each in known
        if (scheme := _scheme(each)) and (url := url_of(each))
    ]
    arxiv = next((each.removeprefix("arxiv:") for each in known if each.startswith("arxiv:")), "")
    if arxiv:
        number = quote(arxiv, safe="/", errors="replace")  # an id may be cut in a character
        found.append(Elsewhere("PDF at arXiv", f"https://arxiv.org/pdf/{number}"))
        if "huggingface" in candidate.signals.sources:
            found.append(Elsewhere("Hugging Face", f"https://huggingface.co/papers/{number}"))
    found.append(Elsewhere(_host(paper.url), paper.url))
    if paper.code_url:
        found.append(Elsewhere("Code", paper.code_url))
    return _once(found)


def _scheme(paper_id: str) -> str:
    scheme = paper_id.partition(":")[0]
    return scheme if scheme in _REGISTRIES else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _once(found: Sequence[Elsewhere]) -> tuple[Elsewhere, ...]:
    """Those with a web address, the first of each."""
    by_url = {each.url: each for each in reversed(found) if each.url.startswith(("http://", "https://"))}
    return tuple(each for each in found if by_url.get(each.url) is each)
