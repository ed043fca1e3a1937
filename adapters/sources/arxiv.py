"""arXiv: the day's announcement by category, past lists and single papers by the query API (https://arxiv.org)."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import Field

from adapters.sources.common.arxiv_api import SOURCE, ArxivApi, listed
from adapters.sources.common.arxiv_calendar import DAY, latest_list, next_feed, why_quiet
from adapters.sources.common.arxiv_round import advance, missed, problem, quiet_today, read_cursor, write_cursor
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Web
from adapters.sources.parse.announcement import Announcement
from bot.errors import SettingsError, SourceError
from bot.model.source_set_up import Given
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

AGAIN: Final = 1_800.0  # seconds until a late, stale or failed feed is asked again
AFTER_BUILD: Final = timedelta(minutes=20)  # feeds are rebuilt at midnight US Eastern, not all at once
USUAL: Final = "cs.CL,cs.LG,cs.CV,cs.AI"
MAX_CATEGORIES: Final = 20  # each costs one request, three seconds apart
_CATEGORY: Final = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z][A-Za-z-]{1,20})?")


class ArxivSettings(AdapterSettings):
    """Which categories, and where arXiv is."""

    arxiv_categories: str = Field(
        "", description=f"arXiv categories, comma-separated; setting them turns arXiv on; by default {USUAL}"
    )
    arxiv_url: str = Field("https://export.arxiv.org", description="arXiv's query API, or a mirror of it")
    arxiv_rss_url: str = Field(
        "https://rss.arxiv.org", description="arXiv's announcement feeds, or a mirror of them"
    )


TURN_ON: Final = "set ARXIV_CATEGORIES, for example to cs.CL,cs.LG"
GIVES: Final = (Given.CATEGORIES,)


def configured() -> bool:
    """Its lists have hundreds of papers a day: they are asked for when somebody said which."""
    return bool(ArxivSettings.load().arxiv_categories.strip(" ,"))


def build(web: Web, clock: Clock) -> "Arxiv":
    """The source as the settings say."""
    settings = ArxivSettings.load()
    categories = tuple(dict.fromkeys((settings.arxiv_categories or USUAL).replace(",", " ").split()))
    wrong = [name for name in categories if not _CATEGORY.fullmatch(name)]
    if wrong or not 1 <= len(categories) <= MAX_CATEGORIES:
        what = (
            f'"{wrong[0][:40]}" is no arXiv category' if wrong else f"1 to {MAX_CATEGORIES} categories are needed"
        )
        raise SettingsError(f"A setting is wrong: ARXIV_CATEGORIES: {what}; for example: cs.CL,cs.LG,stat.ML.")
    api = ArxivApi(settings.arxiv_url.rstrip("/"), categories, web)
    return Arxiv(categories, settings.arxiv_rss_url.rstrip("/"), api, clock)


class Arxiv:
    """Source, Archive and Finder."""

    name = SOURCE

    def __init__(self, categories: tuple[str, ...], feeds_url: str, api: ArxivApi, clock: Clock) -> None:
        self._categories = categories
        self._feeds_url = feeds_url
        self._api = api
        self._clock = clock

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """The newest list of each category that is not read yet, and lists missed while Paperboy was down."""
        marks, expected = read_cursor(cursor), latest_list(now)
        asked = [name for name in self._categories if name not in marks or marks[name].day < expected]
        if not asked:
            note = quiet_today(now) or f"the list of {expected} was read already"
            return Fetched(cursor=cursor, note=note, retry_after=_until_next(now))
        before = {name: marks[name] for name in asked if name in marks}
        feeds, failed = dict[str, Announcement](), list[Fault]()
        try:
            caught_up = [await self._api.list_of(day, now) for day in missed(before, now)]
            for name in asked:
                if not await self._feed(name, feeds, failed) and not feeds:
                    break
        except RefusedError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=error.retry_after)
        problems = {name: said for name in feeds if (said := problem(name, feeds, marks, now))}
        faults = [*failed, *(Fault(name, said) for name, said in problems.items())]
        faults += [fault for feed in feeds.values() for fault in feed.faults]
        faults += [fault for each in caught_up for fault in each.faults]
        read = [name for name in feeds if not feeds[name].error]
        if not read:
            return Fetched(ok=False, note=faults[0].reason, faults=tuple(faults))
        lost = any(not each.ok for each in caught_up)
        well = [] if lost else [name for name in read if name not in problems and not feeds[name].faults]
        lists = [*caught_up, *_lists([feeds[name] for name in read], expected, now)]
        return Fetched(
            papers=tuple(paper for each in lists for paper in each.papers),
            listings=tuple(listing for each in lists for listing in each.listings),
            revisions=tuple(paper for name in read for paper in feeds[name].revised),
            cursor=write_cursor(advance(marks, feeds, well, now)) if well else cursor,
            faults=tuple(faults),
            note=faults[0].reason if faults else quiet_today(now),
            retry_after=_until_next(now) if len(well) == len(asked) else AGAIN,
        )

    async def days(self, first: date, last: date, now: datetime) -> AsyncIterator[tuple[date, Fetched]]:
        """Each day's list, by when its papers were submitted."""
        day = first
        while day <= last:
            if day > latest_list(now):
                yield day, Fetched(note=why_quiet(day) or f"{day} has not been announced yet")
            else:
                yield day, await self._api.list_of(day, self._clock.now())
            day += DAY

    def finds(self, paper_id: str) -> bool:
        """An arXiv number."""
        return paper_id.startswith("arxiv:")

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A paper by its arXiv id."""
        number = paper_id.partition(":")[2]
        if not self.finds(paper_id):
            return Fetched(note="arXiv has arXiv papers only")
        try:
            page = await self._api.find(number)
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=getattr(error, "retry_after", None))
        found = tuple(paper for paper in page.papers if paper.id == paper_id)
        return Fetched(papers=found, note="" if found else page.error or f"arXiv has no {paper_id}")

    async def _feed(self, name: str, feeds: dict[str, Announcement], failed: list[Fault]) -> bool:
        """Read one category's feed; False: arXiv was not reached. Raises RefusedError if it wants quiet."""
        try:
            feeds[name] = await self._api.announcement(f"{self._feeds_url}/atom/{name}", name)
        except SourceError as error:
            if isinstance(error, RefusedError) and error.retry_after:
                raise
            failed.append(Fault(name, error.sentence))
            return isinstance(error, RefusedError)
        return True


def _lists(feeds: Sequence[Announcement], expected: date, now: datetime) -> list[Fetched]:
    """What the feeds list, by the day they are dated: one that stands still lists an older day."""
    days = sorted({feed.day or expected for feed in feeds})
    by_day = {day: [feed for feed in feeds if (feed.day or expected) == day] for day in days}
    return [listed((paper for feed in same for paper in feed.papers), day, now) for day, same in by_day.items()]


def _until_next(now: datetime) -> float:
    return (next_feed(now) + AFTER_BUILD - now).total_seconds()
