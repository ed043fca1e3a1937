"""What the database driver can complain of, as sentences that say how to mend it: the one place of translation."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage
from typing import Final

from bot.errors import DatabaseLostError, DeliveringError, StorageError

NO_ROOM: Final = 1 << 16  # bytes: with less SQLite cannot make the files that it wants beside the database

PRIMARY: Final = 0xFF  # of an extended code the part that says what it is (https://sqlite.org/rescode.html)


def directory(path: Path) -> StorageError:
    """The path names a folder."""
    return StorageError(f"{path} is a folder, not a database file: set PAPERBOY_DATABASE to a file in it.")


def unreachable(path: Path, error: OSError) -> StorageError:
    """The folder cannot be made or written, or a file in it (another user's) not opened."""
    if isinstance(error, PermissionError) and path.is_file():
        return StorageError(
            f"The file {path} cannot be opened ({error.strerror}): make it writable for this user, or run "
            "Paperboy as the user that it belongs to."
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return StorageError(
            f"The database {path} cannot be made, because a part of its path is a file and not a folder: set "
            "PAPERBOY_DATABASE to a file elsewhere."
        )
    return StorageError(
        f"The database {path} cannot be opened ({error.strerror or error}): make its folder writable for this "
        "user, or set PAPERBOY_DATABASE to a file elsewhere."
    )


def newer(path: str, found: int, known: int) -> StorageError:
    """A later Paperboy has migrated it."""
    return StorageError(
        f"The database {path} was written by a newer Paperboy (schema {found}; this one knows {known}): "
        "install the newer one, or restore a backup made before it."
    )


def foreign(path: str) -> StorageError:
    """Some other program's database."""
    return StorageError(
        f"{path} is another application's database, so it was left alone: set PAPERBOY_DATABASE to another file."
    )


def claimed(path: str) -> DeliveringError:
    """A second process wants to deliver from the same database."""
    return DeliveringError(
        f"Another Paperboy is already delivering from {path}: stop that one first, or give this one a database "
        "of its own with PAPERBOY_DATABASE."
    )


def emptied(path: str, mark: Path, attempts: int) -> DatabaseLostError:
    """Paperboy delivered from a database here, and there is none any more."""
    return DatabaseLostError(
        f"The database {path} is missing or empty, but Paperboy has used one there ({mark} says so; it had "
        f"{attempts:,} deliveries). {_REMEDY.format(mark=mark)}"
    )


def replaced(path: str, mark: Path) -> DatabaseLostError:
    """The database is a Paperboy's, but not the one that was used here."""
    return DatabaseLostError(
        f"The database {path} is not the one that Paperboy used there last ({mark} names another). "
        f"{_REMEDY.format(mark=mark)}"
    )


def moved_away(path: str) -> DatabaseLostError:
    """The file was emptied, deleted or replaced while it was open."""
    return DatabaseLostError(
        f"The database {path} was emptied, deleted, moved or replaced while Paperboy had it open, so what is "
        "written now would be lost: Paperboy stops. Put the file back, or restore a backup "
        "with: paperboy restore PATH"
    )


_REMEDY = (
    "Restore a backup with: paperboy restore PATH. To go on with what is there, which may post papers a second "
    "time, delete {mark}."
)


def translate(error: Exception, path: str) -> StorageError:
    """The driver's error as a sentence; the transaction it happened in has been rolled back.

    DatabaseLostError where the file itself is no good any more: what is written to it makes it worse. All else (no
    room, a lock, a folder without rights) may be mended beside a process that runs on.
    """
    said = str(error).lower()
    if isinstance(error, UnicodeEncodeError):
        sentence = "A text holds half a surrogate pair and cannot be stored: send it again without that character."
    elif "not a database" in said:
        sentence = (
            f"{path} is not a database, so it was left alone: set PAPERBOY_DATABASE to another file, or move this "
            "one away and restore a backup."
        )
    elif "malformed" in said or "corrupt" in said:
        sentence = (
            f"The database {path} is damaged: stop Paperboy, keep a copy of the file, and restore the last backup "
            f"(or try: sqlite3 {path} .recover)."
        )
    elif "full" in said or ("disk i/o" in said and _no_room(path)):
        sentence = (
            f"The disk that holds {path} is full: free some space. Nothing half-written was kept; a Paperboy "
            "that is running goes on by itself once there is room."
        )
    elif "locked" in said or "busy" in said:
        sentence = (
            f"The database {path} is locked by another process: close the program that has it open (a database "
            "browser, a backup tool) and try again."
        )
    elif "readonly" in said or "read-only" in said or "unable to open" in said:
        sentence = (
            f"The database {path} cannot be written: make the file and its folder writable for this user, or set "
            "PAPERBOY_DATABASE to a file elsewhere."
        )
    elif "disk i/o" in said:
        sentence = (
            f"The disk that holds {path} reports an error ({error}): if a quota is used up, free some space "
            "(nothing half-written was kept); if not, check it, and restore a backup if need be."
        )
    else:
        sentence = f"The database {path} refused ({type(error).__name__}: {error}): run `paperboy doctor`."
    if getattr(error, "sqlite_errorcode", 0) & PRIMARY in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DatabaseLostError(sentence)
    return StorageError(sentence)


def _no_room(path: str) -> bool:
    """Whether an error is that of a full disk, which SQLite does not say of the file that processes share."""
    with suppress(OSError):
        return disk_usage(Path(path).parent).free < NO_ROOM
    return False


DRIVER_ERRORS = (sqlite3.Error, UnicodeEncodeError)
