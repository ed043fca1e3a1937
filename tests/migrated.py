"""New databases that are copied from one on which every migration was run: running them is most of opening one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from storage.sqlite import database
from storage.sqlite.migrate import inspect, migrate


@contextmanager
def once() -> Iterator[None]:
    """Within, whatever opens a new database gets the copy; an older one is migrated as ever."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made, pytest.MonkeyPatch.context() as patch:
        steps = migrate(made, ":memory:")
        image = made.serialize()

        def copied(connection: sqlite3.Connection, path: str) -> int:
            if inspect(connection, path):
                return migrate(connection, path)
            with closing(sqlite3.connect(":memory:")) as template:  # of this thread
                template.deserialize(image)
                template.backup(connection)
            return steps

        patch.setattr(database, "migrate", copied)
        yield
