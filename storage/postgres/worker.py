"""A worker: a process that shares the work with others on one database, known to them by its heartbeat.

What a worker holds is its own as long as it lives; 30 seconds after it was heard of last it is taken for dead, and
whoever looks next takes over. It believes itself to hold something for half of that only.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version as version_of
from typing import Final
from uuid import uuid4

import asyncpg

from bot.errors import CopiedError, StorageError
from bot.model.role import Role, in_order
from bot.ports import Fault
from bot.ports.workers import About
from storage.connection import Connection
from storage.postgres import errors
from storage.postgres.address import Address
from storage.postgres.database import Database
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.migrate import migrations
from storage.postgres.session import connect
from storage.rows.faults import fault_row
from storage.rows.instants import from_column
from storage.rows.workers import place_of_this_process, said_column
from storage.statements import statements

log = logging.getLogger(__name__)

_SQL = own_blocks(ENGINE)
_INGEST = statements("ingest")
BEAT_SECONDS: Final = 8.0  # three fit into the 30 after which a worker is taken for dead
SURE_SECONDS: Final = 2 * BEAT_SECONDS  # after a beat it is surely not taken for dead for so long
DEAD_SECONDS: Final = 0.05  # after another's time is over it is looked whether that is dead
LEFT_SECONDS: Final = 20.0  # in which the server ends a transaction of who was cut off (30 s after that)
NEWS_SECONDS: Final = 0.25  # in which the news of many is one
SETTLED_SECONDS: Final = 1.0  # a larger share is used from then on: whoever gave it up has heard so by then
LEAST_SHARE: Final = 0.02  # of who is no worker: a command that asks little
CHANNEL: Final = "paperboy"  # of NOTIFY: something was put into the outbox, or the workers are others
WORKERS: Final = "workers"  # what it says in the second case
TOLERATED_SECONDS: Final = 10.0  # by which this machine's clock may differ from the server's
EARLIER: Final = 128  # heartbeats, of a quarter of an hour: standbys are seconds behind
BY_THE_CLOCK: Final = frozenset({Role.PLAN, Role.DELIVER})  # what one that is hindered does not do

Lease = tuple[str, str]  # kind, name


class Worker:
    """The process among the workers. `id` is "" before it joins and after it leaves.

    `held`: the leases that it has until it gives them back, as of the last beat. `looked`: one more each time it
    looked who lives.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listening: asyncpg.Connection | None = None
        self._beaten = float("-inf")  # when the last beat that arrived began, by the clock that nobody sets
        self._shares = (0.0, 0.0, 0.0)  # the one before, the one now, and from when on that counts if it is larger
        self._roles = list[Role]()
        self._beat_now = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None
        self._changed = list[Callable[[], None]]()
        self._others = set[str]()  # who else lives
        self._first_end = float("inf")  # when the first of them is dead unless it is heard of, as `_beaten`
        self._left_until = float("-inf")  # up to when one that died may have left something, as `_beaten`
        self._marks: tuple[str, ...] = ()  # of the last heartbeat that arrived, and of those since, which may have
        self._earlier = deque[str](maxlen=EARLIER)  # those before, which a database that went back shows again
        self._said = dict[About, str]()  # what is not well with it
        self._saying = asyncio.Lock()
        self._hindrance: StorageError | None = None  # why it may do nothing: its clock, or its version
        self._known = len(migrations())
        self.id = ""
        self.held = set[Lease]()
        self.looked = 0

    @property
    def heard(self) -> bool:
        """Whether it is heard of: nobody takes it for dead at this moment."""
        return bool(self.id) and time.monotonic() - self._beaten < SURE_SECONDS

    @property
    def hindered(self) -> bool:
        """Whether this machine's clock is off, or this version no longer works on the tables."""
        return self._hindrance is not None

    @property
    def share(self) -> float:
        """Its part of what all share, 0 to 1."""
        before, now, settled = self._shares
        if not self.id:
            return LEAST_SHARE
        if not self.heard:
            return 0.0
        return now if time.monotonic() >= settled else min(before, now)

    def watch(self, changed: Callable[[], None]) -> None:
        """`changed` is called after it looked because others joined, left, died, or gave something back."""
        self._changed.append(changed)

    async def say(self, about: About, sentence: str | None) -> None:
        """What is not well with it, for the others; None: it is well again."""
        if self._said.get(about) == sentence:
            return
        if sentence is None:
            del self._said[about]
        else:
            self._said[about] = sentence
        async with self._saying:  # the last word is the one that stays
            row = (self.id, said_column(self._said))
            await self._database.note(lambda db: db.execute(_SQL["say"], row))

    @asynccontextmanager
    async def at_work(self, roles: Collection[Role], wake: Callable[[], None]) -> AsyncIterator[None]:
        """Be one of the workers while inside; `wake` is called when any of them puts something into the outbox, or
        leaves something there.
        """
        self.id, self._roles = uuid4().hex, in_order(roles)
        await self._beat()
        self._database.may_work = self._may_work
        self._beating = beating = asyncio.create_task(self._keep_beating(wake))
        try:
            yield
        finally:
            self._database.may_work = lambda: None  # what is under way is given back
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            await self._leave()

    async def _keep_beating(self, wake: Callable[[], None]) -> None:
        while True:
            await _tried(self._listen(wake))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._beat_now.wait()
                    await asyncio.sleep(NEWS_SECONDS)
            told, before = self._beat_now.is_set(), self._others
            self._beat_now.clear()
            await _tried(self._beat())
            if before - self._others:  # who is dead gave nothing back, and told nobody
                self._left_until = time.monotonic() + LEFT_SECONDS
            if told or time.monotonic() < self._left_until:
                for changed in self._changed:
                    changed()
                wake()

    def _pause(self) -> float:
        """Until the next beat, or until another is dead; that is asked for once, however long no beat succeeds."""
        left = self._first_end + DEAD_SECONDS - time.monotonic()
        return left if 0 < left < BEAT_SECONDS else BEAT_SECONDS

    async def _beat(self) -> None:
        """Heard of again; learns what it holds, its share, and whether this machine's clock is right."""
        mine, place, hindered = self.id, place_of_this_process(), self.hindered
        roles = ",".join([each for each in self._roles if not (hindered and each in BY_THE_CLOCK)])
        self._marks = marks = (*self._marks, uuid4().hex)  # made now: a copy of this machine makes another one

        def beat(db: Connection) -> tuple[set[Lease], dict[str, int], int, int, int]:
            there = db.execute(_SQL["beaten"], (mine,)).fetchone()
            if there is not None and there[0] in self._earlier:
                went_back(self._database.address, db)
            elif there is not None and there[0] not in marks:
                raise errors.copied(self._database.address, place)
            row = (mine, place, version_of("paperboy"), roles, marks[-1], said_column(self._said))
            (joined,) = db.execute(_SQL["join"], row).fetchone()
            db.execute(_SQL["forget_dead"])
            db.execute(_SQL["forget_leases"])
            if joined:
                db.execute(_SQL["tell_workers"])
            held = {(kind, name) for kind, name in db.execute(_SQL["held_leases"], (mine,))}
            others = dict(db.execute(_SQL["others"], (mine,)))
            (instant,) = db.execute(_SQL["instant"]).fetchone()
            (version,), (oldest,) = db.execute(_SQL["version"]).fetchone(), db.execute(_SQL["oldest"]).fetchone()
            return held, others, instant, version, oldest

        asked = time.monotonic()
        try:
            self.held, others, instant, found, oldest = await self._database.beat(beat)
        except CopiedError as error:
            log.error("worker_copied", extra={"why": error.sentence})  # noqa: TRY400 -- the sentence tells it all
            self.id, self._marks = uuid4().hex, ()  # what it had in hand is the other's, and it is told so
            await self._beat()
            return
        self._earlier.extend(marks[:-1])
        self._beaten, self.looked, self._marks = asked, self.looked + 1, marks[-1:]
        self._others = set(others)
        self._first_end = time.monotonic() + min(others.values(), default=float("inf")) / 1_000_000
        ahead = time.time() - instant / 1_000_000
        off = abs(ahead) > TOLERATED_SECONDS + time.monotonic() - asked
        self._hindrance = errors.clock_off(self._database.address, ahead) if off else None
        if oldest > self._known:
            self._hindrance = errors.newer(self._database.address, found, self._known)
        if self.hindered != hindered:
            await self._beat()  # at once: its share is for those who can use it
        else:
            await self._take_share(mine)

    async def _take_share(self, mine: str) -> None:
        """One takes its share at a time; who finds another at it asks again in a moment and waits for nobody."""

        def take(db: Connection) -> float | None:
            (alone,) = db.execute(_SQL["share_alone"]).fetchone()
            if not alone:
                return None
            share, other = db.execute(_SQL["take_share"], (mine,)).fetchone()
            if other:
                db.execute(_SQL["tell_workers"])
            return float(share)

        share = await self._database.beat(take)
        if share is None:
            self._beat_now.set()
        elif share != self._shares[1]:
            self._shares = (self.share, share, time.monotonic() + SETTLED_SECONDS)

    def _may_work(self) -> None:
        """StorageError if it is hindered, or if others may soon take this one for dead."""
        if self._hindrance is not None:
            raise StorageError(self._hindrance.sentence)  # one of its own for each who asks, as each is traced
        if time.monotonic() - self._beaten >= SURE_SECONDS:
            raise errors.unheard(self._database.address)

    async def _listen(self, wake: Callable[[], None]) -> None:
        if self._listening is not None and not self._listening.is_closed():
            return

        def heard(_connection: object, _process: int, _channel: str, said: object) -> None:
            if said == WORKERS:
                self._beat_now.set()
            else:
                wake()

        self._listening = fresh = await connect(self._database.address)
        try:
            await fresh.add_listener(CHANNEL, heard)
        except errors.DRIVER_ERRORS:
            fresh.terminate()
            raise
        wake()  # what was said meanwhile went unheard
        self._beat_now.set()

    async def _leave(self) -> None:
        """Nobody waits until it is thought dead."""
        mine, self.id, self.held, self._shares = self.id, "", set(), (0.0, 0.0, 0.0)
        self._said.clear()
        if self._listening is not None:
            self._listening.terminate()

        def leave(db: Connection) -> None:
            db.execute(_SQL["leave"], (mine,))
            db.execute(_SQL["leave_leases"], (mine,))
            db.execute(_SQL["tell_workers"])

        await _tried(self._database.note(leave))


def went_back(address: Address, db: Connection) -> None:
    """A failover to a standby that was behind: said in the log and in the status."""
    said, (instant,) = errors.went_back(address), db.execute(_SQL["instant"]).fetchone()
    log.warning("database_went_back", extra={"why": said})
    db.execute(_INGEST["fault"], fault_row(from_column(instant), "restore", Fault("database", said)))


async def _tried(work: Awaitable[object]) -> None:
    """A server that does not answer is asked again with the next beat."""
    try:
        await work
    except (StorageError, *errors.DRIVER_ERRORS) as error:
        log.warning("worker_unheard", extra={"error": type(error).__name__})
