"""Migrations: the schema is brought up to date when a database is opened, one transaction a step."""

import sqlite3
from importlib.resources import files

from bot.errors import StorageError
from storage.sqlite import errors
from storage.statements import script

APPLICATION_ID = 0x50627931  # "Pby1" in the file's header, so that no other database is taken for ours


def migrations() -> list[tuple[str, str]]:
    """(name, script) of every step, in order; step n leads to schema version n."""
    folder = files("storage.migrations")
    steps = sorted(
        (each.name, each.read_text(encoding="utf-8")) for each in folder.iterdir() if each.name.endswith(".sql")
    )
    for number, (name, _) in enumerate(steps, start=1):
        if not name.startswith(f"{number:04d}_"):
            raise StorageError(f"Migration {number:04d} is missing (found {name}): reinstall Paperboy.")
    return steps


def inspect(connection: sqlite3.Connection, path: str, known: int | None = None) -> int:
    """The schema version found (0: an empty file); raises StorageError for a newer or another application's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (changes,) = connection.execute("PRAGMA schema_version").fetchone()  # 0: it never had a table
    if application != APPLICATION_ID and (application or version or changes):
        raise errors.foreign(path)
    known = len(migrations()) if known is None else known
    if version > known:
        raise errors.newer(path, version, known)
    return int(version)


def migrate(connection: sqlite3.Connection, path: str, steps: list[tuple[str, str]] | None = None) -> int:
    """Bring the schema up to date; how many steps were taken. A step that fails leaves the database as it was."""
    steps = migrations() if steps is None else steps
    taken = 0
    while inspect(connection, path, len(steps)) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = inspect(connection, path, len(steps))  # another process may have been quicker
            if version < len(steps):
                for statement in script(steps[version][1]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {version + 1}")
                taken += 1
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return taken
