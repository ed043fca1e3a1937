"""Known-item search: somebody remembers words of a paper and wants that paper: `python -m bench.known_item`.

The corpus: every distinct paper of shared/data and shared/seeds. An item: a paper drawn at random, and so
many words drawn at random from the distinct content words of its title and abstract, typed side by side,
which asks for all of them. Content words: letters only, at least four, no stop words, and in no more than
COMMON of all papers (`model` and `results` are what nobody remembers a paper by). The typed text goes through
`bot.search.searcher.Search`, with all that it does. MRR: the mean of 1/rank of the paper, 0 if it is not among the
first 50. With typos: one slip in each word, a letter left out, one too many, two swapped or another one,
never in the first letter.
"""

import argparse
import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from bench.corpus import real_papers
from bench.search import content, mistyped
from bench.seeds import distinct, pages
from bench.table import Figure, show
from bot.model.paper import Listing, Paper
from bot.papers.identity import title_key
from bot.ports import Fetched
from bot.search.searcher import Search
from bot.text.tokens import stem
from storage.store import SqliteStore, open_store

DEPTH = 50
COMMON = 0.3  # of the papers have the word in any of its forms
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def corpus() -> list[Paper]:
    """Each paper once, by its title."""
    found = {title_key(paper.title): paper for paper in (*distinct(pages())[0], *real_papers())}
    return list(found.values())


def telling(papers: Sequence[Paper]) -> list[tuple[str, list[str]]]:
    """Each paper's id and content words."""
    found = [(paper.id, content(f"{paper.title} {paper.abstract}")) for paper in papers]
    spread = Counter(term for _, words in found for term in {stem(word) for word in words})
    return [
        (paper, [word for word in words if spread[stem(word)] <= COMMON * len(papers)]) for paper, words in found
    ]


async def mrr(
    store: SqliteStore, items: Sequence[tuple[str, list[str]]], words: int, count: int, *, typos: bool
) -> float:
    draw, searcher, total = random.Random(words * 2 + typos), Search(store.index, store.papers), 0.0
    able = [item for item in items if len(item[1]) >= words]
    for paper, remembered in draw.sample(able, count):
        typed = draw.sample(remembered, words)
        if typos:
            typed = [mistyped(word, draw) for word in typed]
        found = await searcher.search(" ".join(typed), NOW, limit=DEPTH)
        ids = [match.candidate.paper.id for match in found.matches]
        total += 1 / (1 + ids.index(paper)) if paper in ids else 0.0
    return total / count


async def run(items: int) -> None:
    papers = corpus()
    async with open_store(":memory:") as store:
        listings = tuple(
            Listing(paper_id=paper.id, source="bench", list_date=date(2026, 4, 30), rank=1, observed=NOW)
            for paper in papers
        )
        await store.papers.ingest("bench", Fetched(papers=tuple(papers), listings=listings, cursor="1"), NOW)
        await store.index.repair()
        papers = [each.paper for each in await store.papers.by_id([paper.id for paper in papers])]
        known = telling(list({paper.id: paper for paper in papers}.values()))
        figures = [
            Figure("4 words, MRR", await mrr(store, known, 4, items, typos=False), "", 0.892, least=True),
            Figure(
                "4 words with a typo in each, MRR",
                await mrr(store, known, 4, items, typos=True),
                "",
                0.853,
                least=True,
            ),
            Figure("6 words, MRR", await mrr(store, known, 6, items, typos=False), "", 0.997, least=True),
        ]
    show(f"known-item search, {len(papers):,} real papers, {items} items each", figures)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000)
    asyncio.run(run(parser.parse_args(arguments).items))


if __name__ == "__main__":
    main()
