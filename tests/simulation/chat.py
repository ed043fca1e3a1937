"""A chat platform and what it keeps: messages are stored when the platform says, whatever the sender hears.

The platform outlives every process. What becomes of a call is drawn from the scenario's seed, the message's token
and how often it was tried, so that the same scenario meets the same weather whatever else is changed.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.rate_limit import RateLimiter
from bot.model.channel import Address, Channel
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Lookup,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    Unknown,
)
from bot.model.digest import Edition
from bot.model.obstacle import Hindrance
from bot.ports import Finding, Message, NotYet
from bot.views.blocks import PaperCard, View
from tests.simulation.clock import SimulatedClock

CHANNEL_EVERY = 1.0  # seconds between two messages of a channel; Slack's documented pace
NONCE_SECONDS = 300.0  # for so long Discord answers a nonce again with the message that has it
SHOWN_AFTER = 4.0  # seconds until a stored message shows in the history
ON_ITS_WAY = 35.0  # seconds more until a message may be stored whose connection dropped within the first five

NEVER = 10_000.0  # seconds: longer than anybody waits


@dataclass(frozen=True, slots=True)
class Call:
    """What becomes of a call: after how many seconds it is answered and how (None: with what was stored, or, where
    nothing was, by an exception), and after how many the message is stored (None: never).
    """

    seconds: float
    outcome: Outcome | None = None
    stored_after: float | None = None


def weather(kind: str, chance: random.Random) -> Call:
    """A call in fair or rough weather."""
    return CALLS[kind](chance)


def _slow(chance: random.Random) -> Call:
    seconds = 5 + chance.random() * 35
    return Call(seconds, stored_after=seconds * chance.random())


def _dropped_after(chance: random.Random) -> Call:
    seconds = chance.random() * 10
    return Call(seconds, Ambiguous("HTTP 502"), seconds * chance.random())


def _accepted(chance: random.Random) -> Call:
    seconds = 0.05 + chance.random()
    return Call(seconds, stored_after=seconds)


CALLS: dict[str, Callable[[random.Random], Call]] = {
    "accept": _accepted,
    "slow": _slow,
    "throttled": lambda c: Call(0.1, RetryAfter(c.choice([None, 0.0, 3.0, 30.0, 600.0]), "ratelimited")),
    "throttled workspace": lambda c: Call(0.1, RetryAfter(20 + 100 * c.random(), "ratelimited", Scope.WORKSPACE)),
    "unwell": lambda c: Call(0.1, RetryAfter(None, "HTTP 429")),
    "dropped before": lambda c: Call(c.random() * 10, Ambiguous("the connection dropped")),
    "dropped after": _dropped_after,
    "stored later": lambda c: Call(
        c.random() * 5, Ambiguous("the connection dropped"), 5 + c.random() * ON_ITS_WAY
    ),
    "hangs": lambda c: Call(NEVER, Ambiguous("nobody waits for it")),
    "hangs and stores": lambda c: Call(NEVER, Ambiguous("nobody waits for it"), c.random() * 30),
    "raises": lambda c: Call(0.1),
    "raises and stores": lambda c: Call(0.2, Ambiguous("it broke after it was sent"), 0.1),
}
FAIR = {"accept": 1.0}
ROUGH = {
    "accept": 0.35,
    "slow": 0.08,
    "throttled": 0.1,
    "throttled workspace": 0.05,
    "unwell": 0.05,
    "dropped before": 0.08,
    "dropped after": 0.1,
    "stored later": 0.08,
    "hangs": 0.03,
    "hangs and stores": 0.03,
    "raises": 0.02,
    "raises and stores": 0.03,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A message that people see. `at`: when the platform stored it; `called`: when it was asked to."""

    channel: str
    token: str
    part: int
    papers: tuple[str, ...]
    called: datetime
    at: datetime
    wall: datetime  # what the sender's clock said when it called
    id: str


@dataclass(slots=True)
class Windows:
    """Spans of time in which something holds, by place."""

    spans: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def hold(self, place: str, now: datetime) -> bool:
        return any(where in {place, ""} and first <= now < last for where, first, last in self.spans)

    def touch(self, place: str, first: datetime, last: datetime) -> bool:
        return any(where in {place, ""} and begins < last and first < ends for where, begins, ends in self.spans)


