"""Papers in the shapes of Hugging Face's API. Fields that nobody here knows are left out, as the original does."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.model.paper import Candidate

_ARXIV = "arxiv:"


def paper_id(candidate: Candidate) -> str:
    """Of arXiv's papers the number alone."""
    return candidate.paper.id.removeprefix(_ARXIV)


def paper_shape(candidate: Candidate) -> dict[str, Any]:
    """A paper, as `/api/papers/{id}` gives it."""
    paper, signals = candidate.paper, candidate.signals
    said: dict[str, Any] = {
        "id": paper_id(candidate),
        "authors": [{"name": name, "hidden": False} for name in paper.authors],
        "publishedAt": _instant(paper.published or signals.first_listed),
        "submittedOnDailyAt": _instant(signals.first_listed),
        "title": paper.title,
        "summary": paper.abstract,
        "upvotes": signals.upvotes,
    }
    if paper.tldr:
        said["ai_summary"] = paper.tldr
    if paper.keywords:
        said["ai_keywords"] = list(paper.keywords)
    if paper.code_url:
        said["githubRepo"] = paper.code_url
        said["githubStars"] = paper.stars
    if paper.organization:
        said["organization"] = _organization(paper.organization)
    if paper.withdrawn:
        said["withdrawnAt"] = _instant(signals.last_listed)
    return said


def item_shape(candidate: Candidate) -> dict[str, Any]:
    """A list's item: the paper within what the list says of it."""
    paper, signals = candidate.paper, candidate.signals
    said: dict[str, Any] = {
        "paper": paper_shape(candidate),
        "publishedAt": _instant(signals.first_listed),
        "title": paper.title,
        "summary": paper.abstract,
        "numComments": signals.comments,
        "isAuthorParticipating": False,
    }
    if paper.organization:
        said["organization"] = _organization(paper.organization)
    return said


def items(papers: Sequence[Candidate]) -> list[dict[str, Any]]:
    """A list."""
    return [item_shape(each) for each in papers]


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"


def _organization(name: str) -> dict[str, str]:
    return {"name": name, "fullname": name}
