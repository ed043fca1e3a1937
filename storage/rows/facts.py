"""Facts that the database keeps about itself: its identity, its number of attempts."""

from storage.connection import Connection
from storage.statements import statements

_SQL = statements("journal")

IDENTITY = "identity"  # random, made once: tells this database from another one
ATTEMPTS = "attempts"  # how many attempts to send were ever recorded
PAUSE_ENDED = "pause ended "  # and a channel's key: the pause with an end that time ended there last
FREED = "freed dates"  # whether any digest ever left its date to another one (`storage.planning.correct_times`)
RESTORED = "restored"  # an older copy was: the list date from which papers count since
BACKUP = "backup"  # in a copy made by `paperboy backup`: when


def read(connection: Connection, name: str) -> str | None:
    """The fact, or None."""
    row = connection.execute(_SQL["fact"], {"name": name}).fetchone()
    return None if row is None else str(row[0])


def write(connection: Connection, name: str, value: str) -> None:
    """Keep it."""
    connection.execute(_SQL["keep_fact"], {"name": name, "value": value})


def beginning(connection: Connection, start: str) -> dict[str, str]:
    """The facts whose names begin so, by the rest of their names."""
    found = connection.execute(_SQL["facts_beginning"], {"start": start + "%"}).fetchall()
    return {str(name)[len(start) :]: str(value) for name, value in found}


def forget(connection: Connection, name: str) -> None:
    """Forget it."""
    connection.execute(_SQL["forget_fact"], {"name": name})


def attempts(connection: Connection) -> int:
    """How many attempts this database knows of."""
    return int(read(connection, ATTEMPTS) or 0)


def count_attempts(connection: Connection, more: int) -> int:
    """So many more were recorded; how many there are now."""
    connection.execute(_SQL["count_attempts"], {"more": str(more)})
    return attempts(connection)
