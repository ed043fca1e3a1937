"""PostgreSQL has the same tables and columns as SQLite, and understands every statement, in shared words or its own."""

import re
import sqlite3
from contextlib import closing
from importlib.resources import files

import asyncpg
import pytest

from storage.postgres.dialect import ENGINE, own_blocks, translated
from storage.postgres.migrate import migrations
from storage.sqlite.migrate import migrate
from storage.statements import statements
from tests.each_of import each_of
from tests.fakes import postgres

QUERIES = files("storage.queries")
TOPICS = sorted(each.name.removesuffix(".sql") for each in QUERIES.iterdir() if each.name.endswith(".sql"))
OWN = sorted(
    each.name.removesuffix(".sql")
    for each in files("storage.postgres.queries").iterdir()
    if each.name.endswith(".sql")
)
KINDS = {"INTEGER": "bigint", "TEXT": "text", "REAL": "double precision", "BLOB": "bytea", "": None}
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'NO', c.collation_name, t.table_type = 'VIEW'
FROM information_schema.columns AS c
JOIN information_schema.tables AS t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.table_name NOT IN ('paperboy', 'worker', 'living', 'lease')
"""
KEYS = """
SELECT t.relname, array_agg(a.attname::TEXT ORDER BY a.attname)
FROM pg_index AS i
JOIN pg_class AS t ON t.oid = i.indrelid
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
WHERE (i.indisunique OR i.indisexclusion) AND t.relnamespace = 'public'::regnamespace
GROUP BY t.relname, i.indexrelid
"""


@pytest.fixture
async def connection():
    opened = await asyncpg.connect(postgres.emptied())
    yield opened
    await opened.close()


def sqlite_tables():
    """By table or view: its columns as {name: (kind, never null)}, and the sets of columns that are unique."""
    columns, unique = {}, {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as scratch:
        migrate(scratch, ":memory:")
        named = scratch.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        for table, what in named:
            if table == "sqlite_sequence":
                continue
            rows = scratch.execute(f"PRAGMA table_info({table})").fetchall()
            columns[table] = {
                name: (KINDS[kind] if what == "table" else None, what == "table" and bool(full or key))
                for _, name, kind, full, _, key in rows
            }
            indexes = [row[1] for row in scratch.execute(f"PRAGMA index_list({table})") if row[2]]
            unique[table] = {
                frozenset(row[2] for row in scratch.execute(f"PRAGMA index_info({index})")) for index in indexes
            } | ({frozenset(row[1] for row in rows if row[5])} - {frozenset()})
    return columns, unique


async def test_both_engines_have_the_same_tables_columns_and_keys(connection):
    columns, unique = sqlite_tables()
    found, keys = {table: {} for table in columns}, {table: set() for table in columns}
    for table, name, kind, full, _, view in await connection.fetch(COLUMNS):
        found.setdefault(table, {})[name] = (None, False) if view else (kind, full)
    for table, names in await connection.fetch(KEYS):
        if table in keys:
            keys[table].add(frozenset(names))
    assert found == columns
    assert keys == unique


async def test_text_is_compared_byte_by_byte_as_on_sqlite(connection):
    rows = await connection.fetch(COLUMNS)
    assert {row[4] for row in rows if row[2] == "text" and not row[5]} == {"C"}


@each_of("topic", TOPICS)
async def test_every_block_is_understood(topic, connection):
    for name, sql in statements(topic).items():
        try:
            await connection.prepare(translated(sql).text)
        except asyncpg.PostgresError as error:
            pytest.fail(f"{topic}.{name}: {error}\n{translated(sql).text}")


async def test_every_block_of_the_engine_is_understood(connection):
    for sql in own_blocks(ENGINE).values():
        await connection.prepare(sql)


@each_of("topic", OWN)
def test_a_block_of_its_own_takes_the_place_of_one_and_says_what_it_does(topic):
    for name, sql in own_blocks(topic).items():
        assert re.fullmatch(r"-- \S.*\.", sql.splitlines()[0]), f"{topic}.{name}"
        if topic != ENGINE:
            assert statements(topic)[name] != sql, f"{topic}.{name} is the same for both: delete it"


def test_migrations_are_numbered_without_gaps():
    assert [name[:4] for name, _ in migrations()] == [f"{n:04d}" for n in range(1, len(migrations()) + 1)]


def test_values_are_numbered_by_name_or_in_order_and_text_in_quotes_is_left_alone():
    named = translated("SELECT ':x?' || :a, :b WHERE c = :a -- :not this?\n AND d IS :b")
    assert named.text == "SELECT ':x?' || $1, $2 WHERE c = $1 -- :not this?\n AND d IS NOT DISTINCT FROM $2"
    assert named.arguments({"b": 2, "a": 1, "more": 3}) == [1, 2]
    assert translated("INSERT INTO t VALUES (?, ?)").text == "INSERT INTO t VALUES ($1, $2)"


def test_a_zero_byte_is_not_stored_by_postgres_and_becomes_a_mark_in_text_and_lists():
    asked = translated("SELECT 1 FROM json_each(:ids) AS asked WHERE t = :t")
    assert asked.arguments({"ids": '["a\\u0000"]', "t": "b\0"}) == ['["a\ufffd"]', "b\ufffd"]
    assert translated("SELECT :t").arguments({"t": "as typed: \\u0000"}) == ["as typed: \\u0000"]
