"""Search for what is not remembered word by word: `python -m bench.finding [--items N]`.

The corpus is that of bench.known_item. Each text is typed into `bot.search.searcher.Search` as it stands; MRR@10 is the
mean of 1/rank of the paper it was made from, 0 if it is not among the first ten.

* A summary: the paper's sentence by Hugging Face, without its names (words with a capital inside, capitals or a
  number, and the name before a title's colon).
* A question: "how do you …?" around the first six words of that sentence that say something.
* A title: with 30 % of its words exchanged for words of other titles.
* A theme: a keyword that Hugging Face gave to between 5 and 60 papers; nDCG@20, the papers with it being the relevant
  ones.
* Two names: acronyms that at least five papers explain, nine of ten in the same way; of the papers that have acronym or
  words, the share that either finds, and finds once its offer (`bot.search.other_names`) is accepted.
"""

import argparse
import asyncio
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

from adapters import embedding
from bench.described import Described, described
from bench.known_item import NOW, corpus
from bench.search import content
from bench.similar import stored
from bench.table import Figure, show
from bot.errors import QueryError
from bot.query.parser import parse
from bot.search.other_names import OtherNames
from bot.search.searcher import Search
from bot.text.stopwords import STOP_WORDS
from storage.store import SqliteStore

DEPTH, THEME_DEPTH = 10, 20
EXCHANGED = 0.3
ASKED = 6  # words of a question
FEWEST, MOST = 5, 60  # papers with a theme
EXPLAINED, AGREED = 5, 0.9
ALL = 100_000  # papers
_NAME = re.compile(r"\b\w*(?:[a-z][A-Z]|[A-Z]{2}|\d)\w*\b")
_GIVEN = re.compile(r"((?:[A-Za-z-]+ ){2,6})\(([A-Z][A-Za-z]*[A-Z])s?\)")


def unnamed(each: Described) -> str:
    """The summary without its names."""
    name, colon, _ = each.title.partition(":")
    own = set(name.split()) if colon and len(name.split()) < len(("two", "words", "yet")) else set()
    return " ".join(word for word in _NAME.sub("", each.summary).split() if word.strip(".,") not in own)


def question(each: Described) -> str:
    words = [word for word in re.findall(r"\b[a-z]{4,}\b", unnamed(each).lower()) if word not in STOP_WORDS]
    return f"how do you {' '.join(words[:ASKED])}?"


def exchanged(each: Described, words: Sequence[str], draw: random.Random) -> str:
    title = each.title.split()
    for at in draw.sample(range(len(title)), max(1, round(EXCHANGED * len(title)))):
        title[at] = draw.choice(words)
    return " ".join(title)


async def found(searcher: Search, text: str, depth: int) -> Sequence[str]:
    try:
        return [match.candidate.paper.id for match in (await searcher.search(text, NOW, limit=depth)).matches]
    except QueryError:
        return ()


async def mrr(
    name: str, searcher: Search, texts: Mapping[str, str], target: float, nothing_target: float = 0.0
) -> Iterator[Figure]:
    """How high the papers stand, and how many texts find nothing at all."""
    gains, nothing = [], 0
    for paper, text in texts.items():
        ids = await found(searcher, text, DEPTH)
        gains.append(1 / (1 + ids.index(paper)) if paper in ids else 0.0)
        nothing += not ids
    figures = [Figure(f"{name}, MRR@{DEPTH}", fmean(gains), "", target, least=True)]
    if nothing_target:
        figures.append(Figure(f"{name}, nothing found", nothing / len(texts), "", nothing_target))
    return iter(figures)


