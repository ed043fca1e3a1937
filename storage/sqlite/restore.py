"""Restoring: a backup is put into the place of the database, checked first; what was there is kept beside it."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.errors import StorageError
from storage.rows import facts
from storage.sqlite import errors
from storage.sqlite.backup import copy_whole
from storage.sqlite.check import damage
from storage.sqlite.delivery_lock import DeliveryLock
from storage.sqlite.migrate import inspect

_BESIDE = ("", "-wal", "-shm")  # the file, and what SQLite keeps beside it: they belong together


def restore(copy: Path, database: Path, now: datetime) -> str:
    """Put a copy into the place of the database; a sentence that says what was done.

    StorageError, with everything left as it was, if the copy is damaged or no Paperboy database, or if a
    Paperboy runs on the database. What the copy had queued is parked at the next start (`bot.channels.restoring`).
    """
    if not copy.is_file():
        raise StorageError(f"There is no file {copy} to restore from.")
    if copy.stat().st_size == 0:
        raise StorageError(f"{copy} is an empty file: name another backup.")
    if database.exists() and copy.samefile(database):
        raise StorageError(f"{copy} is the database itself: name the backup that is to take its place.")
    part = database.with_name(f"{database.name}.part")
    lock = DeliveryLock(str(database))
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        copy_whole(copy, part, datetime.fromtimestamp(copy.stat().st_mtime, UTC))
        identity, attempts = _checked(part, copy)
        high_water = lock.claim(identity)
        kept = _set_aside(database, now)
        part.rename(database)
        lock.set(identity, max(high_water or 0, attempts))
        _sync(database.parent)
    except errors.DRIVER_ERRORS as error:
        raise errors.translate(error, str(part if "full" in str(error) else copy)) from error
    except OSError as error:
        raise errors.unreachable(database, error) from error
    finally:
        lock.release()
        for leftover in _BESIDE:
            with suppress(OSError):
                Path(f"{part}{leftover}").unlink(missing_ok=True)
    before = f"What was there is kept as {kept}. " if kept else ""
    return f"{copy} is in the place of {database}. {before}Start Paperboy now; it says what the copy had queued."


def _checked(part: Path, copy: Path) -> tuple[str, int]:
    """The identity (made if it has none) and attempts of a copy that is whole; StorageError if it is not."""
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        if inspect(connection, str(copy)) == 0:
            raise StorageError(f"{copy} is an empty database: name another backup.")
        if damage(connection) is not None:
            raise StorageError(f"{copy} is damaged and was left alone: name another backup.")
        identity = facts.read(connection, facts.IDENTITY)
        if identity is None:
            identity = uuid4().hex
            facts.write(connection, facts.IDENTITY, identity)
        attempts = facts.attempts(connection)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return identity, attempts


def _set_aside(database: Path, now: datetime) -> Path | None:
    """Rename the database with its write-ahead log; the new name, if there was one."""
    target = database.with_name(f"{database.name}.replaced-{now:%Y%m%d-%H%M%S}")
    number = 1
    while any(Path(f"{target}{ending}").exists() for ending in _BESIDE):
        number += 1
        target = database.with_name(f"{database.name}.replaced-{now:%Y%m%d-%H%M%S}-{number}")
    moved = None
    for ending in reversed(_BESIDE):  # the log first: without its file nothing is read from it
        old = Path(f"{database}{ending}")
        if old.exists():
            old.rename(f"{target}{ending}")
            moved = target
    return moved


def _sync(folder: Path) -> None:
    """The new name outlives a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
