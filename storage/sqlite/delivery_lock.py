"""The mark of a database: which one it is and how many attempts were recorded, in a small file beside it.

A database file that was put back from a copy has fewer attempts than the mark: so an older copy is noticed, and
one that was lost or exchanged. The file is also the lock of the one process that delivers.
"""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bot.errors import StorageError
from storage.rows import facts
from storage.sqlite import errors
from storage.sqlite.file_lock import lock
from storage.sqlite.migrate import inspect
from storage.sqlite.private_files import OWNER_ONLY

log = logging.getLogger(__name__)

_WIDTH = 20  # digits of the count, so that it is overwritten in place
_EMPTY = ""  # the identity of no database at all


class Mark(NamedTuple):
    """Which database delivered here last, and how many attempts it had recorded."""

    identity: str
    attempts: int


def marked(database: Path) -> bool:
    """Whether a database of that path delivered once, be it still there or not."""
    return _beside(str(database)).exists()


def _beside(database: str) -> Path:
    return Path(f"{database}.delivery")


class DeliveryLock:
    """The mark of one database; held by the delivering process from `claim` to `release`."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._path = _beside(database)
        self._file: int | None = None
        self._identity = ""

    def claim(self, identity: str) -> int | None:
        """Take the lock; the mark, or None if this database has none. StorageError if another holds the lock."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        except OSError as error:
            raise errors.unreachable(self._path, error) from error
        try:
            lock(file)
        except OSError as error:
            os.close(file)
            raise errors.claimed(self._database) from error
        self._file, self._identity = file, identity
        mark = _mark(os.read(file, 1024))
        return mark.attempts if mark and mark.identity == identity else None

    @property
    def held(self) -> bool:
        """Whether this process or another delivers from it."""
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR)
        except OSError:
            return False
        try:
            lock(file)
        except OSError:
            return True
        finally:
            os.close(file)
        return False

    def look(self) -> None:
        """Before the database is opened: DatabaseLostError unless it is the one that delivered here last.

        Nothing is checked where nothing ever delivered, or where the file cannot be read (opening it says why).
        """
        try:
            mark = _mark(self._path.read_bytes())
        except OSError:
            return
        if mark is None:
            return
        found = _identity_in(Path(self._database))
        if found == _EMPTY:
            raise errors.emptied(self._database, self._path, mark.attempts)
        if found is not None and found != mark.identity:
            raise errors.replaced(self._database, self._path)

    def set(self, identity: str, attempts: int) -> None:
        """The mark of another database, whose place this is from now on (held: after `claim`)."""
        self._identity = identity
        self.note(attempts)

    def note(self, attempts: int) -> None:
        """So many attempts are recorded by now; nothing happens in a process that does not deliver."""
        if self._file is None:
            return
        try:
            os.lseek(self._file, 0, os.SEEK_SET)
            written = os.write(self._file, f"{self._identity} {attempts:0{_WIDTH}d}\n".encode("ascii"))
            os.ftruncate(self._file, written)
        except OSError as error:  # they themselves are safe in the database
            log.warning("high_water_not_noted", extra={"error": error.strerror or str(error)})

    def release(self) -> None:
        """Let another process deliver."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _mark(content: bytes) -> Mark | None:
    words = content.decode("ascii", "replace").split()
    return Mark(words[0], int(words[1])) if len(words) == 2 and words[1].isdecimal() else None


def _identity_in(database: Path) -> str | None:
    """Which database a file is: _EMPTY for no database at all, None where that cannot be told."""
    if not database.exists() or database.stat().st_size == 0:
        return _EMPTY
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if inspect(connection, str(database)) == 0:
                return _EMPTY
            return facts.read(connection, facts.IDENTITY) or "never delivered"
    except (sqlite3.Error, StorageError):
        return None
