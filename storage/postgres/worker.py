"""A worker: a process that shares the work with others on one database, known to them by its heartbeat.

What a worker holds is its own as long as it lives; 30 seconds after it was heard of last it is taken for dead, and
whoever looks next takes over. The first of the living leads: it does what one does for all.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Final
from uuid import uuid4

import asyncpg

from bot.errors import StorageError
from storage.connection import Connection
from storage.postgres import errors
from storage.postgres.database import Database
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.session import connect

log = logging.getLogger(__name__)

_SQL = own_blocks(ENGINE)
BEAT_SECONDS: Final = 8.0  # three fit into the 30 after which a worker is taken for dead
CHANNEL: Final = "paperboy"  # of NOTIFY: something was put into the outbox
TOLERATED_SECONDS: Final = 10.0  # by which this machine's clock may differ from the server's


class Worker:
    """The process among the workers. `id` is "" before it joins and after it leaves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listening: asyncpg.Connection | None = None
        self._beaten = 0.0  # when the server said last that this one leads, by the clock that nobody sets
        self.id = ""

    @property
    def leads(self) -> bool:
        """Whether this is the one that does what one does for all; not while the server does not answer."""
        return time.monotonic() - self._beaten < 2 * BEAT_SECONDS

    @asynccontextmanager
    async def at_work(self, wake: Callable[[], None]) -> AsyncIterator[None]:
        """Be one of the workers while inside; `wake` is called when any of them puts something into the outbox."""
        self.id = uuid4().hex
        await self._beat()
        beating = asyncio.create_task(self._keep_beating(wake))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            await self._leave()

    async def _keep_beating(self, wake: Callable[[], None]) -> None:
        while True:
            await _tried(self._listen(wake))
            await asyncio.sleep(BEAT_SECONDS)
            await _tried(self._beat())

    async def _beat(self) -> None:
        """Heard of again; learns who leads, and whether this machine's clock is right."""
        mine, place = self.id, place_of_this_process()

        def beat(db: Connection) -> tuple[str, int]:
            db.execute(_SQL["join"], (mine, place, version("paperboy")))
            db.execute(_SQL["forget_dead"])
            leader, instant = db.execute(_SQL["leader"]).fetchone()
            return leader, instant

        asked = time.monotonic()
        leader, instant = await self._database.beat(beat)
        self._beaten = asked if leader == mine else 0.0
        ahead = time.time() - instant / 1_000_000
        off = abs(ahead) > TOLERATED_SECONDS + time.monotonic() - asked
        self._database.hindrance = errors.clock_off(self._database.address, ahead) if off else None

    async def _listen(self, wake: Callable[[], None]) -> None:
        if self._listening is not None and not self._listening.is_closed():
            return
        self._listening = fresh = await connect(self._database.address)
        try:
            await fresh.add_listener(CHANNEL, lambda *_: wake())
        except errors.DRIVER_ERRORS:
            fresh.terminate()
            raise
        wake()  # what was said meanwhile went unheard

    async def _leave(self) -> None:
        """Nobody waits until it is thought dead."""
        mine, self.id, self._beaten = self.id, "", 0.0
        if self._listening is not None:
            self._listening.terminate()
        await _tried(self._database.beat(lambda db: db.execute(_SQL["leave"], (mine,))))


def place_of_this_process() -> str:
    """What people know it by."""
    return f"{socket.gethostname()}:{os.getpid()}"


async def _tried(work: Awaitable[object]) -> None:
    """A server that does not answer is asked again with the next beat."""
    try:
        await work
    except (StorageError, *errors.DRIVER_ERRORS) as error:
        log.warning("worker_unheard", extra={"error": type(error).__name__})
