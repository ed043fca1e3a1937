"""The web pages of a paper beside the one that its title links to. Pure."""

from typing import Final, NamedTuple

from bot.model.paper import Candidate

_ARXIV: Final = "arxiv:"
_OPENREVIEW: Final = "openreview:"
_HUGGING_FACE: Final = "huggingface"  # the source whose pages are at hand for what it listed
# As every listing of Hugging Face's has it; asked for by whoever looks at the picture, never by Paperboy.
_THUMBNAILS: Final = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers"


class Page(NamedTuple):
    """A page: what it is, and its address."""

    name: str
    url: str


def pages(candidate: Candidate) -> tuple[Page, ...]:
    """The PDF and the Hugging Face page, as far as they are known; the title's own page is not among them."""
    paper = candidate.paper
    found = []
    if number := _after(_ARXIV, paper.id):
        found.append(Page("PDF", f"https://arxiv.org/pdf/{number}"))
    elif number := _after(_OPENREVIEW, paper.id):
        found.append(Page("PDF", f"https://openreview.net/pdf?id={number}"))
    if number := _listed_number(candidate):
        found.append(Page("Hugging Face page", f"https://huggingface.co/papers/{number}"))
    return tuple(page for page in found if page.url != paper.url)


def picture(candidate: Candidate) -> str:
    """The address of the paper's thumbnail, "" where there is none."""
    number = _listed_number(candidate)
    return f"{_THUMBNAILS}/{number}.png" if number else ""


def _listed_number(candidate: Candidate) -> str:
    return _after(_ARXIV, candidate.paper.id) if _HUGGING_FACE in candidate.signals.sources else ""


def _after(prefix: str, paper_id: str) -> str:
    return paper_id.removeprefix(prefix) if paper_id.startswith(prefix) else ""
