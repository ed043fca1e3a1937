"""The database of a simulated process: real SQL on SQLite in memory, with a disk that can fail under it.

What is committed survives the death of the process; what is not is gone. A checkpoint is what is left when the
write-ahead log is lost with it.
"""

import asyncio
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from bot.errors import StorageError
from storage.connection import Bulk, Job
from storage.sqlite.migrate import migrate

T = TypeVar("T")


@cache
def _empty() -> bytes:
    """A migrated database without a row, as bytes."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, ":memory:")
    return bytes(connection.serialize())


class Disk:
    """What outlives a process: the database and the mark beside it."""

    def __init__(self) -> None:
        self.connection = self._open(_empty())
        self.checkpoint = _empty()
        self.mark: tuple[str, int] | None = None

    @staticmethod
    def _open(content: bytes) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(content)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def crash(self, *, lost_log: bool) -> None:
        """What was not committed is gone; with the log, everything since the last checkpoint."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        if lost_log:
            self.connection.close()
            self.connection = self._open(self.checkpoint)

    def keep(self) -> None:
        """A checkpoint."""
        self.checkpoint = bytes(self.connection.serialize())

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """For the invariants, which see everything."""
        return self.connection.execute(sql, values).fetchall()


@dataclass(slots=True)
class SimulatedDatabase:
    """`storage.connection.Engine` on a disk. `fault` says for each hop what goes wrong ("" nothing)."""

    disk: Disk
    chance: random.Random
    fault: Callable[[], str] | None = None
    dead: bool = False
    path: str = "simulated"
    hops: int = field(default=0)

    async def read(self, job: Job[T]) -> T:
        await self._hop()
        self._may_fail({"io"})
        result = self._within(job)
        await self._hop()
        return result

    async def write(self, job: Job[T]) -> T:
        await self._hop()
        self._may_fail({"io", "full", "locked"})
        result = self._within(job)
        await self._hop()
        return result

    async def take(self, job: Job[T]) -> T:
        return await self.write(job)

    async def in_batches(self, job: Bulk[T]) -> T:
        await self._hop()

        @contextmanager
        def transaction() -> Iterator[None]:
            self._may_fail({"io", "full", "locked"})
            self.disk.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.disk.connection.execute("COMMIT")
            finally:
                if self.disk.connection.in_transaction:
                    self.disk.connection.execute("ROLLBACK")

        result = job(self.disk.connection, transaction)
        await self._hop()
        return result

    async def checkpoint(self) -> None:
        await self._hop()
        self._may_fail({"io", "full"})
        self.disk.keep()

    def _within(self, job: Job[T]) -> T:
        connection = self.disk.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = job(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return result

    async def _hop(self) -> None:
        """Into the database's thread or out of it: others go on meanwhile, and the process may die here."""
        self._may_fail(set())
        self.hops += 1
        await asyncio.sleep(0 if self.chance.random() < 0.9 else self.chance.random() * 0.2)
        self._may_fail(set())

    def _may_fail(self, kinds: set[str]) -> None:
        if self.dead:
            raise StorageError("the process is dead")
        if self.fault is not None and kinds and (kind := self.fault()) in kinds:
            raise StorageError(f"the disk fails ({kind})")


class Mark:
    """The mark beside the database, as `storage.sqlite.delivery_lock` keeps it in a file."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._identity = ""

    def claim(self, identity: str) -> int | None:
        self._identity = identity
        mark = self._disk.mark
        return mark[1] if mark and mark[0] == identity else None

    def note(self, receipts: int) -> None:
        if self._identity:
            self._disk.mark = (self._identity, receipts)

    def release(self) -> None:
        self._identity = ""
