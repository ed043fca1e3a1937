"""Backups: SQLite's online backup to a file, while Paperboy runs. The copy knows that it is one."""

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.errors import StorageError
from storage.rows import facts
from storage.rows.instants import to_column
from storage.sqlite import errors
from storage.sqlite.database import BUSY_SECONDS
from storage.sqlite.migrate import inspect
from storage.sqlite.private_files import make_file


async def backup(source: str | Path, target: str | Path, now: datetime) -> None:
    """Copy the database to a new file. The key of its secrets (`.key` beside the database) is not in it.

    StorageError if the target exists or cannot be written; a failed backup leaves no file behind.
    """
    await asyncio.to_thread(_backup, Path(source), Path(target), now)


def _backup(source: Path, target: Path, now: datetime) -> None:
    if not source.is_file():
        raise StorageError(
            f"There is no database at {source} to back up: run Paperboy once, or set PAPERBOY_DATABASE."
        )
    if target.is_dir():
        raise StorageError(f"{target} is a folder: name the file that the backup is to be written to.")
    if target.exists():
        raise StorageError(
            f"{target} exists already and was left alone: name another file, or move that one away."
        )
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        copy_whole(source, part, now)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
    except errors.DRIVER_ERRORS as error:
        raise errors.translate(error, str(target if "full" in str(error) else source)) from error
    except OSError as error:
        raise StorageError(
            f"The backup {target} cannot be written ({error.strerror}): choose another folder."
        ) from error
    finally:
        for leftover in (part, *(part.with_name(f"{part.name}-{ending}") for ending in ("wal", "shm", "journal"))):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def copy_whole(source: Path, target: Path, now: datetime) -> None:
    """One file with all that the source and its write-ahead log hold, which knows since when it is a copy."""
    address = (
        f"file:{source.absolute().as_posix().replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro"
    )
    make_file(target)
    with (
        closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as original,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        version = inspect(original, str(source))
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
        if (
            version and facts.read(copy, facts.BACKUP) is None
        ):  # a backup that is restored was made when it was made
            facts.write(copy, facts.BACKUP, str(to_column(now)))
