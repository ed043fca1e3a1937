"""A year of a thousand channels in two hundred workspaces, one of them dead and one slow: the core and the store
on a real file, duties and dispatcher hour by hour on a clock that is turned.

Printed: memory and the file twelve times, and what was posted. Nobody gets a paper twice, everybody that lives gets
each day's digest, what is older than is kept goes without bringing a paper back, and memory is flat: in the last quarter
of the time it is as in the second, but for a little. What SQLite has in memory of its file is dropped before it is read.
"""

import gc
import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import cast

from bot.app.free_memory import few_arenas, give_back
from bot.channels.new_channel import started
from bot.model.channel import Address, Channel, Schedule
from bot.model.delivery import Dead, Delivery, Lookup, NotThere, Outcome, Receipt, RetryAfter, Scope, Sent
from bot.model.digest import Edition
from bot.model.paper import Listing, Paper
from bot.ports import Clock, Fetched, Message
from bot.text.document import read_ahead
from bot.views.blocks import View
from tests.fakes.platform import FakePlatform
from tests.integration.operating import Operation, operation

START = datetime(2026, 1, 5, 0, 5, tzinfo=UTC)  # a Monday
WORKSPACES = 200
DEAD, SLOW = "W7", "W8"
PAPERS = 30  # a weekday
EARLIER = 7  # days before the start of which papers are known
LOOKED_BACK = 3  # days of which a source shows the lists once more, with other upvotes
POLLED = frozenset({0, 6, 12, 18})  # o'clock
LOOKS = 12  # at memory and the file, in all of the time
MOST_GROWN = 1.05  # times the memory of the second quarter that the last one may have
KEPT = 120  # days, so that there is something to delete within a year
TOPICS = (
    "agents",
    "retrieval",
    "diffusion",
    "quantization",
    "alignment",
    "speech",
    "robots",
    "proteins",
    "graphs",
    "code",
)


@dataclass(slots=True)
class Year:
    """What came of it."""

    channels: int
    days: int
    posted: int = 0
    twice: int = 0
    missing: list[str] = field(default_factory=list)  # or too many
    megabytes: list[float] = field(default_factory=list)  # resident, at each look
    file: list[float] = field(default_factory=list)  # MB of the database

    @property
    def grown(self) -> float:
        """Bytes a channel and day by which the database grew in the second half of the time."""
        half = len(self.file) // 2
        days = (len(self.file) - 1 - half) * self.days / LOOKS
        return (self.file[-1] - self.file[half]) * 2**20 / max(days * self.channels, 1)

    @property
    def memory_grown(self) -> float:
        """The last quarter's memory in that of the second; the first one is for what is read once and kept.

        Medians: memory goes down for a while whenever the allocator happens to give a whole piece back.
        """
        quarter = len(self.megabytes) // 4
        return median(self.megabytes[-quarter:]) / median(self.megabytes[quarter : 2 * quarter])


class Source:
    """So many new papers a weekday; the lists of the days before with more votes."""

    name = "daily"

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        papers, listings = [], []
        for back in range(LOOKED_BACK):
            day = now.date() - timedelta(days=back)
            for rank, paper in enumerate(_papers(day), 1):
                votes = (rank * 7 + back * 5 + now.hour) % 90
                listings.append(
                    Listing(
                        paper_id=paper.id, source=self.name, list_date=day, rank=rank, observed=now, upvotes=votes
                    )
                )
                papers.append(paper)
        return Fetched(papers=tuple(papers), listings=tuple(listings), cursor=now.isoformat())


def _papers(day: date) -> Iterator[Paper]:
    for number in range(1, (PAPERS if day.weekday() < 5 else 0) + 1):
        name = f"arxiv:{day:%y%m}.{day.day:02d}{number:03d}"
        topic, other = TOPICS[number % 10], TOPICS[(number * 3 + day.day) % 10]
        yield Paper(
            id=name,
            title=f"Number {number} of {day}: {topic} for {other}",  # a day's own: equal titles would be looked at anew
            url=f"https://arxiv.org/abs/{name[6:]}",
            abstract=f"We study {topic} with {other}. " * 20,
            authors=("Ann Lee", "Bo Chen"),
            published=day,
        )


def _before_it_began() -> Iterator[Paper]:
    """Of days long ago: as many papers are kept as there is room for, which half a year would fill otherwise."""
    for back in range(400, 0, -1):
        yield from _papers(START.date() - timedelta(days=EARLIER + back))


def _number(paper: str) -> int:
    """Of all papers since a while before the start, without remembering any."""
    month, rest = paper.removeprefix("arxiv:").split(".")
    day = date(2000 + int(month[:2]), int(month[2:]), int(rest[:2]))
    return (day - START.date() + timedelta(days=EARLIER)).days * PAPERS + int(rest[2:]) - 1


