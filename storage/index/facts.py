"""What the index keeps about itself: the newest change that it has, where it has it from, its space of topics."""

import sqlite3

from storage.statements import statements

REVISION = "revision"  # the newest change of the papers that is in
IDENTITY = "identity"  # of the database that the papers are in

PAPERS = "papers"  # how many are indexed: counting them takes 10 ms among a million

_SQL = statements("index")


def keep(index: sqlite3.Connection, name: str, value: str | int | bytes) -> None:
    """Keep a fact."""
    index.execute(_SQL["keep_fact"], {"name": name, "value": value})


def kept(index: sqlite3.Connection, name: str) -> str | int | bytes | None:
    """A fact, or None."""
    row: tuple[str | int | bytes] | None = index.execute(_SQL["fact"], {"name": name}).fetchone()
    return None if row is None else row[0]


def size(index: sqlite3.Connection) -> int:
    """How many papers are indexed."""
    return int(index.execute(_SQL["size"]).fetchone()[0])


def survey(index: sqlite3.Connection) -> int:
    """Count the papers and keep the number; how many there are."""
    papers = size(index)
    keep(index, PAPERS, papers)
    return papers
