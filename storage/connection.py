"""What topics need of an engine: jobs of statements in transactions. `storage.sqlite.database` is one.

A connection is what those of Python's DB-API (PEP 249) are, so that sqlite3's own serves without a layer between.
Statements are named blocks of `storage/queries`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Values: TypeAlias = Sequence[Any] | Mapping[str, Any]  # for `?` or for `:name`

ROWS = 100  # a statement: 800 values at most, and SQLite's limit is 32,766 (https://sqlite.org/limits.html)
_VALUES = re.compile(r"(?<=VALUES )\([^()]*\)")


class Rows(Protocol):
    """What a statement led to: its rows, to be read once, and how many were changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were inserted, updated or deleted."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection within a transaction that is somebody else's to begin and to end."""

    @property
    def Error(self) -> type[Exception]:  # noqa: N802 -- PEP 249's own name
        """What the engine raises; to be let through, never judged by topics."""
        ...

    def execute(self, sql: str, values: Values = (), /) -> Rows:
        """One statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Values], /) -> Rows:
        """The same statement for each row."""
        ...


Job: TypeAlias = Callable[[Connection], T]
Transaction: TypeAlias = Callable[[], AbstractContextManager[None]]
Bulk: TypeAlias = Callable[[Connection, Transaction], T]


class Engine(Protocol):
    """A database. Each call is one hop into it; StorageError says in a sentence what is wrong with it."""

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, on one snapshot."""
        ...

    async def write(self, job: Job[T]) -> T:
        """Run a job in one transaction: committed durably, or rolled back whole on any exception."""
        ...

    async def take(self, job: Job[T]) -> T:
        """The same for a job that decides nothing from rows but those that it locks and changes."""
        ...

    async def note(self, job: Job[T]) -> T:
        """The same for a job that writes down what has happened outside, whatever may be done now."""
        ...

    async def in_batches(self, job: Bulk[T]) -> T:
        """Run a long job that opens a transaction for each batch; others write in between."""
        ...


def insert(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run an INSERT written for one row (`VALUES (?, …)`) with all of these; how many were inserted.

    One INSERT of a hundred rows takes half the time of a hundred INSERTs; an engine may have a better way still.
    """
    if own := getattr(connection, "insert", None):
        return int(own(statement, rows))
    whole = len(rows) - len(rows) % ROWS
    wide = _wide(statement)
    added = 0
    for start in range(0, whole, ROWS):
        values = tuple(chain.from_iterable(rows[start : start + ROWS]))
        added += connection.execute(wide, values).rowcount
    if rest := rows[whole:]:
        added += connection.executemany(statement, rest).rowcount
    return added


def change(connection: Connection, statement: str, rows: Sequence[Values]) -> None:
    """Run an UPDATE written for one row (`WHERE id = :id`) with all of these, each of which names another row."""
    if own := getattr(connection, "in_columns", None):
        own(statement, rows)
    else:
        connection.executemany(statement, rows)


@lru_cache
def _wide(statement: str) -> str:
    """The same statement for `ROWS` rows."""
    return _VALUES.sub(lambda found: ", ".join([found[0]] * ROWS), statement, count=1)
