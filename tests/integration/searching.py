"""Papers for the tests of index and search: a few made by hand, and real ones."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from storage.store import SqliteStore

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
NOW_DAY = NOW.date()


def made(number: int, title: str, abstract: str = "", **more: object) -> Paper:
    return Paper(
        id=f"arxiv:2611.{number:05}",
        title=title,
        url=f"https://arxiv.org/abs/2611.{number:05}",
        abstract=abstract,
        **more,  # type: ignore[arg-type]
    )


def listed(
    papers: Iterable[Paper], *, day: date = NOW_DAY, upvotes: Sequence[int] = (0,), at: datetime = NOW
) -> Fetched:
    """What Hugging Face answers when these papers are a day's list."""
    papers = tuple(papers)
    listings = tuple(
        Listing(
            paper_id=paper.id,
            source="huggingface",
            list_date=day,
            rank=rank,
            observed=at,
            upvotes=upvotes[rank % len(upvotes)],
        )
        for rank, paper in enumerate(papers)
    )
    return Fetched(papers=papers, listings=listings, cursor="1")


async def add(
    store: SqliteStore,
    papers: Iterable[Paper],
    *,
    day: date = NOW_DAY,
    upvotes: Sequence[int] = (0,),
    at: datetime = NOW,
) -> None:
    await store.papers.ingest("huggingface", listed(papers, day=day, upvotes=upvotes, at=at), at)


def real_papers(shared: Path, count: int) -> list[Paper]:
    """Distinct real papers, with what fields ask for made up from their place."""
    found: dict[str, Paper] = {}
    for file in sorted((shared / "data" / "hf_daily_papers").glob("2025*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).decode("utf-8").splitlines():
            body = json.loads(line)["body"]
            for item in body if isinstance(body, list) else ():
                paper = item.get("paper", {}) if isinstance(item, dict) else {}
                if len(found) < count and paper.get("summary") and paper["id"] not in found:
                    found[paper["id"]] = made(
                        len(found),
                        " ".join(paper["title"].split()),
                        " ".join(paper["summary"].split()),
                        authors=tuple(author["name"] for author in paper["authors"]),
                        organization=("", "Meta AI", "Tsinghua University")[len(found) % 3],
                        categories=(("cs.CL", "cs.LG"), ("cs.CV",), ())[len(found) % 3],
                        code_url="https://github.com/a/b" * (len(found) % 4 == 0),
                    )
        if len(found) >= count:
            break
    return list(found.values())


def days_ago(days: int) -> date:
    return NOW.date() - timedelta(days=days)
