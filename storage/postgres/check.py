"""What `doctor` says of the database: reached, of which version, how large; looked at without changing it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.errors import StorageError
from bot.model.role import without_worker
from bot.ports import Finding
from storage import older_copy
from storage.postgres import errors
from storage.postgres.address import Address
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.errors import DriverError
from storage.postgres.migrate import inspect, migrations
from storage.postgres.session import Session
from storage.rows.instants import from_column

_SQL = own_blocks(ENGINE)
T = TypeVar("T")


async def has_tables(address: Address) -> bool:
    """Whether Paperboy's tables are there; StorageError says why the database cannot serve."""
    return await _within(address, lambda session: inspect(session, address) > 0)


async def check(address: Address) -> Sequence[Finding]:
    """A database without tables is fine: they are made at the first run."""
    try:
        version, size, server, living = await _within(address, lambda session: _look(session, address))
    except StorageError as error:
        return [Finding("database", ok=False, detail=address.shown, fix=error.sentence)]
    if not version:
        empty = f"{address.shown} is empty; its tables are made at the first run"
        return [Finding("database", ok=None, detail=empty)]
    known = len(migrations())
    schema = f"schema {version} of {known}"
    if version > known:
        schema = f"schema {version}, of a newer Paperboy; this one works beside it (it knows {known})"
    detail = f"{address.shown}: PostgreSQL {server}, {schema}, {size / 1024**2:,.1f} MB"
    return [Finding("database", ok=True, detail=detail), _workers(living)]


def _look(session: Session, address: Address) -> tuple[int, int, str, Sequence[Any]]:
    version = inspect(session, address)
    if not version and not session.execute(_SQL["may_create"]).fetchone()[0]:
        raise errors.not_allowed(address)
    if version:
        older_copy.not_moved(session)
    size, server = session.execute(_SQL["size"]).fetchone()
    return version, size, server, session.execute(_SQL["workers"]).fetchall() if version else []


def _workers(living: Sequence[Any]) -> Finding:
    said = [
        f"{place} ({version}, {roles or 'a command'}, since {from_column(since):%d %b %H:%M} UTC)"
        for _, place, version, since, _, roles, *_ in living
    ]
    undone = without_worker(roles.split(",") for *_, roles, _share, _said, _deliveries in living)
    return Finding("workers", ok=not undone if said else None, detail=", ".join(said) or "none runs", fix=undone)


async def _within(address: Address, job: Callable[[Session], T]) -> T:
    session = Session(address)
    try:
        return await session.run(job)
    except DriverError as error:
        raise errors.translate(error.cause, address) from error
    finally:
        await session.close()
