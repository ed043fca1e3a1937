"""A chat platform: how digests reach it, and how people reach Paperboy there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from bot.model.channel import Address, Channel
from bot.model.delivery import Delivery, Lookup, Outcome, Receipt, Scope
from bot.model.digest import Edition
from bot.model.obstacle import Hindrance
from bot.ports.letters import Letters
from bot.views.blocks import View

Message: TypeAlias = Mapping[str, Any]  # a platform's own payload, made by its renderer, opaque to the core


@dataclass(frozen=True, slots=True)
class NotYet:
    """The platform's limits allow no message now: none within the scope for so many seconds."""

    seconds: float
    scope: Scope = Scope.CHANNEL


class Sender(Protocol):
    """How digests reach a platform."""

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """The view as messages in order, each within the platform's limits. Pure.

        `edition` is given for a digest (its layout and platform settings); `plain` asks for plain text,
        after the platform rejected the rich rendering.
        """
        ...

    def turn(self, address: Address) -> NotYet | None:
        """Take the turn of one message there, which counts from now; or when to ask again. Never waits."""
        ...

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """Try once; never raises for what the outside does. `root` is part 0's receipt for later parts."""
        ...

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        """Whether an ambiguous attempt arrived."""
        ...


class Editor(Protocol):
    """How a message that is posted is shown anew, on platforms where that can be done."""

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        """Put the message in the place of the posted one, within the platform's limits for that. It never posts,
        and never raises for what the outside does.
        """
        ...


class Threads(Protocol):
    """How a thread is opened on a message that is posted, on platforms that have threads."""

    async def open(self, delivery: Delivery, receipt: Receipt, title: str) -> Outcome:
        """The thread on the message, opened if there is none: `Sent` with what `say` takes. To open it twice is to
        open it once. Never raises for what the outside does.
        """
        ...

    async def say(self, delivery: Delivery, message: Message, thread: Receipt, now: datetime) -> Outcome:
        """Try once; what is ambiguous is looked for first. Never raises for what the outside does."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: what was checked, whether it is well, and the exact fix if not.

    `ok` None means: could not be told, or only worth knowing. `at_start`: a start says it as well.
    `stops`: until it is mended nothing is posted or answered on the whole platform.
    """

    what: str
    ok: bool | None
    detail: str = ""
    fix: str = ""
    at_start: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far a platform is set up. `on`: it runs. `missing`: what it lacks or has wrong, as a sentence, or ""."""

    name: str
    on: bool
    missing: str = ""


class Listener(Protocol):
    """How people reach Paperboy on a platform."""

    async def serve(self) -> None:
        """Take commands until cancelled. An outage outside never ends it."""
        ...

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        """Show a view to one person (a DM); False if that cannot be done."""
        ...

    async def alive(self, workspace: str) -> bool | None:
        """Whether Paperboy is installed there and its token works, in the platform's own word; None: not told."""
        ...

    async def hindrance(self, channel: Channel) -> Hindrance:
        """Why nothing can be posted there at this moment, with the remedy; within two seconds, else not told."""
        ...

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        """Why a setting of the platform's own (`name` as in `Settings.extras`) would do nothing there, and what
        would, in a sentence; "" if it has an effect, or it cannot be told.
        """
        ...

    async def check(self, address: Address | None) -> Sequence[Finding]:
        """What `doctor` prints of this platform, and of one channel if given."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat platform: its name in settings and addresses, and its two sides.

    `close`, if there is one, is awaited at the very end, after the listener and the dispatcher. `letters`: how
    mail that is no digest is sent, on a platform of e-mail. `local`: where on this machine its messages
    stay, "" if they reach people elsewhere.
    """

    name: str
    sender: Sender
    listener: Listener
    close: Callable[[], Awaitable[None]] | None = None
    editor: Editor | None = None
    threads: Threads | None = None
    letters: Letters | None = None
    local: str = ""
