"""What a handler is asked, what it works with, and what it answers."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.assumed_zone import assumed
from bot.channels.new_channel import started
from bot.channels.obstacles import Obstacles, not_asked, not_recovered
from bot.channels.opt_in import OptIn
from bot.channels.reach import Reach
from bot.errors import UserError
from bot.model.channel import Address, Channel
from bot.model.discussion import NotOpened, Opened
from bot.model.obstacle import Hindrance, Obstacle
from bot.model.role import ALL_ROLES, Role
from bot.model.source_down import Down
from bot.model.source_set_up import SourceSetUp
from bot.papers.source_state import unheard
from bot.ports import Finder, Store
from bot.ports.request import Request
from bot.search.foresight import Foresight
from bot.search.result import Searcher
from bot.views.blocks import Button, View


async def _of_use(_channel: Channel, _name: str, _value: str) -> str:
    """Where no platform is at hand."""
    return ""


def _nothing(_channel: int, _paper: int) -> None:
    """No digest is shown anywhere."""


async def _no_threads(_channel: int, _paper: int, _view: View) -> Opened | NotOpened:
    """Where no platform is at hand."""
    return NotOpened("There are no threads here.")


def _nobody(_: Address) -> None:
    """Nobody asks where commands come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What handlers work with. `sources`: names of the sources in use; `set_ups`: of all there are, () if nobody
    knows; `zone`: for channels of people without one; `poke`: wakes the dispatcher, so that what was planned now
    is sent now; `heard`: told where a command came from, which shows that Paperboy is alive there; `hindrance` and
    `recover`: see `bot.channels.obstacles`;
    `without_effect`: why a platform's own setting is of no use there, "" if it is; `redraw`: told which paper of a
    channel (by the store's keys) has new marks; `opt_in` asks e-mail addresses; `discuss`: opens a thread on a
    paper, with a view in it.
    """

    store: Store
    searcher: Searcher
    foresight: Foresight
    poke: Callable[[], None]
    heard: Callable[[Address], None] = _nobody
    redraw: Callable[[int, int], None] = _nothing
    finders: tuple[Finder, ...] = ()
    sources: tuple[str, ...] = ()
    set_ups: Sequence[SourceSetUp] = ()
    zone: str = "UTC"
    hindrance: Callable[[Channel], Awaitable[Hindrance]] = not_asked
    recover: Callable[[Address], Awaitable[bool]] = not_recovered
    without_effect: Callable[[Channel, str, str], Awaitable[str]] = _of_use
    opt_in: OptIn | None = None
    reach: Reach = field(default_factory=Reach)
    discuss: Callable[[int, int, View], Awaitable[Opened | NotOpened]] = _no_threads
    roles: Collection[Role] = ALL_ROLES  # of this process


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply's view. `changed`: something is different from before, so everyone sees it and it is audited.

    `said`: what the person did, to stand behind their name ("subscribed this channel to …"). Then that line is
    what everyone sees, and the view is the asker's.
    """

    view: View
    changed: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call with its channel: as stored, or (key 0) as it will be once something is changed here."""

    tools: Tools
    request: Request
    channel: Channel
    command: str
    arguments: Mapping[str, str]

    @property
    def store(self) -> Store:
        """All of storage."""
        return self.tools.store

    @property
    def now(self) -> datetime:
        """The instant of the call, UTC."""
        return self.request.now

    @property
    def person(self) -> str:
        """The user id of who asks."""
        return self.request.person.id

    @property
    def known(self) -> bool:
        """Whether the channel has been set up."""
        return self.channel.key != 0

    async def down(self) -> tuple[Down, ...]:
        """The sources in use that do not answer at the moment, or that nobody asks."""
        return unheard(await self.store.journal.polls(), self.tools.sources, self.now)

    def given(self, name: str) -> str:
        """An argument, trimmed; "" if it was not given."""
        return self.arguments.get(name, "").strip()

    async def obstacles(self, channel: Channel | None = None) -> tuple[Obstacle, ...]:
        """What stands in the way of the next post here, asked now."""
        found = Obstacles(self.store, self.tools.hindrance, self.tools.recover, self.tools.roles)
        return await found.of(channel or self.channel, self.now)

    @property
    def started(self) -> bool:
        """Whether digests come here, or would but for a pause."""
        return self.known and (self.channel.next_due is not None or self.channel.pause is not None)

    async def home(self, *, start: bool = False) -> Channel:
        """The channel, made at its first change. `start`: its digests begin, if they had not.

        A paper saved or hidden makes a channel without digests; only its set-up starts them.
        """
        channel = await self._made()
        if start and not self.started:
            return await self.change(lambda it: started(it, self.now) if not it.next_due and not it.pause else it)
        return channel

    async def change(self, update: Callable[[Channel], Channel]) -> Channel:
        """The channel after the update of what it is at this moment, made first if nobody had set it up."""
        return await self.store.channels.change((await self._made()).key, update)

    async def _made(self) -> Channel:
        """As stored; at its first change with a note that its zone is a guess, where the person's is not known."""
        if self.known:
            return self.channel
        channel = await self.store.channels.create(self.channel)
        if not self.request.person.zone and not self.request.operator:
            await assumed(self.store, channel)
        return channel


class AskBackError(UserError):
    """A sentence with buttons: what was typed has several meanings, or nearly one."""

    def __init__(self, sentence: str, *buttons: Button) -> None:
        super().__init__(sentence)
        self.buttons = buttons
