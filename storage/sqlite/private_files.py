"""Who may read the database and what lies beside it: its owner, and nobody else."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
OWNER_ONLY_FOLDER: Final = 0o700
_OTHERS: Final = 0o077


def make_folder(folder: Path) -> None:
    """A folder for this user only, and those above it if there are none. One that is there stays as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty file for this user only, unless there is one: SQLite gives its others the same mode."""
    if not path.exists():
        path.touch(OWNER_ONLY, exist_ok=True)


def keep_private(database: Path) -> None:
    """Take the others' rights from a database and all that lies beside it, whoever made it so.

    From its folder, too, if nothing else is in it. What belongs to another user stays as it is.
    """
    theirs = [path for path in _entries(database.parent) if path.name.startswith(database.name)]
    for path in theirs:
        _take_rights(path)
        for folder, folders, files in os.walk(path) if not path.is_symlink() else ():
            for name in (*folders, *files):  # another process may take any of them away meanwhile
                _take_rights(Path(folder, name))
    if theirs and len(theirs) == len(_entries(database.parent)):
        _take_rights(database.parent.absolute())


def _take_rights(path: Path) -> None:
    with suppress(OSError):
        found = path.lstat().st_mode
        if not (stat.S_ISREG(found) or stat.S_ISDIR(found)):
            return  # a device such as /dev/null is everybody's, and a link's target lies elsewhere
        mode = stat.S_IMODE(found)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
