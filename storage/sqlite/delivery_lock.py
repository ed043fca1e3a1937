"""The high-water mark: how many receipts were recorded, kept in a small file beside the database.

A database file that was put back from a copy has fewer receipts than the mark: so an older copy is noticed. The
file is also the lock of the one process that delivers.
"""

import fcntl
import logging
import os
from pathlib import Path

from storage.sqlite import errors

log = logging.getLogger(__name__)

_WIDTH = 20  # digits of the count, so that it is overwritten in place


class DeliveryLock:
    """The mark of one database; held by the delivering process from `claim` to `release`."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._path = Path(f"{database}.delivery")
        self._file: int | None = None
        self._identity = ""

    def claim(self, identity: str) -> int | None:
        """Take the lock; the mark, or None if this database has none. StorageError if another holds the lock."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise errors.unreachable(self._path, error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise errors.claimed(self._database) from error
        self._file, self._identity = file, identity
        words = os.read(file, 1024).decode("ascii", "replace").split()
        known = len(words) == 2 and words[0] == identity and words[1].isdecimal()
        return int(words[1]) if known else None

    def note(self, receipts: int) -> None:
        """So many receipts are recorded by now; nothing happens in a process that does not deliver."""
        if self._file is None:
            return
        try:
            written = os.pwrite(self._file, f"{self._identity} {receipts:0{_WIDTH}d}\n".encode("ascii"), 0)
            os.ftruncate(self._file, written)
        except OSError as error:  # the receipts themselves are safe in the database
            log.warning("high_water_not_noted", extra={"error": error.strerror or str(error)})

    def release(self) -> None:
        """Let another process deliver."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
