"""A chat platform, or a mail server, and what it keeps: messages are stored when it says, whatever the sender hears.

It outlives every process. What becomes of a call is drawn from the scenario's seed, the message's token and how often
it was tried, so that the same scenario meets the same answers whatever else is changed.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model.channel import Address
from bot.model.delivery import Delivery, RetryAfter, Scope
from bot.ports import Message
from tests.simulation.calls import FAIR, table
from tests.simulation.slack_tokens import SlackTokens

CHANNEL_EVERY = 1.0  # seconds between two messages of a channel; Slack's documented pace
NONCE_SECONDS = 300.0  # for so long Discord answers a nonce again with the message that has it
SHOWN_AFTER = 4.0  # seconds until a stored message shows in the history
HEARD_WITHIN = 1.0  # seconds after which whoever was told to wait has heard it
# What each platform counts together: Slack a workspace's messages, Discord an application's, a mail server a sender's.
WIDE = {"slack": Scope.WORKSPACE, "discord": Scope.PLATFORM, "email": Scope.PLATFORM}


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
    wide_every: float = 2.0  # seconds between two messages of all that a limit wider than a channel's counts
    rough: Windows = field(default_factory=Windows)  # by channel
    refused: Windows = field(default_factory=Windows)  # by channel
    dead: Windows = field(default_factory=Windows)  # by workspace
    tokens: SlackTokens | None = None  # where some are revoked or rotate
    reset: Windows = field(default_factory=Windows)  # Discord's token
    refusals: list[datetime] = field(default_factory=list)  # when that was found out
    deleted: dict[str, datetime] = field(default_factory=dict)  # channels that are no more, and since when
    poison: frozenset[str] = frozenset()  # papers that a rich message may not hold
    messages: list[Stored] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    called: dict[str, tuple[float, ...]] = field(
        default_factory=dict
    )  # when each channel, and more, was last asked
    waits: list["Told"] = field(default_factory=list)
    stood_still: set[int] = field(
        default_factory=set
    )  # lives whose turns came to nothing for a while, and then at once
    handed_on: bool = False  # a workspace's messages come through one process, until another has it
    steady: bool = True  # nobody sets the clock by which it is waited
    set_right: Sequence[tuple[float, float]] = ()  # when it is set that was slow, and by how many seconds
    faults: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)  # what a sender came upon there
    violations: list[str] = field(default_factory=list)

    def draw(self, delivery: Delivery, now: datetime) -> tuple[str, random.Random]:
        """What becomes of this call."""
        self.tries[delivery.token] += 1
        chance = random.Random(f"{self.seed}/{delivery.token}/{self.tries[delivery.token]}")
        rough = self.rough.hold(delivery.address.channel, now)
        kinds = table(self.name, everywhere=self.rough.hold("", now)) if rough else FAIR
        kind = chance.choices(list(kinds), list(kinds.values()))[0]
        self.faults[kind] += 1
        return kind, chance

    def store(self, delivery: Delivery, message: Message, called: datetime, at: datetime, wall: datetime) -> str:
        """Keep a message from that instant on; its id."""
        if self.nonce:
            for place, known in enumerate(self.messages):
                recent = (at - known.at).total_seconds() <= NONCE_SECONDS
                if known.token == delivery.token and recent:
                    self.met["a nonce within its window"] += 1
                    if at < known.at:  # this one arrives first, and the other is the one that is recognised
                        self.messages[place] = replace(known, called=called, at=at, wall=wall)
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

    def pace(self, address: Address, life: int, now: float) -> None:
        """The platform's own limits: one in so many seconds, and one more in a burst; and each wait that it asked for."""
        wide = f"{address.workspace if WIDE[self.name] is Scope.WORKSPACE else 'all'} of life {life}"
        if self.handed_on and WIDE[self.name] is Scope.WORKSPACE:
            wide = address.workspace
        waited = self.tokens is not None and self.tokens.rotate  # for a renewal, several at once
        for place, every in ((address.channel, CHANNEL_EVERY), (wide, self.wide_every)):
            before = self.called.get(place, ())
            if len(before) > 1 and now - before[-2] < every - 1e-6 and not waited and life not in self.stood_still:
                self.violations.append(f"{place} was asked three times within {now - before[-2]:.3f} s")
            self.called[place] = (*before, now)[-2:]
        for each in self.waits if self.steady and life not in self.stood_still else ():
            shorter = sum(seconds for at, seconds in self.set_right if each.since < at <= now)
            until = each.until - shorter
            if each.life == life and each.covers(address) and each.since + HEARD_WITHIN < now < until:
                self.violations.append(f"{address.channel} was asked {until - now:.1f} s before it may be: {each}")

    def told(self, address: Address, life: int, wait: RetryAfter, now: float) -> None:
        """A process hears how long to wait, and where. A hundredth less counts, since its clock may drift."""
        if wait.seconds:
            workspace = None if wait.scope is Scope.PLATFORM else address.workspace
            channel = address.channel if wait.scope is Scope.CHANNEL else None
            self.waits = [each for each in self.waits if each.until > now]
            self.waits.append(Told(life, workspace, channel, now, now + wait.seconds * 0.99))


@dataclass(frozen=True, slots=True)
class Told:
    """Nothing is to come from that life of the process before that instant; None: wherever it is for."""

    life: int
    workspace: str | None
    channel: str | None
    since: float
    until: float

    def covers(self, address: Address) -> bool:
        return self.workspace in {None, address.workspace} and self.channel in {None, address.channel}
