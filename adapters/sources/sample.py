"""The bundled sample: some thirty well-known papers, for when there is no internet."""

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from adapters.sources.common.web import Web
from adapters.sources.parse import values
from bot.model.paper import SAMPLE, Listing, Paper
from bot.model.source_set_up import Given
from bot.papers.identity import canonical_id, url_of, weak_id
from bot.ports import Clock, Fetched

ONCE: Final = 86_400.0  # seconds; it never changes
GIVES: Final = (Given.UPVOTES,)


def configured() -> bool:
    """It is never asked unless named: it serves where nothing else does."""
    return False


def build(web: Web, clock: Clock) -> "Sample":  # noqa: ARG001 -- the convention's
    """The source; it needs nothing."""
    return Sample()


class Sample:
    """A source that lists its papers once."""

    name = SAMPLE

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """All papers at first, then none."""
        if cursor:
            return Fetched(cursor=cursor, note="the sample never changes", retry_after=ONCE)
        return sample(now)


def sample(now: datetime) -> Fetched:
    """The papers, listed today so that they can be picked; their own dates and upvotes are true."""
    day = now.astimezone(UTC).date()
    papers, listings = list[Paper](), list[Listing]()
    for rank, row in enumerate(sorted(_rows(), key=lambda row: -int(row["upvotes"])), start=1):
        paper_id = canonical_id(row["id"]) or weak_id(row["title"])
        papers.append(
            Paper(
                id=paper_id,
                title=row["title"],
                url=url_of(paper_id),
                abstract=row["summary"],
                authors=tuple(row["authors"]),
                published=values.day(row["published"]),
                tldr=row["summary"],
                keywords=tuple(row["keywords"]),
                described_by=SAMPLE,
            )
        )
        listings.append(
            Listing(
                paper_id=paper_id, source=SAMPLE, list_date=day, rank=rank, observed=now, upvotes=row["upvotes"]
            )
        )
    return Fetched(papers=tuple(papers), listings=tuple(listings), cursor="read", retry_after=ONCE)


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(files(__package__).joinpath("sample.json").read_text(encoding="utf-8"))
    return rows
