"""The Daily Papers: what was listed in a period, in the order to read it, and where to turn from there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.daily.period import Kind, Period, containing
from bot.daily.trending import Trend, looked_at, most_upvoted, trend
from bot.model.paper import Candidate
from bot.ports import Lists, Papers

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """A period's papers, the most upvoted first, and the nearest periods of that kind that have some.

    `note` says why it is empty or not the one that was asked for, "" otherwise.
    """

    period: Period
    papers: tuple[Candidate, ...]
    before: Period | None = None
    after: Period | None = None
    note: str = ""


class DailyPapers:
    """The lists of the store."""

    def __init__(self, papers: Papers, lists: Lists) -> None:
        self._papers, self._lists = papers, lists

    async def of(self, period: Period, today: date) -> PaperList:
        """The list of one period."""
        papers = await self._papers.listed(period.first, period.last)
        earlier, _ = await self._lists.days_around(period.first)
        _, later = await self._lists.days_around(period.last)
        return PaperList(
            period=period,
            papers=tuple(most_upvoted(papers)),
            before=containing(earlier, period.kind) if earlier else None,
            after=containing(later, period.kind) if later and later <= today else None,
            note="" if papers else why_empty(period, today),
        )

    async def latest(self, now: datetime) -> PaperList:
        """Today's list; as long as there is none, the newest one that there is."""
        today = now.date()  # list dates are UTC dates
        found = await self.of(containing(today, Kind.DAY), today)
        if found.papers or found.before is None:
            return found
        older = await self.of(found.before, today)
        return PaperList(
            period=older.period,
            papers=older.papers,
            before=older.before,
            note=f"{found.note} This is the last list there is.",
        )

    async def trending(self, span: str, now: datetime) -> Trend:
        """What trends in a span of `bot.daily.trending.DAYS`."""
        today = now.date()
        return trend(await self._papers.listed(*looked_at(span, today)), span, today)


def why_empty(period: Period, today: date) -> str:
    """What to say of a period that lists nothing."""
    if period.kind is not Kind.DAY:
        return f"Nothing was listed from {period.dates} here."
    if period.first.weekday() >= SATURDAY:
        return f"Nothing is listed on {period.title}: the Daily Papers rest at weekends."
    if period.first >= today:
        return f"Nothing is listed yet on {period.title}; a day's list grows from its morning (UTC) on."
    if period.first >= today - timedelta(days=1):
        return f"Nothing was listed on {period.title} so far."
    return f"Nothing was listed on {period.title} here: a holiday, or a day before Paperboy began to read."
