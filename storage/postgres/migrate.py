"""Migrations: the schema is brought up to date when a database is opened, one transaction a step.

They are numbered by themselves: SQLite's steps are the history of files in the field, which no PostgreSQL has.
"""

from collections.abc import Sequence
from functools import partial
from importlib.resources import files

from bot.errors import StorageError
from storage.postgres import errors
from storage.postgres.address import Address
from storage.postgres.again import again
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.session import Session

_SQL = own_blocks(ENGINE)
_FOLDER = "storage.postgres.migrations"


def migrations() -> list[tuple[str, str]]:
    """(name, script) of every step, in order; step n leads to schema version n."""
    steps = sorted(
        (each.name, each.read_text(encoding="utf-8"))
        for each in files(_FOLDER).iterdir()
        if each.name.endswith(".sql")
    )
    for number, (name, _) in enumerate(steps, start=1):
        if not name.startswith(f"{number:04d}_"):
            raise StorageError(
                f"PostgreSQL's migration {number:04d} is missing (found {name}): reinstall Paperboy."
            )
    return steps


def inspect(session: Session, address: Address, known: int | None = None) -> int:
    """The schema version found (0: no tables yet); StorageError for a server or database that cannot serve."""
    session.connect()
    server, read_only, ours, others = session.execute(_SQL["server"]).fetchone()
    if server < errors.OLDEST:
        raise errors.too_old(address, server)
    if not ours:
        if others:
            raise errors.foreign(address)
        if read_only:
            raise errors.read_only(address)
        return 0
    known = len(migrations()) if known is None else known
    (version,) = session.execute(_SQL["version"]).fetchone()
    if version > known:  # a step only adds, so the version before works on beside the next
        (oldest,) = session.execute(_SQL["oldest"]).fetchone()
        if oldest > known:
            raise errors.newer(address, version, known)
    if read_only:
        raise errors.read_only(address)
    return int(version)


def migrate(session: Session, address: Address, steps: Sequence[tuple[str, str]] | None = None) -> int:
    """Bring the schema up to date; how many steps were taken. A step that fails leaves the database as it was."""
    steps = migrations() if steps is None else steps
    taken = 0
    while inspect(session, address, len(steps)) < len(steps):
        taken += again(partial(_step, session, address, steps))  # those at work may hold what it changes
    return taken


def _step(session: Session, address: Address, steps: Sequence[tuple[str, str]]) -> bool:
    """The next one; whether it was taken."""
    session.begin("BEGIN")
    try:
        session.execute(_SQL["migrate_slowly"])
        session.execute(_SQL["migrate_alone"])
        version = inspect(session, address, len(steps))
        if version >= len(steps):  # another process was quicker
            return False
        session.script(steps[version][1])
        session.execute(_SQL["raise_version"], (version + 1,))
        session.commit()
    finally:
        session.roll_back()
    return True
