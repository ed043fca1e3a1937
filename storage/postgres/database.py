"""The database: sessions, and jobs in them.

A job that writes runs as if it were alone (SERIALIZABLE), as on SQLite: of two that would not agree, one is undone
and runs again. What many processes do all the time, planning, locks the rows that it takes instead, so that nobody
runs anything twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, TypeVar

from storage.connection import Bulk, Connection, Job
from storage.postgres import errors
from storage.postgres.address import Address
from storage.postgres.again import again
from storage.postgres.errors import DriverError
from storage.postgres.migrate import migrate
from storage.postgres.session import Session

log = logging.getLogger(__name__)

T = TypeVar("T")
POOL_SECONDS: Final = 60.0  # in which some connection gets free, or something is wrong

_ALONE = "BEGIN ISOLATION LEVEL SERIALIZABLE"
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_LOCKING = "BEGIN ISOLATION LEVEL READ COMMITTED"


class Database:
    """An open database. `hops` counts the jobs sent into its sessions."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.hops = 0
        self.may_work: Callable[[], None] = lambda: None  # raises why this worker may take nothing now
        self._free: asyncio.LifoQueue[Session] = (
            asyncio.LifoQueue()
        )  # the last one used has its statements at hand
        sessions = [Session(address) for _ in range(address.pool_size)]
        for session in sessions:
            self._free.put_nowait(session)
        self._beating = Session(address)  # beside them: who waits for a free one is taken for dead meanwhile
        self._sessions = [*sessions, self._beating]

    @classmethod
    @asynccontextmanager
    async def open(cls, address: Address) -> AsyncIterator["Database"]:
        """The database at the address, migrated; StorageError says what is wrong with it or on the way there."""
        database = cls(address)
        try:
            await database._run(lambda session: migrate(session, address))
            yield database
        finally:
            for session in database._sessions:
                await session.close()

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, on one snapshot."""
        return await self._run(lambda session: _within(_SNAPSHOT, session, job))

    async def write(self, job: Job[T]) -> T:
        """Run a job in one transaction: committed durably, or rolled back whole on any exception.

        It runs again, from the beginning, if another transaction was quicker with what it has read.
        """
        return await self._run(lambda session: again(lambda: _within(_ALONE, session, job)))

    async def take(self, job: Job[T]) -> T:
        """Run a job that locks the rows it takes, beside others that take other rows.

        What is committed so late that others may have taken this worker for dead raises all the same: nothing is
        to be done on the strength of it.
        """
        self.may_work()
        result = await self.note(job)
        self.may_work()
        return result

    async def in_batches(self, job: Bulk[T]) -> T:
        """Run a long job in one hop; it opens a transaction for each batch and locks what it takes."""
        self.may_work()

        def batched(session: Session) -> T:
            @contextmanager
            def transaction() -> Iterator[None]:
                session.begin(_LOCKING)
                try:
                    yield
                    session.commit()
                finally:
                    session.roll_back()

            session.connect()
            return job(session, transaction)

        return await self._run(batched)

    async def note(self, job: Job[T]) -> T:
        """Run a job that writes down what has happened, whatever this worker's clock says."""
        return await self._run(lambda session: again(lambda: _within(_LOCKING, session, job)))

    async def beat(self, job: Job[T]) -> T:
        """Run a worker's heartbeat, however busy all connections are."""
        self.hops += 1
        return await self._within(self._beating, lambda session: again(lambda: _within(_LOCKING, session, job)))

    async def _run(self, job: Callable[[Session], T]) -> T:
        self.hops += 1
        try:
            async with asyncio.timeout(POOL_SECONDS):  # not wait_for: in Python 3.11 it may lose a cancellation
                session = await self._free.get()
        except TimeoutError as error:
            raise errors.exhausted(self.address) from error
        try:
            return await self._within(session, job)
        finally:
            self._free.put_nowait(session)

    async def _within(self, session: Session, job: Callable[[Session], T]) -> T:
        try:
            return await session.run(job)
        except DriverError as error:
            raise errors.translate(error.cause, self.address) from error


def _within(begin: str, session: Session, job: Callable[[Connection], T]) -> T:
    session.begin(begin)
    try:
        result = job(session)
        session.commit()
    finally:
        session.roll_back()
    return result
