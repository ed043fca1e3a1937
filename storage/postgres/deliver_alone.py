"""Delivering alone: one process delivers from a database, and it makes sure that the database is no older copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from storage import older_copy
from storage.connection import Connection
from storage.postgres import errors
from storage.postgres.database import Database
from storage.postgres.dialect import ENGINE, own_blocks
from storage.rows import facts

_SQL = own_blocks(ENGINE)
HOME = "home"  # the fact that says where the database lived when it delivered last


@asynccontextmanager
async def deliver_alone(database: Database, now: datetime) -> AsyncIterator[str]:
    """Deliver from the database while inside; yields a sentence if it was an older copy, else "".

    StorageError if another process delivers from it.
    """
    async with database.holding(_SQL["deliver_alone"]) as free:
        if not free:
            raise errors.claimed(database.address)
        await database.write(older_copy.identity)
        yield await database.write(partial(_look_after, now))


def _look_after(now: datetime, db: Connection) -> str:
    """A database that was restored, elsewhere or to an earlier moment, lives where it did not live before."""
    (home,) = db.execute(_SQL["home"]).fetchone()
    known = facts.read(db, HOME) == home
    said, _ = older_copy.look_after(facts.attempts(db) if known else None, now, db)
    facts.write(db, HOME, home)
    return said
