"""Paperboy's own parts on a real database, with clocks, a source and a platform that a test turns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.app.clock_steps import ClockSteps
from bot.app.duties import Duties
from bot.app.vital_signs import VitalSigns
from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.channels.recovery import Recovery
from bot.counters import Counters
from bot.delivery.dispatcher import Dispatcher
from bot.health import Health, health
from bot.model.channel import Address, Channel, Schedule
from bot.model.digest import Digest
from bot.model.mail_links import MailLinks
from bot.model.paper import Listing, Paper
from bot.model.role import ALL_ROLES
from bot.papers.poller import Poller
from bot.planning.planner import prepare
from bot.ports import Fetched, Platform, Prepare
from storage import open_store
from tests.fakes.clock import MovableClock
from tests.fakes.platform import FakePlatform
from tests.integration.delivering import show

MONDAY = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)


@dataclass(slots=True)
class DailySource:
    """Three papers each weekday, newest day and the five before it; or the failure that is set."""

    clock: MovableClock
    name: str = "huggingface"
    note: str = ""  # of a failure
    retry_after: float | None = None
    asked: list[datetime] = field(default_factory=list)
    silent_until: asyncio.Event | None = None
    meanwhile: list[Callable[[], None]] = field(default_factory=list)  # what happens while it is asked, once each

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        self.asked.append(now)
        if self.silent_until is not None:
            await self.silent_until.wait()
        while self.meanwhile:
            self.meanwhile.pop()()
        if self.note:
            return Fetched(ok=False, note=self.note, retry_after=self.retry_after)
        days = [now.date() - timedelta(days=back) for back in range(6)]
        papers, listings = [], []
        for day in (each for each in days if each.weekday() < 5):
            for rank in (1, 2, 3):
                number = f"arxiv:{day:%y%m}.{day.day:02d}{rank:03d}"
                papers.append(
                    Paper(id=number, title=f"A language model study {number}", url=f"https://x/{number}")
                )
                listings.append(Listing(paper_id=number, source=self.name, list_date=day, rank=rank, observed=now))
        return Fetched(papers=tuple(papers), listings=tuple(listings), cursor=now.isoformat())


@dataclass(slots=True)
class Operation:
    """A running Paperboy whose scheduler is the test: `tick` is one round of every duty."""

    store: Any
    clock: MovableClock
    source: DailySource
    platform: FakePlatform
    duties: Duties
    steps: ClockSteps
    dispatcher: Dispatcher
    signs: VitalSigns
    application: Any

    async def channel(
        self, place: str = "C1", *, at: time = time(9), zone: str = "UTC", platform: str = "chat"
    ) -> Channel:
        new = Channel(
            key=0,
            address=Address(platform, "T1", place),
            name=place,
            since=date(2026, 11, 1),
            schedule=Schedule(at, frozenset(range(7)), zone),
            next_due=self.clock.now(),
        )
        made = await self.store.channels.create(new)
        await self.duties.plan()
        return made

    async def tick(self, times: int = 1) -> None:
        for _ in range(times):
            if step := self.steps.look():
                self.duties.stepped(step)
            await self.duties.plan()
            await self.duties.poll()
            await self.duties.recover()
            await self.dispatcher.drain()
            self.clock.goes_on(5)

    async def at(self, text: str, rounds: int = 2) -> None:
        """The wall clock is set, and the duties come round."""
        self.clock.set(datetime.fromisoformat(text))
        await self.tick(rounds)

    async def digests(self, place: str = "C1") -> list[Digest]:
        channel = await self.store.channels.get(Address("chat", "T1", place))
        found = await self.store.plans.recent(channel.key, 50)
        return sorted(found, key=lambda digest: digest.planned)

    async def days(self, place: str = "C1") -> list[str]:
        return [f"{digest.local_date}" for digest in await self.digests(place) if digest.slot == "daily"]

    async def papers(self, digest: Digest) -> set[str]:
        known = await self.store.papers.by_key([pick.paper for pick in digest.picks])
        return {each.paper.id for each in known}

    def decide(self) -> Prepare:
        return prepare(self.clock.now())

    async def health(self) -> Health:
        now = self.clock.now()
        return health(await self.signs.signs(now), now)


@contextlib.asynccontextmanager
async def operation(
    path: Path,
    start: datetime = MONDAY,
    *,
    ready: bool = True,
    source_of: Callable[[MovableClock], Any] = DailySource,
    platform_of: Callable[[MovableClock], FakePlatform] = lambda clock: FakePlatform("chat", clock),
) -> AsyncIterator[Operation]:
    """Started at that time (`ready`: its sources have answered)."""
    clock = MovableClock(start)
    async with open_store(path) as store, store.claim_delivery(clock.now()):
        source, platform = source_of(clock), platform_of(clock)
        platforms: list[Platform] = [platform.platform()]
        dispatcher = Dispatcher(store.outbox, store.plans, platforms, clock, show)
        steps = ClockSteps(clock.wall, clock.monotonic)
        notices = OwnerNotices({"chat": platforms[0]})
        lifecycle = ChannelLifecycle(store, clock, notices, 30)
        signs = VitalSigns("", store, ("chat",), (source.name,))
        application: Any = SimpleNamespace(
            store=store,
            clock=clock,
            counters=Counters(),
            platforms=platforms,
            dispatcher=dispatcher,
            poller=Poller([source], store.papers, store.journal, clock),
            recovery=Recovery(store.workspaces, lifecycle, platforms, clock),
            keep_database=store.database.checkpoint,
            roles=ALL_ROLES,
            signs=signs,
            settings=SimpleNamespace(paperboy_keep_days=400),
            opt_in=OptIn(store, MailLinks(""), notices),
        )
        duties = Duties(application, steps, monotonic=clock.monotonic)
        await duties.begin()
        here = Operation(store, clock, source, platform, duties, steps, dispatcher, signs, application)
        if ready:
            await here.tick()
        yield here
