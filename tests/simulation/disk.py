"""The database of a simulated process: real SQL on SQLite in memory, with a disk that can fail under it.

What is committed survives the death of the process; what is not is gone. A checkpoint is what is left when the
write-ahead log is lost with it.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from bot.errors import StorageError
from storage.connection import Bulk, Connection, Job
from storage.sqlite.migrate import migrate
from tests.simulation.loop import pause

T = TypeVar("T")

READING, WRITING, COPYING = frozenset({"io"}), frozenset({"io", "full", "locked"}), frozenset({"io", "full"})
STATEMENTS = 1_000  # compiled ones that a connection keeps: all there are


@cache
def _empty() -> bytes:
    """A migrated database without a row, as bytes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, ":memory:")
        return bytes(connection.serialize())


def _open(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=STATEMENTS)
    with closing(
        sqlite3.connect(":memory:")
    ) as read:  # not in its place: what was deserialized commits more slowly
        read.deserialize(content)
        read.backup(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


class Emptied:
    """Connections to empty databases. Those used before know their statements still: to compile them all anew would
    take a third of a scenario's time.
    """

    def __init__(self) -> None:
        self._free: list[sqlite3.Connection] = []

    def take(self) -> sqlite3.Connection:
        return self._free.pop() if self._free else _open(_empty())

    def give(self, used: sqlite3.Connection) -> None:
        """Empty it by its rows, since statements are compiled again when the tables change."""
        _clear(used)
        self._free.append(used)


def _clear(used: sqlite3.Connection) -> None:
    """As it was after its migrations, which leave no row. No pragma is set for it: that makes all statements be
    compiled again.
    """
    used.execute("BEGIN")
    for name in _tables():
        used.execute(f"DELETE FROM {name}")  # noqa: S608 -- the schema's own names
    used.execute("COMMIT")


@cache
def _tables() -> list[str]:
    """Every one that can have rows, SQLite's own of the numbers given among them; none before those that refer to it."""
    with closing(_open(_empty())) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid DESC")
        return [name for (name,) in rows]


EMPTIED = Emptied()


class Disk:
    """What outlives a process: the database and the mark beside it."""

    def __init__(self) -> None:
        self.connection = EMPTIED.take()
        self.checkpoint = _empty()
        self._kept = -1  # how many rows had been changed by then
        self.mark: tuple[str, int] | None = None

    @classmethod
    def own(cls) -> "Disk":
        """One whose connection serves nobody else, so that it may have other tables."""
        disk = cls()
        EMPTIED.give(disk.connection)
        disk.connection = _open(_empty())
        return disk

    def give_back(self) -> None:
        """Nobody looks at it any more."""
        EMPTIED.give(self.connection)

    def crash(self, *, lost_log: bool) -> None:
        """What was not committed is gone; with the log, everything since the last checkpoint."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        if lost_log:
            self.connection.close()
            self.connection, self._kept = _open(self.checkpoint), -1

    def keep(self) -> None:
        """A checkpoint."""
        if self.connection.total_changes != self._kept:  # most half hours change nothing
            self.checkpoint, self._kept = bytes(self.connection.serialize()), self.connection.total_changes

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
    failed: Counter[str] = field(default_factory=Counter)  # hops, by what went wrong
    unwritten: int = 0  # jobs that were handed over,
    unheard: int = 0  # and those that are committed, of which nobody has heard
    speaks: Callable[[sqlite3.Connection], Connection] = lambda connection: connection  # another engine's blocks
    frozen: Callable[[], float] = lambda: 0.0  # for how many seconds more its process stands still
    may_work: Callable[[], None] = lambda: None  # raises why its process may take nothing now

    async def read(self, job: Job[T]) -> T:
        """Others go first before it or after it, so that what it says is news or old: to die on either side is one."""
        early = self.chance.random() < 0.5
        if early:
            await self._hop()
        self._may_fail(READING)
        result = job(self.speaks(self.disk.connection))  # nobody else comes between its statements
        if not early:
            await self._hop()
        return result

    async def write(self, job: Job[T]) -> T:
        self.unwritten += 1
        await self._hop(into=True)
        self.unwritten -= 1
        self._may_fail(WRITING)
        result = self._within(job)
        self.unheard += 1
        await self._hop()
        self.unheard -= 1
        return result

    async def take(self, job: Job[T]) -> T:
        self.may_work()
        result = await self.write(job)
        self.may_work()
        return result

    async def note(self, job: Job[T]) -> T:
        return await self.write(job)

    async def in_batches(self, job: Bulk[T]) -> T:
        self.may_work()
        await self._hop()

        @contextmanager
        def transaction() -> Iterator[None]:
            self._may_fail(WRITING)
            self.disk.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.disk.connection.execute("COMMIT")
            finally:
                if self.disk.connection.in_transaction:
                    self.disk.connection.execute("ROLLBACK")

        result = job(self.speaks(self.disk.connection), transaction)
        await self._hop()
        return result

    async def checkpoint(self) -> None:
        await self._hop()
        self._may_fail(COPYING)
        self.disk.keep()

    def _within(self, job: Job[T]) -> T:
        connection = self.disk.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = job(self.speaks(connection))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return result

    async def _hop(self, *, into: bool = False) -> None:
        """Into the database's thread or out of it: others go on meanwhile, and the process may die here."""
        self._lives()
        if into and (left := self.frozen()) > 0:
            await asyncio.sleep(left)
        self.hops += 1
        if self.chance.random() < 0.9:
            await pause()
        else:
            await asyncio.sleep(self.chance.random() * 0.2)
        self._lives()

    def _lives(self) -> None:
        if self.dead:
            raise StorageError("the process is dead")

    def _may_fail(self, kinds: frozenset[str]) -> None:
        self._lives()
        if self.fault is not None and (kind := self.fault()) in kinds:
            self.failed[kind] += 1
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