@dataclass(slots=True)
class Chat:
    """The platform itself. `nonce`: it recognises a message sent twice; `history`: it can be asked for one."""

    name: str
    seed: int
    nonce: bool = False
    history: bool = True
    rough: Windows = field(default_factory=Windows)  # by channel
    refused: Windows = field(default_factory=Windows)  # by channel
    dead: Windows = field(default_factory=Windows)  # by workspace
    poison: frozenset[str] = frozenset()  # papers that a rich message may not hold
    messages: list[Stored] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    called: dict[str, tuple[float, ...]] = field(default_factory=dict)  # when each channel was last asked
    faults: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def draw(self, delivery: Delivery, now: datetime) -> tuple[str, random.Random]:
        """What becomes of this call."""
        self.tries[delivery.token] += 1
        chance = random.Random(f"{self.seed}/{delivery.token}/{self.tries[delivery.token]}")
        table = ROUGH if self.rough.hold(delivery.address.channel, now) else FAIR
        kind = chance.choices(list(table), list(table.values()))[0]
        self.faults[kind] += 1
        return kind, chance

    def store(self, delivery: Delivery, message: Message, called: datetime, at: datetime, wall: datetime) -> str:
        """Keep a message from that instant on; its id."""
        if self.nonce:
            for known in self.messages:
                recent = (at - known.at).total_seconds() <= NONCE_SECONDS
                if known.token == delivery.token and recent:
                    return known.id
        number = f"{self.name}{len(self.messages) + 1}"
        kept = Stored(
            delivery.address.channel,
            delivery.token,
            delivery.part,
            tuple(message["papers"]),
            called,
            at,
            wall,
            number,
        )
        self.messages.append(kept)
        return number

    def shown(self, token: str, now: datetime) -> str | None:
        """The message with that token, if the history has it by now."""
        for known in self.messages:
            if known.token == token and known.at + timedelta(seconds=SHOWN_AFTER) <= now:
                return known.id
        return None

    def pace(self, channel: str, now: float) -> None:
        """The platform's own limit: one a second, and one more in a burst."""
        before = self.called.get(channel, ())
        if len(before) > 1 and now - before[-2] < CHANNEL_EVERY - 1e-6:
            self.violations.append(f"{channel} was asked three times within {now - before[-2]:.3f} s")
        self.called[channel] = (*before, now)[-2:]


class SimulatedChat:
    """One process's side of the platform: sender and listener."""

    def __init__(self, chat: Chat, clock: SimulatedClock, alive: Callable[[], bool]) -> None:
        self._chat, self._clock, self._alive = chat, clock, alive
        self._pace = RateLimiter(CHANNEL_EVERY, monotonic=clock.monotonic)
        self.told: list[tuple[str, str]] = []

    # --- Sender

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        papers = [block.id for block in view.blocks if isinstance(block, PaperCard)]
        size = 3 if plain else 2
        parts = [papers[first : first + size] for first in range(0, len(papers), size)] or [[]]
        return [{"papers": part, "plain": plain, "said": view.summary} for part in parts]

    def turn(self, address: Address) -> NotYet | None:
        if wait := self._pace.wait(address):
            return NotYet(wait)
        self._pace.take(address)
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        self._living()
        chat, address, now = self._chat, delivery.address, self._clock.true()
        chat.pace(address.channel, now.timestamp())
        if (root is None) != (delivery.part == 0):
            chat.violations.append(f"{address.channel}: part {delivery.part} with root {root}")
        call = self._no(address, message, now) or weather(*chat.draw(delivery, now))
        outcome = call.outcome
        if call.stored_after is not None:
            at = now + timedelta(seconds=call.stored_after)
            number = chat.store(delivery, message, now, at, self._clock.now())
            outcome = outcome or Sent(Receipt(number, f"https://chat.example/{number}"))
        await asyncio.sleep(call.seconds)
        self._living()
        if outcome is None:
            raise RuntimeError("the adapter broke")
        return outcome

    def _no(self, address: Address, message: Message, now: datetime) -> "Call | None":
        """What the platform says to anything that comes there now."""
        if self._chat.dead.hold(address.workspace, now):
            return Call(0.1, Dead("account_inactive", "Install Paperboy again."))
        if self._chat.refused.hold(address.channel, now):
            return Call(0.1, Refused("is_archived", "Unarchive the channel."))
        if not message["plain"] and self._chat.poison.intersection(message["papers"]):
            return Call(0.1, Rejected("invalid_blocks"))
        return None

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        self._living()
        chat, true = self._chat, self._clock.true()
        chance = random.Random(
            f"{chat.seed}/find/{delivery.token}/{chat.tries[delivery.token]}/{true.isoformat()}"
        )
        await asyncio.sleep(0.1)
        if not chat.history:
            return Unknown("no scope for the history")
        if chat.rough.hold(delivery.address.channel, true) and chance.random() < 0.3:
            if chance.random() < 0.3:
                raise RuntimeError("the adapter broke")
            return RetryAfter(chance.choice([None, 10.0, 60.0]), "ratelimited")
        number = chat.shown(delivery.token, self._clock.true())
        self._living()
        return Sent(Receipt(number)) if number else NotThere()

    def _living(self) -> None:
        if not self._alive():
            raise ConnectionError("the process is dead")

    # --- Listener

    async def serve(self) -> None:
        await asyncio.Event().wait()

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        self.told.append((workspace, person))
        return True

    async def alive(self, workspace: str) -> bool | None:
        self._living()
        return not self._chat.dead.hold(workspace, self._clock.true())

    async def hindrance(self, channel: Channel) -> Hindrance:
        return Hindrance()

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        return ""

    async def check(self, address: Address | None) -> Sequence[Finding]:
        return []
