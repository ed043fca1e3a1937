"""Similar papers: quality on real papers, and time at 100,000 papers: `python -m bench.similar [--papers N]`.

Two sets. Every paper of the five saved pages is a query; relevant are those that stand on a page with it. And 400
papers drawn from those listed in shared/data since October 2025 (the weights of `bot.search.alike` were chosen on
those before); relevant are those of all papers that share a keyword with it, as Hugging Face names them. nDCG@10 with
binary gains and the discount 1/log2(rank + 1), against the best order there could be.
"""

import argparse
import asyncio
import math
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from statistics import fmean

from adapters import embedding
from bench.catalogue import library
from bench.corpus import real_papers
from bench.described import described
from bench.seeds import distinct, pages
from bench.table import Figure, percentile, show
from bot.model.paper import Listing, Paper
from bot.ports import Fetched, Store
from bot.search.alike import alike
from bot.search.meaning import Meaning
from bot.search.searcher import SIMILAR
from storage.store import SqliteStore, open_store

DEPTH = 10
HELD_OUT = "2025-10"  # first month of the papers that no weight was chosen on
LEAST = 3  # keywords of a paper that is asked for
QUERIES = 400
NOW = datetime(2026, 4, 30, 12, tzinfo=UTC)


async def quality(meaning: Meaning | None = None) -> Figure:
    papers, places = distinct(pages())
    relevant = [
        {n for n, other in enumerate(places) if n != at and other & mine} for at, mine in enumerate(places)
    ]
    gains = await _gains(papers, dict(enumerate(relevant)), meaning)
    name = f"nDCG@{DEPTH} on the saved pages{', with the model' if meaning else ''}"
    return Figure(name, fmean(gains), "", 0.56, least=True, note=f"{len(gains)} papers as queries")


async def keywords(meaning: Meaning | None = None) -> Figure:
    papers = real_papers()
    said = described()
    places = {paper.id: place for place, paper in enumerate(papers)}
    sharing = defaultdict(set)
    for paper, each in said.items():
        for keyword in each.keywords:
            sharing[keyword].add(places[paper])
    able = sorted(paper for paper, each in said.items() if each.day >= HELD_OUT and len(each.keywords) >= LEAST)
    asked = {}
    for paper in random.Random(5).sample(able, QUERIES):
        others = set().union(*(sharing[keyword] for keyword in said[paper].keywords)) - {places[paper]}
        if others:
            asked[places[paper]] = others
    gains = await _gains(papers, asked, meaning)
    name = f"nDCG@{DEPTH} on shared keywords{', with the model' if meaning else ''}"
    return Figure(name, fmean(gains), "", 0.24, least=True, note=f"{len(gains)} papers as queries")


async def _gains(
    papers: Sequence[Paper], relevant: Mapping[int, set[int]], meaning: Meaning | None
) -> Sequence[float]:
    """Of each query (a place in `papers`) that has relevant ones."""
    async with stored(papers) as store:
        key_of = {each.paper.id: each.key for each in await store.papers.by_id([paper.id for paper in papers])}
        keys = [key_of.get(paper.id, 0) for paper in papers]  # of two that are one paper only one has a key
        gains = []
        for place, others in relevant.items():
            wanted = {keys[other] for other in others}
            hits = await _similar(store, keys[place], meaning) if keys[place] else ()
            best = sum(1 / math.log2(rank + 2) for rank in range(min(DEPTH, len(wanted))))
            found = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(hits) if hit in wanted)
            gains += [found / best] if best else []
    return gains


@asynccontextmanager
async def stored(papers: Sequence[Paper]) -> AsyncIterator[SqliteStore]:
    """A store in memory with these papers, all of one day's list."""
    async with open_store(":memory:") as store:
        listings = tuple(
            Listing(paper_id=paper.id, source="bench", list_date=date(2026, 4, 30), rank=1, observed=NOW)
            for paper in papers
        )
        await store.papers.ingest("bench", Fetched(papers=tuple(papers), listings=listings, cursor="1"), NOW)
        await store.index.repair()
        yield store


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
    figures = [asyncio.run(quality()), asyncio.run(keywords()), asyncio.run(speed(sizes.papers))]
    if model := embedding.configured():
        figures += [asyncio.run(measure(Meaning(model))) for measure in (quality, keywords)]
    show("papers like a paper, from the text alone", figures)


if __name__ == "__main__":
    main()
