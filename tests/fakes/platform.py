"""A chat platform that does what a script says and remembers what it accepted."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.model.channel import Address, Channel
from bot.model.delivery import Ambiguous, Delivery, Lookup, NotThere, Outcome, Receipt, RetryAfter, Sent, Unknown
from bot.model.digest import Edition
from bot.model.obstacle import Hindrance
from bot.ports import Clock, Finding, Message, NotYet, Platform
from bot.views.blocks import Heading, PaperCard, View
from tests.fakes.clock import FakeClock


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection drops before the message was stored."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The message is stored, then the connection drops."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Accepted, or whatever `answer` says, after so many seconds."""

    seconds: float
    answer: RetryAfter | None = None


@dataclass(frozen=True, slots=True)
class Raises:
    """The adapter itself breaks; stored or not."""

    error: Exception
    stored: bool = False


Step: TypeAlias = Outcome | DropBefore | DropAfter | Slow | Raises
ACCEPT = "accept"


@dataclass(slots=True)
class FakePlatform:
    """Sender and listener in one. Scripts are per channel id ("" for any); when a script is over, all is accepted.

    `history` says whether `find` can tell; `split` is how many cards go into one message.
    """

    name: str = "fake"
    clock: Clock = field(default_factory=FakeClock)
    history: bool = True
    split: int = 100
    plain_split: int | None = None  # the same for plain text
    send_seconds: float = 0
    plain_only: bool = False  # rejects nothing by itself; the renderer breaks on rich text
    render_wants: Exception | None = None
    accepted: list[tuple[Delivery, Message]] = field(default_factory=list)
    posted: dict[str, Receipt] = field(default_factory=dict)
    tried: list[Delivery] = field(default_factory=list)
    looked_up: list[Delivery] = field(default_factory=list)
    turns: Counter[Address] = field(default_factory=Counter)
    told: list[tuple[str, str, View]] = field(default_factory=list)
    living: dict[str, bool] = field(
        default_factory=dict
    )  # workspaces of which the platform says whether they live
    hindrances: dict[str, Hindrance] = field(default_factory=dict)  # by channel id
    reachable: bool = True  # whether people can be told
    telling_raises: Exception | None = None
    asked: Counter[Address] = field(default_factory=Counter)  # for a turn
    turn_waits: dict[str, NotYet] = field(default_factory=dict)  # before each turn, by channel or workspace
    busy: int = 0
    busiest: int = 0
    lookups: deque[Lookup | Exception] = field(default_factory=deque)
    _free_at: dict[Address, datetime] = field(default_factory=dict)
    _scripts: defaultdict[str, deque[Step]] = field(default_factory=lambda: defaultdict(deque))

    def platform(self) -> Platform:
        return Platform(self.name, self, self)

    def script(self, steps: Iterable[Step], channel: str = "") -> None:
        self._scripts[channel].extend(steps)

    def duplicates(self) -> list[str]:
        """Tokens accepted more than once."""
        counted = Counter(delivery.token for delivery, _ in self.accepted)
        return [token for token, times in counted.items() if times > 1]

    # --- Sender

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        if self.render_wants:
            raise self.render_wants
        if self.plain_only and not plain:
            raise ValueError("this paper breaks the rich renderer")
        lines = [_words(block) for block in view.blocks]
        size = self.plain_split or self.split if plain else self.split
        parts = [lines[i : i + size] for i in range(0, len(lines), size)]
        return [{"text": "\n".join(part), "plain": plain} for part in parts]

    def turn(self, address: Address) -> NotYet | None:
        self.asked[address] += 1
        wait = self.turn_waits.get(address.channel) or self.turn_waits.get(address.workspace)
        now = self.clock.now()
        if wait is not None:
            left = (self._free_at.setdefault(address, now + timedelta(seconds=wait.seconds)) - now).total_seconds()
            if left > 0:
                return NotYet(left, wait.scope)
            del self._free_at[address]
        self.turns[address] += 1
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        assert (root is None) == (delivery.part == 0), "later parts know their root, the first has none"
        self.tried.append(delivery)
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            if self.send_seconds:
                await self.clock.sleep(self.send_seconds)
            return await self._play(delivery, message)
        finally:
            self.busy -= 1

    async def _play(self, delivery: Delivery, message: Message) -> Outcome:
        script = self._scripts.get(delivery.address.channel) or self._scripts[""]
        match script.popleft() if script else ACCEPT:
            case "accept":
                return self._accept(delivery, message)
            case DropBefore():
                return Ambiguous("the connection dropped")
            case DropAfter():
                self._accept(delivery, message)
                return Ambiguous("the connection dropped")
            case Slow(seconds=seconds, answer=answer):
                await self.clock.sleep(seconds)
                return answer or self._accept(delivery, message)
            case Raises(error=error, stored=stored):
                if stored:
                    self._accept(delivery, message)
                raise error
            case Sent():
                return self._accept(delivery, message)
            case outcome:
                await asyncio.sleep(0)
                return outcome

    def _accept(self, delivery: Delivery, message: Message) -> Sent:
        self.accepted.append((delivery, message))
        receipt = Receipt(f"m{len(self.accepted)}", f"https://fake.example/{delivery.address.channel}")
        self.posted.setdefault(delivery.token, receipt)
        return Sent(receipt)

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        self.looked_up.append(delivery)
        if self.lookups:
            answer = self.lookups.popleft()
            if isinstance(answer, Exception):
                raise answer
            return answer
        if not self.history:
            return Unknown("this platform keeps no history")
        receipt = self.posted.get(delivery.token)
        return Sent(receipt) if receipt else NotThere()

    # --- Listener

    async def serve(self) -> None:
        await asyncio.Event().wait()

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        if self.telling_raises:
            raise self.telling_raises
        self.told.append((workspace, person, view))
        return self.reachable

    async def alive(self, workspace: str) -> bool | None:
        return self.living.get(workspace)

    async def hindrance(self, channel: Channel) -> Hindrance:
        if self.telling_raises:
            raise self.telling_raises
        return self.hindrances.get(channel.address.channel, Hindrance())

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        return "" if name == f"{self.name}.known" else f"There is no setting {name}."

    async def check(self, address: Address | None) -> Sequence[Finding]:
        return [Finding("the fake platform", ok=True)]


def _words(block: object) -> str:
    match block:
        case PaperCard(title=title):
            return title
        case Heading(text=text):
            return text
        case _:
            return str(block)
