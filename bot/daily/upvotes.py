"""A paper's upvotes over time, as its source saw them grow. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.model.paper import SAMPLE, Listing

FEWEST = 2  # observations that make a line


@dataclass(frozen=True, slots=True)
class Upvotes:
    """So many at that moment (UTC)."""

    at: datetime
    count: int


def upvotes_over_time(listings: Sequence[Listing]) -> tuple[Upvotes, ...]:
    """The observations of the source that saw the most, oldest first; none where they make no line."""
    real = sorted(
        (each for each in listings if each.source != SAMPLE), key=lambda each: (each.source, each.observed)
    )
    best: tuple[Upvotes, ...] = ()
    for _, group in groupby(real, key=lambda each: each.source):
        seen: dict[datetime, int] = {}
        for each in group:  # on several list dates it is the same count
            seen[each.observed] = max(each.upvotes, seen.get(each.observed, 0))
        line = tuple(Upvotes(at, count) for at, count in seen.items())
        if len(line) >= FEWEST and max(point.count for point in line) > max((p.count for p in best), default=0):
            best = line
    return best