async def themes(searcher: Search, said: Mapping[str, Described], count: int, draw: random.Random) -> Figure:
    with_it: defaultdict[str, set[str]] = defaultdict(set)
    for paper, each in said.items():
        for keyword in each.keywords:
            with_it[keyword].add(paper)
    able = sorted(keyword for keyword, papers in with_it.items() if FEWEST <= len(papers) <= MOST)
    gains = []
    for keyword in draw.sample(able, min(count, len(able))):
        ids, relevant = await found(searcher, keyword, THEME_DEPTH), with_it[keyword]
        got = sum(1 / math.log2(rank + 2) for rank, paper in enumerate(ids) if paper in relevant)
        gains.append(got / sum(1 / math.log2(rank + 2) for rank in range(min(THEME_DEPTH, len(relevant)))))
    note = f"{len(gains)} keywords"
    return Figure(f"a theme, nDCG@{THEME_DEPTH}", fmean(gains), "", 0.33, least=True, note=note)


def two_names(texts: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Acronyms with what they stand for, read by a rule of the benchmark's own: the letters begin the words."""
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for before, short in _GIVEN.findall(text):
            words = before.replace("-", " ").lower().split()[-len(short) :]
            if "".join(word[0] for word in words) == short.lower():
                said[short][" ".join(words)] += 1
    best = {short: counts.most_common(1)[0] for short, counts in said.items()}
    return [
        (short, words)
        for short, (words, count) in sorted(best.items())
        if count >= EXPLAINED and count >= AGREED * said[short].total()
    ]


async def union(store: SqliteStore, pairs: Sequence[tuple[str, str]]) -> Sequence[Figure]:
    names = OtherNames(store.index, store.papers)

    async def keys(text: str) -> set[int]:
        return {hit.key for hit in (await store.index.search(parse(text), limit=ALL)).hits}

    alone: defaultdict[str, list[float]] = defaultdict(list)
    accepted: defaultdict[str, list[float]] = defaultdict(list)
    for short, words in pairs:
        whole = await keys(short) | await keys(f'"{words}"')
        for kind, text in (("an acronym", short), ("its words", f'"{words}"')):
            mine = await keys(text)
            alone[kind].append(len(mine) / len(whole))
            for other in await names.of(text):
                mine |= await keys(other)
            accepted[kind].append(len(mine & whole) / len(whole))
    note = f"{len(pairs)} acronyms"
    return [
        *(Figure(f"{kind} alone, of the papers with either", fmean(all_), "") for kind, all_ in alone.items()),
        *(
            Figure(f"{kind}, offers accepted", fmean(all_), "", 0.95, least=True, note=note)
            for kind, all_ in accepted.items()
        ),
    ]


async def figures(items: int, searching: Callable[[SqliteStore], Search]) -> Sequence[Figure]:
    papers, said, draw = corpus(), described(), random.Random(4)
    async with stored(papers) as store:
        searcher = searching(store)
        there = {each.paper.id for each in await store.papers.by_id([paper.id for paper in papers])}
        able = sorted(paper for paper, each in said.items() if each.summary and paper in there)
        chosen = {paper: said[paper] for paper in draw.sample(able, items)}
        pool = [word for paper in papers for word in content(paper.title)]
        summaries = {paper: unnamed(each) for paper, each in chosen.items()}
        titles = {paper: exchanged(each, pool, draw) for paper, each in chosen.items()}
        questions = {paper: question(each) for paper, each in chosen.items()}
        return [
            *await mrr("a summary without names", searcher, summaries, 0.95, 0.01),
            *await mrr("a question in plain words", searcher, questions, 0.56),
            *await mrr("a title with 30 % exchanged", searcher, titles, 0.93),
            await themes(searcher, said, items, draw),
            *await union(store, two_names([f"{paper.title}. {paper.abstract}" for paper in papers])),
        ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=400)
    items = parser.parse_args(arguments).items
    ways = {"": None, ", with word vectors": embedding.configured()}
    for way, model in ways.items():
        if model or not way:
            found = figures(items, lambda store, model=model: Search(store.index, store.papers, model))
            show(f"finding, on real papers{way}", asyncio.run(found))


if __name__ == "__main__":
    main()
