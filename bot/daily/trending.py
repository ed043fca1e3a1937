"""What trends: the most upvoted papers of the last day that has a list, of a week, of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.model.paper import Candidate

DAYS: Final = {"day": 1, "week": 7, "month": 30}
LOOK_BACK: Final = 7  # days without a list (a weekend, holidays) after which "the day" is given up


@dataclass(frozen=True, slots=True)
class Trend:
    """The papers listed since a date, the most upvoted first. `late`: the day is not today."""

    since: date
    papers: tuple[Candidate, ...]
    late: bool = False


def looked_at(span: str, today: date) -> tuple[date, date]:
    """The list dates, first and last, whose papers `trend` is to be given."""
    return today - timedelta(days=max(DAYS[span], LOOK_BACK) - 1), today


def trend(papers: Sequence[Candidate], span: str, today: date) -> Trend:
    """What trends in a span of `DAYS`."""
    if span == "day":
        since = max((each.signals.last_listed for each in papers), default=today)
    else:
        since = today - timedelta(days=DAYS[span] - 1)
    return Trend(since, tuple(most_upvoted(papers, since)), late=span == "day" and since < today)


def most_upvoted(papers: Sequence[Candidate], since: date = date.min) -> list[Candidate]:
    """Those listed since that date by upvotes, then by how fast they gain them, then by id; none withdrawn."""
    listed = (c for c in papers if c.signals.last_listed >= since and not c.paper.withdrawn)
    return sorted(listed, key=lambda c: (-c.signals.upvotes, -c.signals.velocity, c.paper.id))
