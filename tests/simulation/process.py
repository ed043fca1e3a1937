"""One life of Paperboy: the core and the store as they are, on a simulated disk, clock, platforms and source.

What is left out is what the loop stands for: APScheduler's timing (duties come round here when something falls
due, and now and then), sockets and the platforms' client libraries, and the search engine.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from adapters.slack.api.installations import VaultInstallations
from bot.app.clock_steps import ClockSteps
from bot.app.duties import Duties
from bot.app.vital_signs import VitalSigns
from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.channels.recovery import Recovery
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.counters import Counters
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.limits import Limits
from bot.errors import PaperboyError
from bot.model.role import ALL_ROLES
from bot.papers.poller import Poller
from bot.ports import Index, Platform, Store
from bot.search.foresight import Foresight
from bot.views.digest import digest_view
from storage.adapter_facts import SqlAdapterFacts
from storage.channels import SqlChannels
from storage.discussions import SqlDiscussions
from storage.feedback import SqlFeedback
from storage.journal import SqlJournal
from storage.keyring import Keyring
from storage.mail.requests import SqlMailRequests
from storage.outbox import SqlOutbox
from storage.paper_changes import SqlChangedPapers
from storage.papers import SqlLists, SqlPapers
from storage.plans import SqlPlans
from storage.removal.retention import SqlRetention
from storage.rows.instants import from_column, to_column
from storage.sqlite.deliver_alone import deliver_alone
from storage.vault import SqlVault
from storage.workspaces import SqlWorkspaces
from tests.fakes.searcher import FakeIndex, FakeSearcher
from tests.fakes.workers import Alone, Member
from tests.simulation.adapter import SimulatedChat
from tests.simulation.chat import Chat
from tests.simulation.clock import SimulatedClock
from tests.simulation.disk import Disk, Mark, SimulatedDatabase
from tests.simulation.papers import SimulatedSource
from tests.simulation.slack_tokens import SlackDoor

KEY = b"a" * 43 + b"="
LONGEST_NAP = 6 * 3_600.0  # seconds; the dispatcher's own is shorter, which only costs time here
SHARED_NAP = 60.0  # what another process left is looked for so often
PLAN_AT_LEAST = 6 * 3_600.0
LATER = "SELECT min(next_due) FROM channel WHERE next_due > ?"
POLL_EVERY = 7_300.0  # a little more than the source wishes
POLL_LATE = 100.0  # by which a source is asked late
POLL_AGAIN = 900.0  # where it was due and could not be asked, or what it said not be kept
RECOVER_EVERY = 1_800.0  # where a workspace dies


def keyring() -> Keyring:
    """Of every life."""
    return Keyring([KEY])


class NoIndex(FakeIndex):
    """Search is not simulated."""

    share = 1.0

    async def repair(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Shared:
    """One of several processes on one database: its name in the rows, and what it holds by name."""

    owner: str
    member: Member


@dataclass(slots=True)
class Life:
    """A running process."""

    clock: SimulatedClock
    desk: Desk
    store: Store
    duties: Duties
    dispatcher: Dispatcher
    database: SimulatedDatabase
    woken: asyncio.Event
    stepped: asyncio.Event  # the clock was set: what waits by it looks anew
    said: str  # at its start
    signs: VitalSigns
    lifecycle: ChannelLifecycle
    slack: SlackDoor | None  # where some tokens are revoked or rotate
    counters: Counters

    async def plan_for_ever(self, chance: random.Random) -> None:
        """The duty that comes every five seconds, without the rounds in which nothing can be due."""
        overdue = 5.0  # what is due and cannot be planned for is looked at ever more rarely
        while True:
            self.woken.clear()
            await _duty(self.duties.plan())
            wait = self._until_due("SELECT min(next_due) FROM channel") + chance.random() * 5
            overdue = min(overdue * 2, 600.0) if wait < overdue else 5.0
            if wait < overdue:  # of what may not be planned for others do not wait
                wait = min(overdue, max(5.0, self._until_due(LATER, to_column(self.clock.now()))))
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(wait, 5.0), PLAN_AT_LEAST)):
                    await self.woken.wait()
                    overdue = 5.0

    async def recover(self) -> None:
        """The duty that asks for dead workspaces; what one of them missed is planned for at once."""
        dead = "SELECT count(*) FROM workspace"
        before = self.database.disk.rows(dead)
        await self.duties.recover()
        if self.database.disk.rows(dead) != before:
            self.woken.set()

    async def poll_for_ever(self) -> None:
        """The duty that asks whatever source is due, without the rounds in which none can be."""
        while True:
            await _duty(self.duties.poll())
            due = self._until_due("SELECT min(not_before) FROM poll")
            with suppress(TimeoutError):
                async with asyncio.timeout(min(POLL_EVERY, due + POLL_LATE) if due > 0 else POLL_AGAIN):
                    await self.stepped.wait()
                    self.stepped.clear()

    async def every(self, seconds: float, duty: Any) -> None:
        while True:
            await _duty(duty())
            await asyncio.sleep(seconds)

    def _until_due(self, first_due: str, *values: int) -> float:
        if self.database.dead:
            return PLAN_AT_LEAST
        (first,) = self.database.disk.rows(first_due, *values)[0]
        if first is None:
            return PLAN_AT_LEAST
        return (from_column(first) - self.clock.now()).total_seconds()


async def _duty(work: Any) -> None:
    """As the scheduler does it: whatever a duty raises, it is called again."""
    with suppress(PaperboyError):
        await work


@asynccontextmanager
async def life(
    disk: Disk,
    clock: SimulatedClock,
    chats: Mapping[str, Chat],
    source: SimulatedSource,
    database: SimulatedDatabase,
    *,
    number: int,
    worker: Shared | None = None,
) -> AsyncIterator[Life]:
    """Everything wired, as `bot.wiring` does it; `worker`: it shares the work with others."""
    mark = Mark(disk)
    index = cast(Index, NoIndex())
    store = Store(
        papers=SqlPapers(database),
        changed_papers=SqlChangedPapers(database),
        lists=SqlLists(database),
        journal=SqlJournal(database),
        channels=SqlChannels(database),
        plans=SqlPlans(database),
        outbox=SqlOutbox(database, mark.note, lambda: worker.owner if worker else ""),
        memory=SqlFeedback(database),
        discussions=SqlDiscussions(database),
        index=index,
        vault=SqlVault(database, keyring),
        adapter_facts=SqlAdapterFacts(database),
        workspaces=SqlWorkspaces(database),
        mail_requests=SqlMailRequests(database),
        retention=SqlRetention(database),
        workers=worker.member if worker else Alone(),
    )
    platforms: list[Platform] = []
    slack: SlackDoor | None = None
    for name, chat in chats.items():
        if chat.tokens is not None:
            slack = SlackDoor(chat.tokens, VaultInstallations(store.vault), clock)
        door = slack if chat.tokens is not None else None
        adapter = SimulatedChat(chat, clock, lambda: not database.dead, number, slack=door)
        platforms.append(Platform(name, adapter, adapter))
    counters = Counters()
    by_name = {platform.name: platform for platform in platforms}
    notices = OwnerNotices(by_name)
    lifecycle = ChannelLifecycle(store, clock, notices, 30)
    dispatcher = Dispatcher(
        store.outbox,
        store.plans,
        platforms,
        clock,
        digest_view,
        notices=notices,
        counters=counters,
        limits=Limits(longest_nap=SHARED_NAP if worker else LONGEST_NAP),
        shared=worker is not None,
    )
    recovery = Recovery(store.workspaces, lifecycle, platforms, clock)
    desk = Desk(
        Tools(
            store=store,
            searcher=FakeSearcher(),
            foresight=Foresight(store.papers, index),
            poke=dispatcher.poke,
            heard=recovery.heard,
            sources=(source.name,),
        )
    )
    steps = ClockSteps(clock.wall, clock.even)
    signs = VitalSigns("", store, tuple(by_name), (source.name,))
    application: Any = SimpleNamespace(
        store=store,
        clock=clock,
        counters=counters,
        platforms=platforms,
        dispatcher=dispatcher,
        poller=Poller([source], store.papers, store.journal, clock),
        recovery=recovery,
        keep_database=database.checkpoint,
        roles=ALL_ROLES,
        signs=signs,
    )
    woken, stepped = asyncio.Event(), asyncio.Event()

    def run_all() -> None:
        woken.set()
        stepped.set()

    duties = Duties(application, steps, run_all=run_all, monotonic=clock.monotonic)
    claimed = nullcontext("") if worker else deliver_alone(cast(Any, database), cast(Any, mark), clock.now())
    async with claimed as said:
        yield Life(
            clock,
            desk,
            store,
            duties,
            dispatcher,
            database,
            woken,
            stepped,
            said,
            signs,
            lifecycle,
            slack,
            counters,
        )
    await recovery.finish()
