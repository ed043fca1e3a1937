"""Precision of picks, whether what a subscription brings is about it: `python -m bench.precision`.

Labelled by reading (`precision.tsv`), before and without a score: 203 matches of 29 ordinary subscriptions, 7 of each drawn
at random from all that match among the papers listed from 16 February to 30 April 2026; and 392 of 51 others, 8 of each,
from November 2025 to January 2026, read twice (the two agree on 98.7 %; on the first set, read anew, a second reading
agrees with the first on 94.6 %). By these the weights were chosen. A third set of 306 matches of 51 more, 6 of each, from
July to October 2025, was drawn and read afterwards, and tells what the weights are worth elsewhere (how many
peers there are was chosen by all three). Good: the paper's own contribution (a method, data, an analysis) is about what the
subscription names or makes substantial use of it. Poor: the words stand there in another sense, or for the background, an
example, one of many evaluations.

Each is ranked among the papers that a plan has at the end of the week in which it was listed, as a channel would meet it.
Printed: the share of good ones among the matches and among the picks (`bot.ranking.weights.FLOOR`), the share of
the good ones that are still picks, of each set and of all; and how often a good one is ranked above a poor one of the
same subscription. Of these matches 48 % are good, of those of the month for which the goal was set 55 %: what the picks
would be there follows from the shares of the good and of the poor ones that are picked.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bench.corpus import SHARED, real_papers
from bench.described import described
from bench.table import Figure, show
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.paper import Candidate, Signals
from bot.planning.window import listed_since
from bot.ports.plans import AMONG
from bot.query.parser import parse
from bot.ranking.rankings import Rankings
from bot.ranking.relevance import Relevance
from bot.ranking.weights import FLOOR

LABELS = Path(__file__).with_name("precision.tsv")
SETS = {"first set": slice(203), "second set": slice(203, 595), "third set": slice(595, None), "all": slice(None)}
OF_THE_GOAL = 0.55  # of the matches were good in the month for which it was set


class Label(NamedTuple):
    """One labelled match, with what the ranking makes of it."""

    query: str
    good: bool
    relevance: float
    score: float


def listed() -> list[Candidate]:
    """Every recorded paper as its first list had it, in the order of the lists."""
    first: dict[str, tuple[date, int]] = {}
    for file in sorted((SHARED / "data" / "hf_daily_papers").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                for item in found["body"] if isinstance(found["body"], list) else ():
                    paper = item.get("paper") or {} if isinstance(item, dict) else {}
                    day = date.fromisoformat(found["date"])
                    first.setdefault(f"arxiv:{paper.get('id')}", (day, int(paper.get("upvotes") or 0)))
    said = described()
    papers = [
        Candidate(
            key=key,
            paper=replace(paper, tldr=said[paper.id].summary if paper.id in said else ""),
            signals=Signals(first_listed=day, last_listed=day, upvotes=upvotes),
        )
        for key, paper in enumerate(real_papers(), 1)
        if paper.id in first
        for day, upvotes in [first[paper.id]]
    ]
    return sorted(papers, key=lambda each: (each.signals.last_listed, each.key))


def among(papers: Sequence[Candidate], today: date) -> list[Candidate]:
    """What a plan of that day reads of them."""
    known = [each for each in papers if each.signals.last_listed <= today]
    candidates = sum(each.signals.last_listed >= listed_since(today) for each in known)
    return known[-max(candidates, AMONG) :]


def labels() -> list[Label]:
    """The labelled matches, in the order of the file; those that the words do not match any more count as passing."""
    papers = listed()
    day_of = {each.paper.id: each.signals.last_listed for each in papers}
    given = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    weeks: defaultdict[date, list[int]] = defaultdict(list)
    for number, (_, paper, _) in enumerate(given):
        day = day_of[paper]
        weeks[day + timedelta(days=6 - day.weekday())].append(number)
    found: dict[int, Label] = {}
    for sunday, numbers in weeks.items():
        day = DayPapers(among(papers, sunday))
        rankings = Rankings(day, sunday)
        for number in numbers:
            text, paper, good = given[number]
            found[number] = _label(rankings, text, day.place_of[_key(day, paper)], good=good == "1")
    return [found[number] for number in range(len(given))]


def _key(day: DayPapers, paper: str) -> int:
    return next(each.key for each in day.candidates if each.paper.id == paper)


def _label(rankings: Rankings, text: str, place: int, *, good: bool) -> Label:
    query = parse(text)
    some = Relevance(rankings.day, rankings.likeness).of([evaluate(rankings.day, query.root)])
    relevant = dict(zip(some.found.tolist(), some.relevance.tolist(), strict=True))
    scores = dict(rankings.of(query, rankings.day.all, mentions=True))
    return Label(text, good, relevant.get(place, 0.0), scores.get(place, float("-inf")))


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
    found = labels()
    for name, some in ((name, found[part]) for name, part in SETS.items()):
        good = sum(each.good for each in some)
        kept = [each for each in some if each.relevance >= FLOOR]
        held = sum(each.good for each in kept)
        yield Figure(f"{name}: good of all matches", good / len(some), "", note=f"{good} of {len(some)}")
        yield Figure(f"{name}: good of the picks", held / len(kept), "", note=f"{held} of {len(kept)}")
        yield Figure(f"{name}: good ones kept", held / good, "", 0.95 if name == "all" else 0, least=True)
    right, wrong = OF_THE_GOAL * held / good, (1 - OF_THE_GOAL) * (len(kept) - held) / (len(found) - good)
    yield Figure("good of the picks where 55 % of the matches are", right / (right + wrong), "", 0.70, least=True)
    yield Figure("a good one above a poor one", in_order(found), "", 0.85, least=True)


def main(_arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    show("precision of picks", figures())


if __name__ == "__main__":
    main()
