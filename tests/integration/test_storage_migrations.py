"""Migrations on real files: from any version to the newest, and never half a step."""

import sqlite3
from contextlib import closing

import pytest

from bot.errors import StorageError
from storage.rows import digests
from storage.sqlite.database import Database
from storage.sqlite.migrate import APPLICATION_ID, migrate, migrations
from tests.each_of import each_of


def schema(connection):
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def version(connection):
    return connection.execute("PRAGMA user_version").fetchone()[0]


@pytest.mark.parametrize("old", range(1, len(migrations())))
def test_a_database_of_any_older_version_ends_with_the_schema_of_a_new_one(tmp_path, old):
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as scratch,
        closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as aged,
    ):
        assert migrate(scratch, "scratch") == len(migrations())
        assert migrate(aged, "aged", migrations()[:old]) == old
        assert migrate(aged, "aged") == len(migrations()) - old
        assert schema(aged) == schema(scratch)
        assert version(aged) == len(migrations())


@each_of(("answered", "retired"), [(True, ["arxiv:1"]), (False, [])])
def test_the_sample_of_an_older_database_makes_way_if_a_source_has_answered(answered, retired):
    before = next(n for n, (name, _) in enumerate(migrations()) if "sample" in name)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as aged:
        migrate(aged, "aged", migrations()[:before])
        for key, sources in ((1, '["sample"]'), (2, '["huggingface", "sample"]'), (3, '["arxiv"]')):
            aged.execute(
                "INSERT INTO paper VALUES (?, 'arxiv:' || ?, '', '', '', '[]', NULL, '', '[]', '[]', '', '', 0, 0, '',"
                " 0, ?, NULL, NULL, NULL, 0, 0, 0, ?, '')",
                (key, key, key, sources),
            )
        if answered:
            aged.execute("INSERT INTO poll VALUES ('arxiv', '', 1, 1, '', 1, NULL, 1, NULL)")
        migrate(aged, "aged")
        found = [name for (name,) in aged.execute("SELECT canonical FROM paper WHERE retired = 1")]
        revisions = [number for (number,) in aged.execute("SELECT revision FROM paper ORDER BY id")]
        serves = aged.execute("SELECT count(*) FROM fact WHERE name = 'sample'").fetchone()[0]
    assert (found, revisions[0] > 3, bool(serves)) == (retired, answered, not answered)
    assert len(set(revisions)) == 3


def test_a_digest_that_said_in_words_that_it_is_late_says_so_still():
    before = next(n for n, (name, _) in enumerate(migrations()) if name.endswith("_late.sql"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as aged:
        migrate(aged, "aged", migrations()[:before])
        aged.execute(
            "INSERT INTO digest VALUES (1, 1, '2026-11-20', 'daily', 0, '[]', '[0,0,0,0,0]', 'It is late.')"
        )
        migrate(aged, "aged")
        [row] = aged.execute("SELECT local_date, slot, planned, picks, counts, note, late FROM digest")
    assert (digests.digest(row).note, digests.digest(row).late) == ("It is late.", None)


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    steps = migrations()
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        migrate(connection, "x", steps)
        before = schema(connection)
        broken = ("9999_broken.sql", "CREATE TABLE half (way TEXT);\nINSERT INTO nowhere VALUES (1);\n")
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            migrate(connection, "x", [*steps, broken])
        assert schema(connection) == before
        assert version(connection) == len(steps)
        assert not connection.in_transaction


def test_a_database_that_is_up_to_date_is_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        migrate(connection, "x")
        assert migrate(connection, "x") == 0


async def test_a_database_of_a_newer_paperboy_is_refused_and_untouched(tmp_path):
    path = tmp_path / "newer.db"
    known = len(migrations())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {known + 2}")
    before = path.read_bytes()
    with pytest.raises(
        StorageError, match=rf"newer Paperboy \(schema {known + 2}; this one knows {known}\): install"
    ):
        async with Database.open(path):
            pass
    assert path.read_bytes() == before


async def test_another_applications_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="another application's database"):
        async with Database.open(path):
            pass
    assert path.read_bytes() == before
