"""The move: everything copied table by table, then read again on both sides and compared.

Only when both are the same is the old database marked as moved: from then on nothing is delivered from it.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from bot.errors import StorageError
from storage.connection import Connection, Engine
from storage.locations import PostgresServer, SqliteFile
from storage.moving.tables import SECRETS, TABLES, Sum, Table
from storage.older_copy import MOVED
from storage.postgres.store import PostgresStore
from storage.rows import facts
from storage.statements import statements
from storage.store import SqliteStore

_SQL = statements("moving")
AnyStore: TypeAlias = SqliteStore | PostgresStore
Row: TypeAlias = tuple[Any, ...]
Progress: TypeAlias = Callable[[str, int, int], None]  # the table, rows done of all, rows in all


async def move(
    old: AnyStore,
    target: SqliteFile | PostgresServer,
    now: datetime,
    keys: tuple[bytes | None, bytes | None],
    progress: Progress,
) -> int:
    """Copy everything to the target and mark the old database; how many rows it was.

    StorageError, with the old one as it was, if anybody delivers from it, if the target is not empty, or if the
    two are not the same in the end. `keys` are those of the secrets, as for opening.
    """
    async with old.claim_delivery(now):
        await old.alone()
        if isinstance(target, SqliteFile) and await target.is_there():
            raise StorageError(f"{target.shown} exists already and was left alone: name a file that does not.")
        async with target.open(secret_key=keys[0], older_key=keys[1]) as new:
            if full := [each.name for each in (*TABLES, SECRETS) if await new.database.read(each.count)]:
                found = ", ".join(full[:3])
                raise StorageError(
                    f"{target.shown} is not empty ({found} …), so it was left alone: name an empty one."
                )
            await _check_columns(old.database, new.database)
            try:
                secrets = await _reseal(old, new)
                rows = await _copy_all(old.database, new.database, progress)
            except StorageError as error:
                raise StorageError(
                    f"{error.sentence} Nothing was moved: remove what is in {target.shown} before you try again."
                ) from error
            await _compare_all(old.database, new.database, target.shown)
            await new.at_home()
        moved = f"{target.shown} on {now:%Y-%m-%d}"
        await old.database.write(lambda db: facts.write(db, MOVED, moved))
    return rows + secrets


async def _check_columns(old: Engine, new: Engine) -> None:
    """What an older version works beside on PostgreSQL it cannot carry elsewhere."""
    for table in TABLES:
        if more := set(await old.read(table.columns)) - set(await new.read(table.columns)):
            named = ", ".join(sorted(more))
            raise StorageError(
                f"The table {table.name} has columns that this Paperboy does not know ({named}): a newer one made "
                "them. Move with that one."
            )


async def _copy_all(old: Engine, new: Engine, progress: Progress) -> int:
    total = sum([await old.read(each.count) for each in TABLES])
    done = 0
    for table in TABLES:
        columns, last = await old.read(table.columns), 0
        async for rows in _pages(old, table, columns):
            await new.take(partial(_add, table, columns, rows))
            last = max(last, rows[-1][-1]) if table.numbered else 0  # its key is its number
            done += len(rows)
            progress(table.name, done, total)
        if table.numbered and (last := max(last, await old.read(table.last_number))):
            await new.take(partial(_go_on_after, table, last))
    return done


async def _pages(engine: Engine, table: Table, columns: Sequence[str]) -> AsyncIterator[list[Row]]:
    """All rows, with their keys at the end."""
    rows = await engine.read(partial(_page, table, columns, ()))
    while rows:
        yield rows
        rows = await engine.read(partial(_page, table, columns, rows[-1][len(columns) :]))


def _page(table: Table, columns: Sequence[str], after: Row, db: Connection) -> list[Row]:
    return table.page(db, columns, after)


def _add(table: Table, columns: Sequence[str], rows: Sequence[Row], db: Connection) -> None:
    table.add(db, columns, [row[: len(columns)] for row in rows])


def _go_on_after(table: Table, last: int, db: Connection) -> None:
    table.go_on_after(db, last)


async def _reseal(old: AnyStore, new: AnyStore) -> int:
    """The new database's key may be another one."""
    named = await old.database.read(lambda db: db.execute(_SQL["secrets"]).fetchall())
    for platform, workspace, name in named:
        secret = await old.vault.get(platform, workspace, name)
        if secret is not None:
            await new.vault.put(platform, workspace, name, secret)
    return len(named)


async def _compare_all(old: Engine, new: Engine, shown: str) -> None:
    for table in TABLES:
        if await _sum(old, table) != await _sum(new, table):
            raise StorageError(
                f"The table {table.name} is not the same in {shown}: somebody changed it while it was copied. "
                "Nothing was moved; empty the target, and try again while nobody uses Paperboy."
            )
    if await old.read(SECRETS.count) != await new.read(SECRETS.count):
        raise StorageError(f"Not every secret is in {shown}. Nothing was moved; empty the target, and try again.")


async def _sum(engine: Engine, table: Table) -> Sum:
    columns, found = await engine.read(table.columns), Sum()
    async for rows in _pages(engine, table, columns):
        found.add([row[: len(columns)] for row in rows])
    return found
