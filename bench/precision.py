"""Precision of picks, whether what a subscription brings is about it: `python -m bench.precision`.

Labelled by hand (`precision.tsv`): 203 matches of 29 ordinary subscriptions, 7 of each drawn at random from all that
match among the papers listed from 16 February to 30 April 2026, shown in that random order, without a score. Good:
the paper's own contribution (a method, data, an analysis) is about what the subscription names or makes substantial
use of it. Poor: the words stand there in another sense, or for the background, an example, one of many evaluations.

Printed: the share of good ones among the matches and among the picks (`bot.ranking.weights.FLOOR`), the share of
the good ones that are still picks, and how often a good one is ranked above a poor one of the same subscription.

Tried and not built, since on 200 random halves of the subscriptions (spread 0.05) it gave nothing sure: the cosine of
all-MiniLM-L6-v2 (int8) of query and text added to relevance (0.66 to 0.67; around each subscription's mean 0.68; 49 ms a
paper, 275 MB), being neighbours where the words mostly are, and whether the sentence is about the paper's own work.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.corpus import SHARED, real_papers
from bench.described import described
from bench.table import Figure, show
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.paper import Candidate, Signals
from bot.query.parser import parse
from bot.ranking.rankings import Rankings
from bot.ranking.relevance import Relevance
from bot.ranking.weights import FLOOR

FIRST, LAST = date(2026, 2, 16), date(2026, 4, 30)
LABELS = Path(__file__).with_name("precision.tsv")


class Label(NamedTuple):
    """One labelled match, with what the ranking makes of it."""

    query: str
    good: bool
    relevance: float
    score: float


def listed() -> list[Candidate]:
    """The papers of the labelled weeks with the upvotes that their lists showed."""
    first: dict[str, tuple[date, int]] = {}
    for month in range(FIRST.month, LAST.month + 1):
        file = SHARED / "data" / "hf_daily_papers" / f"2026-{month:02}.jsonl.gz"
        if not file.exists():
            sys.exit("This benchmark needs the real data (../shared/data), which is not here.")
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                day = date.fromisoformat(found["date"])
                for item in found["body"] if FIRST <= day <= LAST and isinstance(found["body"], list) else ():
                    paper = item.get("paper") or {}
                    first.setdefault(f"arxiv:{paper.get('id')}", (day, int(paper.get("upvotes") or 0)))
    said = described()
    return [
        Candidate(
            key=key,
            paper=replace(paper, tldr=said[paper.id].summary if paper.id in said else ""),
            signals=Signals(first_listed=day, last_listed=day, upvotes=upvotes),
        )
        for key, paper in enumerate(real_papers(), 1)
        if paper.id in first
        for day, upvotes in [first[paper.id]]
    ]


def labels(rankings: Rankings, relevance: Relevance) -> Iterator[Label]:
    """The labelled matches; those that the words do not match any more count as passing."""
    place_of = {each.paper.id: place for place, each in enumerate(rankings.day.candidates)}
    given = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    for text in dict.fromkeys(query for query, _, _ in given):
        query = parse(text)
        matched = evaluate(rankings.day, query.root)
        relevant = relevance.scores(matched)
        scores = dict(rankings.of(query, rankings.day.all, mentions=True))
        for asked, paper, good in given:
            if asked == text:
                place = place_of[paper]
                found = bool(matched.bits >> place & 1)
                yield Label(
                    text, good == "1", float(relevant[place]) if found else 0.0, scores.get(place, float("-inf"))
                )


def in_order(found: Sequence[Label]) -> float:
    """Of pairs of a good and a poor match of one subscription, the share whose good one is ranked higher."""
    by_query: defaultdict[str, list[Label]] = defaultdict(list)
    for each in found:
        by_query[each.query].append(each)
    pairs = [
        (good.score > poor.score) + (good.score == poor.score) / 2
        for each in by_query.values()
        for good in each
        for poor in each
        if good.good and not poor.good
    ]
    return sum(pairs) / len(pairs)


def figures() -> Iterator[Figure]:
    """What is printed."""
    day = DayPapers(listed())
    found = list(labels(Rankings(day, LAST), Relevance(day)))
    good = sum(each.good for each in found)
    kept = [each for each in found if each.relevance >= FLOOR]
    held = sum(each.good for each in kept)
    yield Figure("good of all matches", good / len(found), "", note=f"{good} of {len(found)}")
    yield Figure("good of the picks", held / len(kept), "", 0.70, least=True, note=f"{held} of {len(kept)}")
    yield Figure("good ones kept", held / good, "", 0.95, least=True)
    yield Figure("a good one above a poor one", in_order(found), "", 0.85, least=True)


def main(_arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    show("precision of picks", figures())


if __name__ == "__main__":
    main()
