"""Matching at scale: 1,000,000 channels that share 50,000 distinct queries, against 1,000 new papers, on one core.

`python -m bench.matching [--channels N] [--queries N] [--papers N] [--seen N] [--compare N]`
The papers are recombined from real ones (`bench.corpus`), the queries made of words of real titles
(`bench.asked`). Every step is the planner's own code: `parse`, `DayPapers`, `Rankings.of`, `Shortlist`. Five nights
with papers of their own; the quickest counts, so that a neighbour's noise is not taken for ours. As in a running bot,
queries are parsed when subscribed to and papers are read when they arrive (`Poller`); both are measured by themselves.
"""

import argparse
import gc
import random
import sqlite3
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from bench.asked import nested, queries
from bench.corpus import LAST_DAY, real_papers, recombined
from bench.table import Figure, show
from bot.errors import QueryError
from bot.matching.bits import from_places
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.paper import Candidate, Paper
from bot.query.parser import parse
from bot.query.tree import Query
from bot.ranking.rankings import Rankings
from bot.ranking.shortlist import Shortlist
from bot.text.document import document, read_ahead
from storage.gc_pause import asleep
from tests.reference import matches

PICKS = 5
NIGHTS = 5
RANKED = "SELECT rowid FROM paper WHERE paper MATCH ? ORDER BY rank LIMIT ?"
FTS_SAMPLE = 2_000  # channels measured with one FTS5 query each; the rest is extrapolated
COMPARED_PAPERS = 25  # real papers against which nested queries are compared with the slow reference


@dataclass(frozen=True)
class World:
    """What is measured, all by number: each night's papers, queries as text, what channels subscribe to.

    For each channel: which of the `wishes` (some queries) is its own, and the papers it has seen; those as bits,
    too, as planning reads them.
    """

    nights: Sequence[Sequence[Candidate]]
    texts: Sequence[str]
    wishes: Sequence[tuple[int, ...]]
    wish_of: Sequence[int]
    seen: Sequence[tuple[int, ...]]
    gone: Sequence[int]

    def queries_of(self, channel: int) -> tuple[int, ...]:
        """What a channel subscribes to."""
        return self.wishes[self.wish_of[channel]]


class Sizes(NamedTuple):
    """How many of each."""

    papers: int
    queries: int
    channels: int
    seen: int


def world(real: Sequence[Paper], sizes: Sizes, each: int = 1) -> World:
    """Channels draw their queries and what they have seen at random, the same for the same sizes."""
    draw = random.Random(3)
    papers, texts, channels, seen = sizes
    pool = queries(real, texts)
    if each == 1:
        wishes = [(number,) for number in range(texts)]
        wish_of = array("l", (draw.randrange(texts) for _ in range(channels)))
    else:
        wishes = [tuple(draw.randrange(texts) for _ in range(each)) for _ in range(channels)]
        wish_of = array("l", range(channels))
    counts = np.bincount(np.random.default_rng(3).integers(channels, size=seen), minlength=channels).tolist()
    had = [tuple(draw.randrange(papers) for _ in range(count)) for count in counts]
    nights = [listed(real, papers, night) for night in range(1, NIGHTS + 1)]
    return World(nights, pool, wishes, wish_of, had, [from_places(each) for each in had])


def listed(real: Sequence[Paper], count: int, night: int) -> list[Candidate]:
    """One night's papers."""
    return [
        replace(one, signals=replace(one.signals, first_listed=LAST_DAY, last_listed=LAST_DAY, sources=("bench",)))
        for one in recombined(real, count, seed=night)
    ]


@dataclass(frozen=True)
class Laps:
    """Seconds of processor time of each step."""

    parse: float
    read: float
    invert: float
    rank: float
    pick: float

    @property
    def total(self) -> float:
        """What the target counts: matching, ranking and the top picks minus seen."""
        return self.invert + self.rank + self.pick


def run(given: World) -> tuple[Laps, int, Sequence[float]]:
    """The quickest night, how many picks came out of it, and how long each night took.

    A process that has just begun has no words to remember, so that the first is no night of a running bot.
    """
    start = time.process_time()
    parsed = [parse(text) for text in given.texts]
    parsing = time.process_time() - start
    nights = []
    for papers in given.nights:
        gc.collect()
        with asleep():  # as the planner does
            nights.append(_laps(papers, given, parsed, parsing))
    return *min(nights, key=lambda night: night[0].total), [laps.total for laps, _ in nights]


def _laps(papers: Sequence[Candidate], given: World, parsed: Sequence[Query], parsing: float) -> tuple[Laps, int]:
    arrived = time.process_time()
    read_ahead(each.paper for each in papers)
    begin = time.process_time()
    day = DayPapers(papers)
    inverted = time.process_time()
    rankings = Rankings(day, LAST_DAY)
    rankings.meet(parsed)  # as the planner does for each batch of channels
    ranked = [rankings.of(query, day.all) for query in parsed]
    twins = rankings.likeness.twins
    done = time.process_time()
    shortlists = [Shortlist([ranked[query] for query in wish], PICKS, twins) for wish in given.wishes]
    asking = map(shortlists.__getitem__, given.wish_of)
    picks = sum(map(len, map(Shortlist.without, asking, given.gone)))
    picked = time.process_time()
    laps = Laps(
        parse=parsing, read=begin - arrived, invert=inverted - begin, rank=done - inverted, pick=picked - done
    )
    return laps, picks


