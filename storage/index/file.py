"""The index's file: opened, or made anew whenever it is not as it should be."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from storage.sqlite.database import Database

# Raised whenever the tables, the analyzer or the marks of terms change: a file of another format is made anew.
FORMAT = 4
APPLICATION_ID = 0x50626900 + FORMAT  # "Pbi" and the format, in the file's header
STEPS = ("schema.sql", "commonest.sql", "commonest_anew.sql", "pairs.sql")  # a table more is no other format
SUFFIX = ".index"
LARGE = 2**30  # bytes; of so large an index more is kept at hand, or fetching pages takes a third of a search
LARGE_CACHE_KIB = 131_072
_CARELESS = "PRAGMA synchronous = NORMAL"  # what a power cut takes away, the next repair makes again


@asynccontextmanager
async def opened(path: str) -> AsyncIterator[Database]:
    """The index at that path, made if absent; StorageError if it is torn or of another format."""
    folder = files("storage.index")
    steps = [(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in STEPS]
    async with Database.open(path, steps=steps, application_id=APPLICATION_ID, pragmas=_pragmas(path)) as index:
        await index.read(_whole)
        yield index


def _pragmas(path: str) -> tuple[str, ...]:
    file = Path(path)
    size = file.stat().st_size if file.exists() else 0
    return (_CARELESS, f"PRAGMA cache_size = -{LARGE_CACHE_KIB}") if size > LARGE else (_CARELESS,)


def _whole(connection: sqlite3.Connection) -> None:
    """A truncated file is found here and not in the middle of somebody's search."""
    connection.execute("SELECT count(*) FROM (SELECT id FROM doc ORDER BY id LIMIT 100)").fetchone()
    connection.execute("SELECT rowid FROM paper_index WHERE paper_index MATCH '\"a\"' LIMIT 1").fetchone()


def remove(path: str) -> None:
    """The file and what SQLite keeps beside it, if there."""
    for suffix in ("", "-wal", "-shm"):
        Path(path + suffix).unlink(missing_ok=True)
