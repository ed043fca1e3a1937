"""Folding: two papers turned out to be one; what channels know of either is kept."""

from storage.connection import Connection
from storage.statements import statements

_SQL = statements("fold_papers")


def fold(connection: Connection, one: int, into: int, revision: int) -> None:
    """Fold one paper into another within the caller's transaction; its key leads there from now on."""
    asked = {"from": one, "into": into, "revision": revision}
    for sql in _SQL.values():  # in the order written
        connection.execute(sql, asked)
