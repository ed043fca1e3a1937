"""What the Discord adapter is built from, in memory: a desk with scripted replies, a lifecycle that remembers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

from bot.commands.desk import Desk
from bot.model.channel import Address, Channel
from bot.model.delivery import Delivery, State
from bot.ports import ChannelSummary, CoreServices
from bot.ports.request import Choice, Filled, Reply, Request, Step
from bot.views.blocks import Note, View, plain
from tests.fakes.workers import Alone, Member

TOKEN = "tok0"


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"the adapter slept {seconds} s by the core's clock")


@dataclass
class FakeDesk:
    """Answers with the reply by the command's name, else with a line that repeats what was asked."""

    replies: dict[str, Reply] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    asked: list[Request] = field(default_factory=list)
    filled: list[list[Step]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    error: Exception | None = None

    async def answer(self, request: Request) -> Reply:
        self.asked.append(request)
        if self.error:
            raise self.error
        name = request.command or request.text.split(" ")[0]
        said = request.text or f"{request.command} {dict(request.arguments)}"
        return self.replies.get(name) or Reply(View((Note(plain(f"did {said}")),), said))

    async def fill_in(self, request: Request, steps: Sequence[Step]) -> Filled:
        self.asked.append(request)
        self.filled.append(list(steps))
        errors = {n: self.refuse[s.command] for n, s in enumerate(steps) if s.command in self.refuse}
        said = " ".join(errors.values()) or "Saved."
        return Filled(Reply(View((Note(plain(said)),), said), public=not errors, ok=not errors), errors)

    def changes(self, request: Request) -> bool:
        return Desk(cast("Any", None)).changes(request)

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[Choice]:
        self.asked.append(request)
        if self.error:
            raise self.error
        return [choice for choice in self.choices if typed in choice.value]


@dataclass
class FakeLifecycle:
    """Remembers what it was told; `channels` are those set up."""

    channels: list[Address] = field(default_factory=list)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    owner: str = ""

    async def moved(self, address: Address, to: str) -> None:
        self.told.append(("moved", address.channel, to))

    async def renamed(self, address: Address, name: str) -> None:
        self.told.append(("renamed", address.channel, name))

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        self.told.append(("refused", address.channel, reason, fix, gone))

    async def welcomed(self, address: Address) -> None:
        self.told.append(("welcomed", address.channel))

    async def zone_told(self, platform: str, workspace: str, person: str, zone: str) -> None:
        self.told.append(("zone_told", workspace, person, zone))

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        self.told.append(("uninstalled", workspace, reason))

    async def events_missed(self, platform: str, workspace: str, reason: str) -> None:
        self.told.append(("events_missed", workspace))

    async def installed(self, platform: str, workspace: str) -> None:
        self.told.append(("installed", workspace))

    async def summaries(self, platform: str, workspace: str) -> Sequence[ChannelSummary]:
        return [self._summary(a) for a in self.channels if (a.platform, a.workspace) == (platform, workspace)]

    async def summary(self, address: Address) -> ChannelSummary | None:
        return self._summary(address) if address in self.channels else None

    def _summary(self, address: Address) -> ChannelSummary:
        channel = Channel(key=1, address=address, name="papers", since=date(2026, 11, 1), owner=self.owner)
        return ChannelSummary(channel=channel, subscriptions=())


@dataclass
class FakeAdapterFacts:
    """A dictionary."""

    pages: dict[str, str] = field(default_factory=dict)
    written: int = 0

    async def read(self, platform: str, name: str) -> str | None:
        return self.pages.get(name)

    async def write(self, platform: str, name: str, value: str | None) -> None:
        self.written += 1
        if value is None:
            self.pages.pop(name, None)
        else:
            self.pages[name] = value

    async def write_first(self, platform: str, name: str, value: str) -> bool:
        self.written += 1
        return name not in self.pages and self.pages.setdefault(name, value) == value

    async def beginning(self, platform: str, start: str) -> dict[str, str]:
        return {name: value for name, value in sorted(self.pages.items()) if name.startswith(start)}


@dataclass
class Insides:
    """The fakes of one test, and the parts made of them."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    lifecycle: FakeLifecycle = field(default_factory=FakeLifecycle)
    adapter_facts: FakeAdapterFacts = field(default_factory=FakeAdapterFacts)
    workers: Alone | Member = field(default_factory=Alone)

    def parts(self) -> CoreServices:
        nobody = cast("Any", None)
        return CoreServices(
            desk=self.desk,
            lifecycle=self.lifecycle,
            vault=nobody,
            adapter_facts=self.adapter_facts,
            journal=nobody,
            clock=WallClock(),
            workers=self.workers,
        )


def delivery(address: Address, token: str = TOKEN, **more: Any) -> Delivery:
    """A delivery under way."""
    known: dict[str, Any] = {"key": 1, "digest": 1, "part": 0, "state": State.SENDING} | more
    return Delivery(address=address, token=token, **known)


async def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something has become true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 -- what is waited for lies outside
            await asyncio.sleep(0.005)
