"""Similar papers: quality on the saved pages, and time at 100,000 papers: `python -m bench.similar [--papers N]`.

Every paper of the five saved pages is a query; relevant are those that stand on a page with it. nDCG@10 with
binary gains and the discount 1/log2(rank + 1), against the best order there could be.
"""

import argparse
import asyncio
import math
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

from adapters import embedding
from bench.catalogue import library
from bench.seeds import distinct, pages
from bench.table import Figure, percentile, show
from bot.model.paper import Listing
from bot.ports import Fetched, Store
from bot.search.alike import alike
from bot.search.meaning import Meaning
from bot.search.searcher import SIMILAR
from storage.store import open_store

DEPTH = 10
NOW = datetime(2026, 4, 30, 12, tzinfo=UTC)


async def quality(meaning: Meaning | None = None) -> Figure:
    papers, places = distinct(pages())
    async with open_store(":memory:") as store:
        listings = tuple(
            Listing(paper_id=paper.id, source="seeds", list_date=date(2026, 4, 30), rank=1, observed=NOW)
            for paper in papers
        )
        await store.papers.ingest("seeds", Fetched(papers=tuple(papers), listings=listings, cursor="1"), NOW)
        await store.index.repair()
        keys = {each.paper.id: each.key for each in await store.papers.by_id([paper.id for paper in papers])}
        at = {keys[paper.id]: place for place, paper in enumerate(papers)}
        gains = []
        for key, place in at.items():
            relevant = {k for k, other in at.items() if k != key and places[place] & places[other]}
            hits = await _similar(store, key, meaning)
            best = sum(1 / math.log2(rank + 2) for rank in range(min(DEPTH, len(relevant))))
            found = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(hits) if hit in relevant)
            gains += [found / best] if best else []
    note = f"{len(papers)} papers as queries"
    with_model = ", with the model" if meaning else ""
    return Figure(
        f"nDCG@{DEPTH} on the saved pages{with_model}", sum(gains) / len(gains), "", 0.56, least=True, note=note
    )


async def _similar(store: Store, key: int, meaning: Meaning | None) -> Sequence[int]:
    """As `bot.search.searcher` does it."""
    (mine,) = await store.papers.by_key([key])
    hits = await alike(mine, store.index, store.papers, SIMILAR)
    if meaning is None:
        return [hit.key for hit in hits][:DEPTH]
    others = await store.papers.by_key([hit.key for hit in hits])
    return (await meaning.order(mine, hits, others))[:DEPTH]


async def speed(papers: int) -> Figure:
    async with open_store(await library(papers)) as store:
        await _similar(store, 1, None)
        times = []
        for key in range(1, papers, max(1, papers // 100)):
            started = time.perf_counter()
            await _similar(store, key, None)
            times.append((time.perf_counter() - started) * 1e3)
    note = f"p50 {percentile(times, 50):.1f}"
    return Figure(f"one paper among {papers:,}, p95", percentile(times, 95), "ms", 100, note=note)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=100_000)
    sizes = parser.parse_args(arguments)
    figures = [asyncio.run(quality()), asyncio.run(speed(sizes.papers))]
    if model := embedding.configured():
        figures.append(asyncio.run(quality(Meaning(model))))
    show("papers like a paper, from the text alone", figures)


if __name__ == "__main__":
    main()
