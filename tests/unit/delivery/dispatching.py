"""A dispatcher between an outbox and a platform of our own, as its tests set it up."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.counters import Counters
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.limits import Limits, Tally
from bot.model.channel import Address
from bot.model.digest import Edition
from bot.model.transition import Wait
from bot.views.blocks import Heading, PaperCard, View
from tests.fakes.clock import FakeClock
from tests.fakes.outbox import NOON, FakeOutbox
from tests.fakes.platform import FakePlatform


def show(edition: Edition) -> View:
    cards = tuple(PaperCard(id=c.paper.id, title=c.paper.title, url=c.paper.url) for c in edition.papers)
    return View((Heading("Today's papers"), *cards), "Today's papers")


class Application:
    """An outbox, a platform and a dispatcher between them, on a clock that tests turn."""

    def __init__(self, *, patient: bool = False, limits: Limits | None = None, **platform: object) -> None:
        self.clock = FakeClock(NOON, patient=patient)
        self.outbox = FakeOutbox()
        self.fake = FakePlatform(clock=self.clock, **platform)  # type: ignore[arg-type]
        self.counters = Counters()
        self.limits = limits or Limits()

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(
            self.outbox,
            self.outbox,  # type: ignore[arg-type]
            [self.fake.platform()],
            self.clock,
            show,
            counters=self.counters,
            limits=self.limits,
        )

    def put(self, channel: str = "c", workspace: str = "w", **more: object) -> int:
        return self.outbox.put(Address("fake", workspace, channel), self.clock.now(), **more)  # type: ignore[arg-type]

    async def drain(self) -> Tally:
        return await self.dispatcher().drain()

    async def drain_for_hours(self, hours: int = 30) -> None:
        """Drain again whenever something falls due."""
        dispatcher = self.dispatcher()
        end = self.clock.now() + timedelta(hours=hours)
        await dispatcher.drain()
        while (due := await self.outbox.next_at(["fake"])) is not None and due < end:
            self.clock.set(max(due, self.clock.now() + timedelta(seconds=1)))
            await dispatcher.drain()


class Beside:
    """An outbox in which other processes note what they were told to wait for."""

    def __init__(self, outbox: FakeOutbox) -> None:
        self._outbox, self.noted = outbox, list[Wait]()
        self.kept: set[tuple[str, str]] | None = None

    async def waits(self, now: datetime) -> list[Wait]:
        return self.noted

    async def rest(self, but: Collection[tuple[str, str]]) -> None:
        self.kept = set(but)

    def __getattr__(self, name: str) -> object:
        return getattr(self._outbox, name)
