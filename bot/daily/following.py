"""Following a query: its newest papers, and how many a week it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.errors import UserError
from bot.model.paper import Candidate
from bot.ports import Index, Papers
from bot.query.parser import parse

WEEKS = 26  # half a year
LONGEST = 1_000  # characters of a query that an address may hold


@dataclass(frozen=True, slots=True)
class Week:
    """So many papers were first listed in the seven days from `first` on."""

    first: date
    papers: int


class Following:
    """Reads queries as subscriptions are read: what is wrong with one is a QueryError, not mended."""

    def __init__(self, index: Index, papers: Papers) -> None:
        self._index, self._papers = index, papers

    async def newest(self, text: str, limit: int) -> Sequence[Candidate]:
        """The papers that a subscription to the text would match, the newest first."""
        found = await self._index.newest(parse(short_enough(text)), limit=limit)
        return await self._papers.by_key([hit.key for hit in found.hits])

    async def weeks(self, text: str, now: datetime) -> tuple[Week, ...]:
        """The last half year, the oldest week first; the last one ends today."""
        today = now.date()
        counts = await self._index.weekly(parse(short_enough(text)), today, WEEKS)
        first = today - timedelta(days=7 * WEEKS - 1)
        return tuple(Week(first + timedelta(days=7 * number), count) for number, count in enumerate(counts))


def short_enough(text: str) -> str:
    """The text, if a query may be so long."""
    if len(text) > LONGEST:
        raise UserError(f"A search may have {LONGEST:,} characters at most; this one has {len(text):,}.")
    return text


def pace(weeks: Sequence[Week]) -> str:
    """How many papers a week there are, in words: the average, and the week with the most."""
    total = sum(week.papers for week in weeks)
    if not total:
        return "No paper of the last half year matches."
    most = max(weeks, key=lambda week: week.papers)
    average = total / len(weeks)
    said = f"{average:.0f}" if average >= 10 else f"{average:.1f}".removesuffix(".0")
    return (
        f"{said} papers a week over the last half year; the most, {most.papers:,}, in the week from "
        f"{most.first.day} {most.first:%B %Y}."
    )
