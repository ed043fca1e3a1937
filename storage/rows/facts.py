"""Facts that the database keeps about itself: its identity, its number of receipts."""

from storage.connection import Connection
from storage.statements import statements

_SQL = statements("journal")

IDENTITY = "identity"  # random, made once: tells this database from another one
RECEIPTS = "receipts"  # how many receipts were ever recorded
FREED = "freed dates"  # whether any digest ever left its date to another one (`storage.correct_times`)
BACKUP = "backup"  # in a copy made by `paperboy backup`: when


def read(connection: Connection, name: str) -> str | None:
    """The fact, or None."""
    row = connection.execute(_SQL["fact"], {"name": name}).fetchone()
    return None if row is None else str(row[0])


def write(connection: Connection, name: str, value: str) -> None:
    """Keep it."""
    connection.execute(_SQL["keep_fact"], {"name": name, "value": value})


def forget(connection: Connection, name: str) -> None:
    """Forget it."""
    connection.execute(_SQL["forget_fact"], {"name": name})


def receipts(connection: Connection) -> int:
    """How many receipts this database has."""
    return int(read(connection, RECEIPTS) or 0)


def count_receipts(connection: Connection, more: int) -> int:
    """So many more were recorded; how many there are now."""
    connection.execute(_SQL["count_receipts"], {"more": str(more)})
    return receipts(connection)
