"""The vault's keys, in a file of their own beside the database: neither opens anything without the other."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet

from bot.errors import StorageError
from storage.keyring import is_whole
from storage.sqlite import errors
from storage.sqlite.database import MEMORY
from storage.sqlite.private_files import OWNER_ONLY


def kept_keys(database: str) -> Sequence[bytes]:
    """The keys in the file beside the database, the newest first; the first is made when there is none.

    StorageError for a file that is not whole: what it holds would be no secret.
    """
    if database == MEMORY:
        return (Fernet.generate_key(),)
    path = _beside(database)
    try:
        if not path.exists():
            _write(path, (Fernet.generate_key(),), replacing=False)
        keys = path.read_bytes().split()
    except OSError as error:
        raise errors.unreachable(path, error) from error
    if not keys or not all(map(is_whole, keys)):
        state = "is empty" if not keys else "does not hold whole keys"
        raise StorageError(
            f"The key file {path} {state}, as after a full disk or a power cut: put your copy of it back. If "
            "there is none, delete it; a new one is made, and workspaces install Paperboy again."
        )
    return keys


def has_keys(database: str) -> bool:
    """Whether there is such a file."""
    return database != MEMORY and _beside(database).exists()


def add_key(database: str) -> None:
    """Make a new key, which seals from now on; those before it stay in the file, for what they have sealed."""
    if database == MEMORY:
        return
    path = _beside(database)
    keys = kept_keys(database)
    try:
        _write(path, (Fernet.generate_key(), *keys), replacing=True)
    except OSError as error:
        raise errors.unreachable(path, error) from error


def _beside(database: str) -> Path:
    return Path(f"{database}.key")


def _write(path: Path, keys: Sequence[bytes], *, replacing: bool) -> None:
    """Whole or not at all, whatever happens in between; one that was made meanwhile stays unless replaced."""
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"\n".join(keys) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if replacing:
            part.replace(path)
        else:
            _put(part, path)
    finally:
        part.unlink(missing_ok=True)
    with suppress(OSError):  # Windows opens no folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name outlives a power cut
        finally:
            os.close(folder)


def _put(part: Path, path: Path) -> None:
    """Give the file its name, unless another has it: two processes that start at once agree on one key."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not path.exists():
            part.rename(path)
