"""The vault's key, in a file of its own beside the database: a copy of the one opens nothing without the other."""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from storage.sqlite import errors
from storage.sqlite.database import MEMORY


def kept_key(database: str) -> bytes:
    """The key in the file beside the database, made once, readable for this user only."""
    if database == MEMORY:
        return Fernet.generate_key()
    path = Path(f"{database}.key")
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes().strip()
        with os.fdopen(handle, "wb") as file:
            key = Fernet.generate_key()
            file.write(key)
            return key
    except OSError as error:
        raise errors.unreachable(path, error) from error
