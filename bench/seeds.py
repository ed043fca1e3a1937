"""The five saved pages (shared/seeds): their papers, and which of them stand on a page together."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import SHARED
from bot.model.paper import Paper
from bot.papers.identity import title_key

_BANNER = re.compile(
    r".*trending papers.*|new|Subscribe|Daily Papers|by.*research community.*|[A-Z][a-z]{2} \d{1,2}", re.IGNORECASE
)


def pages() -> list[list[Paper]]:
    """The papers of each page in order."""
    files = sorted((SHARED / "seeds").glob("*.txt"))
    if not files:
        sys.exit("This benchmark needs the saved pages (../shared/seeds), which are not here.")
    return [list(_papers(file)) for file in files]


def distinct(found: Sequence[Sequence[Paper]]) -> tuple[list[Paper], list[set[int]]]:
    """Each paper once, and the pages that it is on."""
    papers: dict[str, Paper] = {}
    places: dict[str, set[int]] = {}
    for page, listed in enumerate(found):
        for paper in listed:
            papers.setdefault(paper.id, paper)
            places.setdefault(paper.id, set()).add(page)
    return list(papers.values()), [places[paper_id] for paper_id in papers]


def _papers(file: Path) -> Iterator[Paper]:
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    while _BANNER.fullmatch(lines[0]):
        del lines[0]
    lines[0] = lines[0].removeprefix("Subscribe")
    for title, abstract in zip(lines[::2], lines[1::2], strict=False):
        yield Paper(id=f"url:{title_key(title)}", title=title, url="https://example.org/", abstract=abstract)
