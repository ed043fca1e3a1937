"""What `doctor` says of the database: whole, of which version, how large, and how much room there is."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.errors import StorageError
from bot.ports import Finding
from storage import older_copy
from storage.sqlite import errors
from storage.sqlite.database import BUSY_SECONDS
from storage.sqlite.delivery_lock import DeliveryLock
from storage.sqlite.migrate import inspect, migrations

LITTLE_ROOM = 200 * 1024 * 1024  # bytes: a write-ahead log may grow to 64 MB, and a backup needs room as well


async def check(path: str | Path) -> Sequence[Finding]:
    """Look at the database without changing it; a file that is not there yet is fine."""
    return await asyncio.to_thread(_check, Path(path))


def _check(path: Path) -> list[Finding]:
    return [_integrity(path), _room(path)]


def _integrity(path: Path) -> Finding:
    try:
        DeliveryLock(str(path)).look()
    except StorageError as error:
        return Finding("database", ok=False, detail=str(path), fix=error.sentence)
    if not path.exists():
        return Finding("database", ok=None, detail=f"{path} is not there yet; it is made at the first run")
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA query_only = ON")
            version = inspect(connection, str(path))
            said = damage(connection)
            if version and said is None:
                older_copy.not_moved(connection)
    except errors.DRIVER_ERRORS as error:
        return Finding("database", ok=False, detail=str(path), fix=errors.translate(error, str(path)).sentence)
    except StorageError as error:
        return Finding("database", ok=False, detail=str(path), fix=error.sentence)
    if said is not None:
        malformed = sqlite3.DatabaseError("database disk image is malformed")
        return Finding("database", ok=False, detail=said, fix=errors.translate(malformed, str(path)).sentence)
    size = path.stat().st_size / 1024**2
    return Finding(
        "database", ok=True, detail=f"{path}: whole, schema {version} of {len(migrations())}, {size:,.1f} MB"
    )


def damage(connection: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong with the database; None: it is whole."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return str(said)
    stray = connection.execute("PRAGMA foreign_key_check").fetchone()
    return None if stray is None else f"a row of {stray[0]} refers to one that is not there"


def _room(path: Path) -> Finding:
    folder = next(each for each in (path.absolute().parent, *path.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1024**3:,.1f} GB free in {folder}"
    fix = "" if free >= LITTLE_ROOM else f"Free some space on the disk that holds {folder}."
    return Finding("disk", ok=free >= LITTLE_ROOM, detail=detail, fix=fix)
