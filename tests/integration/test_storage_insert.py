"""Many rows at once, on a real SQLite: as one by one, whatever their number."""

import sqlite3

from storage.connection import ROWS, insert
from tests.each_of import each_of


@each_of("count", [0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS])
@each_of("present", [0, 7])
def test_every_row_is_inserted_once_and_counted(count: int, present: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE pair (one INTEGER PRIMARY KEY, how INTEGER, other TEXT)")
    connection.executemany("INSERT INTO pair VALUES (?, 1, 'before')", [(n,) for n in range(present)])
    rows = [(n, f"({n}, ?)") for n in range(count)]
    statement = "-- With values.\nINSERT INTO pair (one, how, other) VALUES (?, 0, ?) ON CONFLICT DO NOTHING"
    assert insert(connection, statement, rows) == max(0, count - present)
    found = connection.execute("SELECT one, other FROM pair WHERE how = 0 ORDER BY one").fetchall()
    assert found == rows[present:]
    connection.close()
