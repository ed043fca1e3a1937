"""A paper source that lists a few papers each day, with hours in which it does not answer."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from tests.simulation.chat import Windows
from tests.simulation.clock import SimulatedClock

LISTED_AT = time(5)  # UTC: when a day's papers appear
A_DAY = 2
DAYS_SHOWN = 6
NAME = "huggingface"
WISH = 7_200.0  # seconds: how often it wants to be asked


def paper_ids(day: date) -> list[str]:
    """The papers of a day; none of a Sunday."""
    if day.weekday() == 6:
        return []
    return [f"arxiv:{day:%y%m}.{day.day:02d}{rank:03d}" for rank in range(1, A_DAY + 1)]


@cache
def _papers(day: date) -> tuple[datetime, tuple[Paper, ...]]:
    """Those of a day, and when they appear."""
    names = paper_ids(day)
    papers = [
        Paper(id=each, title=f"A language model study {each}", url=f"https://x.example/{each}") for each in names
    ]
    return datetime.combine(day, LISTED_AT, UTC), tuple(papers)


@dataclass(slots=True)
class SimulatedSource:
    """`bot.ports.Source`; the newest days it lists, by the truth, whatever the asker's clock says."""

    clock: SimulatedClock
    down: Windows = field(default_factory=Windows)
    name: str = NAME
    asked: int = 0

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        self.asked += 1
        await asyncio.sleep(0.5)
        true = self.clock.true()
        if self.down.hold(self.name, true):
            return Fetched(ok=False, note="HTTP 503")
        papers, listings = list[Paper](), list[Listing]()
        known = datetime.fromisoformat(cursor) if cursor else datetime.min.replace(tzinfo=UTC)
        for back in range(DAYS_SHOWN):
            day = true.date() - timedelta(days=back)
            appear, theirs = _papers(day)
            if not known < appear <= true:
                continue
            papers += theirs
            listings += [
                Listing(paper_id=each.id, source=self.name, list_date=day, rank=rank, observed=now)
                for rank, each in enumerate(theirs, 1)
            ]
        return Fetched(papers=tuple(papers), listings=tuple(listings), cursor=true.isoformat(), retry_after=WISH)
