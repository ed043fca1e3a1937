"""Named SQL blocks: every statement lives in `storage/queries/<topic>.sql` and is asked for by name.

A block is a line `-- name: <name>`, one line of comment that says what it does, and the statement.
"""

import re
import sqlite3
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from bot.errors import StorageError

_NAME = re.compile(r"^-- name: ([a-z_]+)$", re.MULTILINE)


def blocks(text: str) -> dict[str, str]:
    """The statements of a topic by name, each with its comment, without the closing semicolon."""
    pieces = _NAME.split(text)[1:]
    found: dict[str, str] = {}
    for name, body in zip(pieces[::2], pieces[1::2], strict=True):
        if name in found:
            raise StorageError(f"Two SQL blocks are called {name}: rename one.")
        found[name] = body.strip().rstrip(";")
    return found


def statements(topic: str) -> Mapping[str, str]:
    """All named statements of `storage/queries/<topic>.sql`."""
    return MappingProxyType(blocks(files("storage.queries").joinpath(f"{topic}.sql").read_text(encoding="utf-8")))


def script(text: str) -> list[str]:
    """A script's statements one by one (`executescript` would commit before it begins)."""
    found, pending = [], ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    if re.sub(r"--[^\n]*", "", pending).strip():
        raise StorageError("A migration's last statement is not closed: end it with a semicolon.")
    return found
