"""Sessions: each a connection with a thread, in which a topic's job runs as it does on SQLite.

Jobs are plain functions that send a statement and read its rows; asyncpg is asynchronous. So each thread turns an
event loop of its own, for nothing but its connection: no statement waits for another thread.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, TypeVar

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from storage.connection import Values
from storage.postgres.address import Address
from storage.postgres.columns import literal
from storage.postgres.copying import target
from storage.postgres.dialect import Statement, by_column, translated
from storage.postgres.errors import DRIVER_ERRORS, DriverError

CLOSE_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 90.0  # more than statement_timeout: who does not answer by then is cut off
MANY: Final = 100  # rows from which on COPY pays: it is not prepared, and has two more ways to the server
KEPT_STATEMENTS: Final = 400  # prepared ones a connection
T = TypeVar("T")


class Result:
    """What a statement led to: `storage.connection.Rows`."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


class Session:
    """A connection and its thread; `storage.connection.Connection` for a job that runs in it.

    It is opened by the first job, and again by the first one after it broke.
    """

    Error: type[Exception] = DriverError

    def __init__(self, address: Address) -> None:
        self._address = address
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="paperboy-postgres")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._raw: asyncpg.Connection | None = None
        self._prepared: dict[str, PreparedStatement] = {}
        self._wide: dict[str, tuple[str, list[str]]] = {}  # of one for a row the one for columns, and their types
        self._failed: DriverError | None = None  # what the server ended the transaction for

    async def run(self, job: Callable[["Session"], T]) -> T:
        """Run a job in the thread; one at a time. What the driver raises comes as DriverError."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, job, self)

    async def close(self) -> None:
        """Let the connection go, once the job in it has ended."""
        await self.run(lambda _: self._end())
        self._thread.shutdown(wait=False)

    # What follows is called in the thread.

    def execute(self, sql: str, values: Values = (), /) -> Result:
        """One statement."""
        return self._wait(self._execute(translated(sql), values))

    def executemany(self, sql: str, rows: Iterable[Values], /) -> Result:
        """The same statement for each row, all sent at once; INSERTs are counted."""
        return self._wait(self._execute_many(translated(sql), rows))

    def in_columns(self, sql: str, rows: Sequence[Values], /) -> int:
        """An INSERT or UPDATE written for one row with all of these, column by column; how many it was."""
        return self._wait(self._in_columns(translated(sql), rows)) if rows else 0

    def insert(self, sql: str, rows: Sequence[Sequence[Any]], /) -> int:
        """An INSERT written for one row with all of these; how many were inserted."""
        return self._wait(self._insert(translated(sql), rows)) if len(rows) >= MANY else self.in_columns(sql, rows)

    def script(self, text: str) -> None:
        """Several statements as they stand, without values."""
        self._wait(self._script(text))

    def connect(self) -> None:
        """For statements outside a transaction."""
        self._open()

    def begin(self, how: str) -> None:
        """Begin a transaction, on a new connection if the old one broke while nobody used it."""
        if self._open():
            self.script(how)
            return
        try:
            self.script(how)
        except DriverError as error:
            if not error.lost:
                raise
            self._open()
            self.script(how)

    def commit(self) -> None:
        """What was written is there for all."""
        self.script("COMMIT")

    def roll_back(self) -> None:
        """Undo what an exception left open; a broken connection has done so by itself."""
        if self._raw is None or self._raw.is_closed() or not self._raw.is_in_transaction():
            return
        with suppress(DriverError):
            self.script("ROLLBACK")

    async def _script(self, text: str) -> None:
        await self._connection().execute(text)

    async def _execute(self, statement: Statement, values: Values) -> Result:
        prepared = await self._statement(statement.text)
        rows = await prepared.fetch(*statement.arguments(values))
        return Result([tuple(row) for row in rows], _count(prepared.get_statusmsg()))

    async def _execute_many(self, statement: Statement, rows: Iterable[Values]) -> Result:
        values = statement.rows(rows)
        if not values:
            return Result((), 0)
        if not statement.counted:
            await (await self._statement(statement.text)).executemany(values)
            return Result((), -1)
        inserted = await (await self._statement(f"{statement.text} RETURNING 1")).fetchmany(values)
        return Result((), len(inserted))

    async def _in_columns(self, statement: Statement, rows: Sequence[Values]) -> int:
        wide = self._wide.get(statement.text)
        if wide is None:
            one = await self._statement(statement.text)
            kinds = [each.name for each in one.get_parameters()]
            wide = self._wide[statement.text] = (by_column(statement.text, kinds), kinds)
        prepared = await self._statement(wide[0])
        await prepared.fetch(*map(literal, statement.columns(rows), wide[1]))
        return _count(prepared.get_statusmsg())

    async def _insert(self, statement: Statement, rows: Sequence[Sequence[Any]]) -> int:
        """COPY knows no ON CONFLICT: where any row is there already it is undone, and the INSERT follows."""
        if not statement.counted:
            return await self._copy(statement, rows)
        await self._script("SAVEPOINT many")
        try:
            inserted = await self._copy(statement, rows)
        except asyncpg.UniqueViolationError:
            await self._script("ROLLBACK TO many")
            inserted = await self._in_columns(statement, rows)
        await self._script("RELEASE many")
        return inserted

    async def _copy(self, statement: Statement, rows: Sequence[Sequence[Any]]) -> int:
        table, columns, _ = where = target(statement.text)
        connection = self._connection()
        source = where.pieces(rows, connection.is_closed)  # not a file: the driver reads that in another thread
        return _count(await connection.copy_to_table(table, source=source, columns=columns))

    async def _statement(self, text: str) -> PreparedStatement:
        found = self._prepared.get(text)
        if found is None:
            if len(self._prepared) >= KEPT_STATEMENTS:
                self._prepared.clear()
            found = self._prepared[text] = await self._connection().prepare(text)
        return found

    def _connection(self) -> asyncpg.Connection:
        if self._raw is None or self._raw.is_closed():
            raise asyncpg.InterfaceError("the connection is closed")
        return self._raw

    def _open(self) -> bool:
        """Connect, unless that is done; whether it was to be done."""
        if self._raw is not None and not self._raw.is_closed():
            return False
        self._raw = self._wait(connect(self._address))
        return True

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        try:
            return self._loop.run_until_complete(coroutine)
        except asyncpg.InFailedSQLTransactionError:
            assert self._failed is not None  # noqa: S101 -- it follows another error
            raise self._failed from self._failed.cause
        except DRIVER_ERRORS as error:
            self._failed = failed = DriverError(str(error))
            failed.__cause__ = error
            if failed.lost:
                self._drop()
            raise failed from error

    def _drop(self) -> None:
        raw, self._raw, self._prepared = self._raw, None, {}
        if raw is not None:
            raw.terminate()

    def _end(self) -> None:
        if self._loop is None:
            return
        with suppress(*DRIVER_ERRORS):
            if self._raw is not None and not self._raw.is_closed():
                self._loop.run_until_complete(self._raw.close(timeout=CLOSE_SECONDS))
        self._drop()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        self._loop = None


async def connect(address: Address) -> asyncpg.Connection:
    """A connection for the running event loop."""
    return await asyncpg.connect(
        address.url,
        timeout=address.connect_seconds,
        command_timeout=ANSWER_SECONDS,
        statement_cache_size=0,  # a session keeps its own
        server_settings=dict(address.settings),
    )


def _count(status: str | None) -> int:
    """The number at the end of `INSERT 0 3`, `UPDATE 3`; -1 where nothing is counted."""
    last = (status or "").rpartition(" ")[2]
    return int(last) if last.isdecimal() else -1
