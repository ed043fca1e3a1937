"""The file behind an open database: the same one as when it was opened, and with its own write-ahead log."""

import logging
import os
from pathlib import Path

from storage.sqlite import errors

log = logging.getLogger(__name__)

_VERSIONS = slice(18, 20)  # of the header: how the file may be written and read
_WITHOUT_LOG = b"\x01\x01"  # 2 2 in a file that has a write-ahead log, set before there is one


class OpenedFile:
    """Remembers which file was opened."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened, self._size = _looked_at(path)

    def check(self) -> None:
        """DatabaseLostError once another file, none or an empty one has the name: nobody reads what is written."""
        opened, size = _looked_at(self._path)
        if opened != self._opened or (self._size and not size):
            raise errors.moved_away(self._path)
        self._size = size


def _looked_at(path: str) -> tuple[tuple[int, int] | None, int]:
    """Which file has the name, and how many bytes it has."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- before each write: a Path costs more than the call
    except OSError:
        return None, 0
    return (found.st_dev, found.st_ino), found.st_size


def set_stray_log_aside(path: str) -> Path | None:
    """Move a write-ahead log away that is not the file's own; where to, if there was one.

    A backup has no such log. Where one lies beside it all the same (the copy was put into the place of a database
    after a crash), SQLite would write the old pages into the copy and so destroy it.
    """
    log_file = Path(f"{path}-wal")
    try:
        with Path(path).open("rb") as file:
            header = file.read(20)
        if header[_VERSIONS] != _WITHOUT_LOG or log_file.stat().st_size == 0:
            return None
    except OSError:
        return None
    number = 1
    while (target := Path(f"{path}-wal.stray{number}")).exists():
        number += 1
    try:
        log_file.rename(target)
        Path(f"{path}-shm").unlink(missing_ok=True)
    except OSError as error:
        raise errors.unreachable(log_file, error) from error
    log.warning("stray_log_set_aside", extra={"file": str(log_file), "moved_to": str(target)})
    return target