def fts(given: World) -> float:
    """Seconds for one FTS5 query a channel, ranked, minus seen: measured on a sample, for all channels."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE paper USING fts5(title, abstract, tokenize='porter unicode61')")
    rows = ((one.paper.title, one.paper.abstract) for one in given.nights[0])
    database.executemany("INSERT INTO paper VALUES (?, ?)", rows)
    sample = range(0, len(given.seen), max(1, len(given.seen) // FTS_SAMPLE))
    start = time.process_time()
    for channel in sample:
        gone = given.seen[channel]
        for number in given.queries_of(channel):
            found = database.execute(RANKED, (_as_fts(given.texts[number]), PICKS + len(gone)))
            [row for (row,) in found if row - 1 not in gone][:PICKS]
    return (time.process_time() - start) / len(sample) * len(given.seen)


def _as_fts(text: str) -> str:
    """The same query in FTS5's own words, as far as it has them."""
    said, parts = "", text.replace("(", "( ").replace(")", " )").split()
    if text.startswith('"'):
        return text
    for part in parts:
        if part.startswith("upvotes:"):
            continue
        if part in "()":
            said += f" {part} " if part == ")" or not said or said.endswith("OR ") else f" AND {part} "
            continue
        word = part.removeprefix("-").removeprefix("title:")
        term = f'title : "{word}"' if part.startswith("title:") else f'"{word}"'
        if part == "|":
            said += " OR "
        elif part.startswith("-"):
            said += f" NOT {term}"
        else:
            said += term if not said or said.endswith(("OR ", "( ")) else f" AND {term}"
    return said


def compare(real: Sequence[Paper], count: int) -> tuple[int, int]:
    """How many random nested queries were compared with the slow reference, and how many differ."""
    models = list(recombined(real[:COMPARED_PAPERS], COMPARED_PAPERS))
    day = DayPapers([replace(each, paper=paper) for each, paper in zip(models, real, strict=False)])
    documents = [document(each) for each in day.candidates]
    compared = different = 0
    for query in _readable(nested(real[:COMPARED_PAPERS], 10 * count, depth=3)):
        bits = evaluate(day, query.root).bits
        wanted = sum(
            1 << place
            for place, each in enumerate(documents)
            if matches(query, each, day.candidates[place].signals.upvotes)
        )
        compared, different = compared + 1, different + (bits != wanted)
        if compared == count:
            break
    return compared, different


def _readable(texts: Iterator[str]) -> Iterator[Query]:
    for text in texts:
        try:
            yield parse(text)
        except QueryError:
            continue


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, size in (("channels", 1_000_000), ("queries", 50_000), ("papers", 1_000), ("seen", 2_000_000)):
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--compare", type=int, default=10_000, help="nested queries against the reference")
    asked = parser.parse_args(arguments)
    sizes = Sizes(asked.papers, asked.queries, asked.channels, asked.seen)
    real = real_papers()
    title = ", ".join(f"{getattr(sizes, name):,} {name}" for name in Sizes._fields)
    show(f"matching: {title}; one core", figures(real, sizes, asked.compare))


def figures(real: Sequence[Paper], sizes: Sizes, count: int) -> Iterator[Figure]:
    """Every figure as soon as it is measured."""
    given = world(real, sizes)
    laps, picks, every = run(given)
    yield Figure("invert the papers", laps.invert, "s")
    yield Figure("match and rank", laps.rank, "s")
    yield Figure(f"top {PICKS} minus seen", laps.pick, "s", note=f"{picks:,} picks")
    yield Figure(
        "together", laps.total, "s", 3, note=f"the quickest of {', '.join(f'{each:.2f}' for each in every)}"
    )
    yield Figure("parse the queries", laps.parse, "s", note="not counted: parsed when subscribed to")
    yield Figure("read the papers", laps.read, "s", note="not counted: read as they arrive")
    plain = fts(given)
    yield Figure("one FTS5 query a channel takes", plain / laps.total, "x", 10, least=True, note=f"{plain:,.0f} s")
    for name in Sizes._fields:
        shorter, *_ = run(world(real, sizes._replace(**{name: getattr(sizes, name) // 2})))
        yield Figure(f"with half the {name}", shorter.total / laps.total, "x", 1.1, note=f"{shorter.total:.2f} s")
    many, *_ = run(world(real, sizes, each=3))
    yield Figure("three queries a channel", many.total, "s")
    compared, different = compare(real, count)
    yield Figure("queries unlike the slow reference", different, "", 0.5, note=f"of {compared:,} nested at random")


if __name__ == "__main__":
    main()
