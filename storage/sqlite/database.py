"""The database: connections with their threads, and hops into them.

One writer and one reader connection (so that a search never waits behind a night's planning), and one more for
bulk work in batches, which lets other writers in between two batches. `:memory:` has a single connection.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

import aiosqlite

from bot.errors import DatabaseLostError
from storage.sqlite import errors
from storage.sqlite.migrate import inspect, migrate
from storage.sqlite.opened_file import OpenedFile, set_stray_log_aside
from storage.sqlite.private_files import keep_private, make_file, make_folder

log = logging.getLogger(__name__)

T = TypeVar("T")
Job: TypeAlias = Callable[[sqlite3.Connection], T]
Transaction: TypeAlias = Callable[[], AbstractContextManager[None]]
Bulk: TypeAlias = Callable[[sqlite3.Connection, Transaction], T]

MEMORY = ":memory:"
BUSY_SECONDS = 15.0  # how long another process may hold the write lock before we give up
CACHE_KIB = 16_384  # page cache of each connection; SQLite's own default is 2 MB
STATEMENTS = 512  # compiled ones that a connection keeps: all there are; Python's 128 pushed each other out
BREATH_SECONDS = 0.001  # after a batch, so that a waiting writer gets its turn
LONG_BATCH_SECONDS = 0.02  # a shorter one has kept nobody waiting
LAST_CHECKPOINT_MS = 500  # how long the checkpoint at the end waits for other processes' readers

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a receipt that was recorded stays recorded
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA wal_autocheckpoint = 8192",  # pages: a night's bulk is copied into the file a few times, not hundreds
    "PRAGMA journal_size_limit = 67108864",
)


class Database:
    """An open database. `hops` counts the jobs sent into its threads."""

    def __init__(
        self,
        path: str,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        bulk: aiosqlite.Connection,
        *,
        file: OpenedFile | None,
    ) -> None:
        self.path = path
        self.hops = 0
        self._writer, self._reader, self._bulk = writer, reader, bulk
        self._gate = threading.Lock()  # one write transaction at a time, without polling for SQLite's own lock
        self._file = file

    @classmethod
    @asynccontextmanager
    async def open(cls, path: str | Path) -> AsyncIterator["Database"]:
        """The database at the path (made if absent), migrated; StorageError says what is wrong with it."""
        name = str(path)
        if name != MEMORY:
            _make_room(Path(name))
            set_stray_log_aside(name)
        async with AsyncExitStack() as stack:
            try:
                writer = await stack.enter_async_context(_connect(name))
                await _hop(writer, lambda connection: migrate(connection, name))
                reader = bulk = writer
                if name != MEMORY:
                    reader = await stack.enter_async_context(_connect(name, "PRAGMA query_only = ON"))
                    bulk = await stack.enter_async_context(_connect(name))
            except errors.DRIVER_ERRORS as error:
                raise errors.translate(error, name) from error
            file = OpenedFile(name) if name != MEMORY else None
            database = cls(name, writer, reader, bulk, file=file)
            await database.checkpoint()  # a new database is in its file from the beginning
            try:
                yield database
            finally:
                await database._end()

    async def checkpoint(self) -> None:
        """Copy the write-ahead log into the file, as far as readers allow, without waiting for anybody.

        SQLite does it by size alone: a quiet database would live in its log for days, and die with it.
        DatabaseLostError if the file is no longer the one that was opened.
        """
        if self._file is not None:
            self._same_file()
            await self._run(self._bulk, lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())

    async def _end(self) -> None:
        """Leave everything in the file; what prevents that (a reader, a full disk) leaves it in the log."""
        if self._file is None:
            return
        try:
            self._file.check()
            await _hop(self._writer, _last_checkpoint)
        except (DatabaseLostError, *errors.DRIVER_ERRORS) as error:
            log.warning("last_checkpoint_failed", extra={"error": type(error).__name__})

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, on one snapshot, beside any writer."""
        return await self._run(self._reader, lambda connection: _within("BEGIN", connection, job))

    async def write(self, job: Job[T]) -> T:
        """Run a job in one write transaction: committed durably, or rolled back whole on any exception."""

        def locked(connection: sqlite3.Connection) -> T:
            self._same_file()
            with self._gate:
                return _within("BEGIN IMMEDIATE", connection, job)

        return await self._run(self._writer, locked)

    async def take(self, job: Job[T]) -> T:
        """As `write`: one process at a time writes a file."""
        return await self.write(job)

    async def note(self, job: Job[T]) -> T:
        """As `write`, for the same reason."""
        return await self.write(job)

    async def in_batches(self, job: Bulk[T]) -> T:
        """Run a long job in one hop; it opens a transaction for each batch, and others write in between."""

        def batched(connection: sqlite3.Connection) -> T:
            @contextmanager
            def transaction() -> Iterator[None]:
                self._same_file()
                with self._gate:
                    began = time.monotonic()
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        yield
                        connection.execute("COMMIT")
                    finally:
                        _end(connection)
                if time.monotonic() - began > LONG_BATCH_SECONDS:
                    time.sleep(BREATH_SECONDS)

            return job(connection, transaction)

        return await self._run(self._bulk, batched)

    def _same_file(self) -> None:
        if self._file is not None:
            self._file.check()

    async def _run(self, connection: aiosqlite.Connection, job: Job[T]) -> T:
        self.hops += 1
        try:
            return await _hop(connection, job)
        except errors.DRIVER_ERRORS as error:
            raise errors.translate(error, self.path) from error


def _make_room(path: Path) -> None:
    try:
        if path.is_dir():
            raise errors.directory(path)
        make_folder(path.parent)
        make_file(path)
        keep_private(path)
    except OSError as error:
        raise errors.unreachable(path, error) from error


@asynccontextmanager
async def _connect(path: str, *pragmas: str) -> AsyncIterator[aiosqlite.Connection]:
    # aiosqlite stops its thread without waiting for it when opening fails; the thread then answers a closed loop.
    _try_to_open(path)  # takes no lock and reads nothing: microseconds
    async with aiosqlite.connect(
        path, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=STATEMENTS
    ) as connection:
        # Before anything is changed in a file that is not ours.
        await _hop(connection, lambda raw: inspect(raw, path))
        for pragma in (*_PRAGMAS, *pragmas):
            await connection.execute_fetchall(pragma)
        yield connection


def _try_to_open(path: str) -> None:
    """Raises what opening would raise."""
    sqlite3.connect(path, timeout=BUSY_SECONDS).close()


async def _hop(connection: aiosqlite.Connection, job: Job[T]) -> T:
    """One hop: the job runs in the connection's thread on the plain sqlite3 connection.

    aiosqlite has no public name for this; a public call a statement would be a hop a statement.
    """
    execute: Callable[[Job[T], sqlite3.Connection], Awaitable[T]] = connection._execute  # noqa: SLF001 -- see above
    return await execute(job, connection._conn)  # noqa: SLF001 -- see above


def _last_checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {LAST_CHECKPOINT_MS}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _within(begin: str, connection: sqlite3.Connection, job: Job[T]) -> T:
    connection.execute(begin)
    try:
        result = job(connection)
        connection.execute("COMMIT")
    finally:
        _end(connection)
    return result


def _end(connection: sqlite3.Connection) -> None:
    """Roll back whatever an exception left open (a full disk has rolled back already)."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