class Platform(FakePlatform):
    """Remembers a bit for each paper and channel, not what was said."""

    def __init__(self, clock: Clock, year: Year) -> None:
        super().__init__("chat", clock)
        self.year = year
        self._had = bytearray((year.days + EARLIER + 2) * PAPERS * year.channels // 8 + 1)
        self.today = bytearray(year.channels)
        self._asked_to_wait: set[int] = set()

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        return [{"papers": [each.paper.id for each in edition.papers] if edition else []}]

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        workspace, channel = delivery.address.workspace, int(delivery.address.channel[1:])
        if workspace == DEAD:
            return Dead("account_inactive", "add Paperboy again")
        if workspace == SLOW and delivery.key not in self._asked_to_wait:
            self._asked_to_wait.add(delivery.key)
            return RetryAfter(600, "slow down", Scope.WORKSPACE)
        self._asked_to_wait.discard(delivery.key)
        for paper in message["papers"]:
            place, bit = divmod(_number(paper) * self.year.channels + channel, 8)
            self.year.twice += bool(self._had[place] & 1 << bit)
            self._had[place] |= 1 << bit
        self.year.posted += 1
        self.today[channel] = min(self.today[channel] + 1, 255)
        return Sent(Receipt(f"m{delivery.key}"))

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        return NotThere()


async def lived(channels: int, days: int, say: Callable[[str], None]) -> Year:
    """That many channels for that many days; `say` is given a line each month."""
    few_arenas()
    year = Year(channels, days)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.db"
        async with operation(
            path, START, ready=False, source_of=lambda _: Source(), platform_of=lambda clock: Platform(clock, year)
        ) as here:
            here.application.settings.paperboy_keep_days = KEPT
            read_ahead(_before_it_began())
            await _subscribed(here, channels)
            for day in range(days):
                await _day(here, year, day)
                if (day + 1) * LOOKS // days > day * LOOKS // days:
                    await _forget(here)
                    year.megabytes.append(_resident())
                    year.file.append(sum(each.stat().st_size for each in path.parent.glob("year.db*")) / 2**20)
                    say(_said(year, day))
    return year


async def _subscribed(here: Operation, channels: int) -> None:
    """Each with a topic or two, at an hour of its own."""
    for number in range(channels):
        address = Address("chat", f"W{number % WORKSPACES}", f"C{number}")
        schedule = Schedule(time(number % 24), frozenset(range(7)), "UTC")
        made = await here.store.channels.create(
            Channel(key=0, address=address, name=f"c{number}", since=START.date(), schedule=schedule)
        )
        topics = [TOPICS[number % 10], TOPICS[(number // 10) % 10]]
        await here.store.channels.subscribe(made.key, topics, "U1", START)
        await here.store.channels.change(made.key, lambda it: started(it, START))


async def _day(here: Operation, year: Year, day: int) -> None:
    platform = cast(Platform, here.platform)
    for hour in range(24):
        if hour in POLLED:
            await here.duties.poll()
        await here.duties.plan()
        await here.dispatcher.drain()
        while (waits := await here.store.outbox.next_at(["chat"])) and waits < here.clock.now() + timedelta(
            minutes=40
        ):
            here.clock.goes_on(max((waits - here.clock.now()).total_seconds(), 1.0))
            await here.dispatcher.drain()
        await here.duties.recover()
        await here.store.database.checkpoint()
        until = START + timedelta(days=day, hours=hour + 1)
        here.clock.goes_on((until - here.clock.now()).total_seconds())
    await here.duties.remove()
    give_back()
    wrong = [
        f"day {day + 1}: C{number} had {had}"
        for number, had in enumerate(platform.today)
        if had != (number % WORKSPACES != int(DEAD[1:]))
    ]
    if day:  # channels began in the middle of the first
        year.missing += wrong[:20]
    platform.today = bytearray(year.channels)


async def _forget(here: Operation) -> None:
    """Three connections keep up to 16 MB each of a file that grows: that is no leak, and would hide one."""
    database = here.store.database
    for connection in (database._writer, database._reader, database._bulk):
        await connection.execute("PRAGMA shrink_memory")


def _resident() -> float:
    gc.collect()
    give_back()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _said(year: Year, day: int) -> str:
    return (
        f"  day {day + 1}: {year.posted:,} messages, {year.twice} papers twice, {len(year.missing)} missing; "
        f"{year.megabytes[-1]:.0f} MB of memory, {year.file[-1]:.1f} MB of database"
    )
