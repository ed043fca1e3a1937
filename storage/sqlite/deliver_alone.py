"""Delivering alone: one process delivers from a database, and it makes sure that the database is no older copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from storage import older_copy
from storage.sqlite.database import MEMORY, Database
from storage.sqlite.delivery_lock import DeliveryLock


@asynccontextmanager
async def deliver_alone(database: Database, mark: DeliveryLock, now: datetime) -> AsyncIterator[str]:
    """Deliver from the database while inside; yields a sentence if it was an older copy, else "".

    StorageError if another process delivers from it. A database in memory is nobody else's.
    """
    if database.path == MEMORY:
        yield ""
        return
    high_water = mark.claim(await database.write(older_copy.identity))
    try:
        said, attempts = await database.write(partial(older_copy.look_after, high_water, now))
        mark.note(attempts)
        yield said
    finally:
        mark.release()
