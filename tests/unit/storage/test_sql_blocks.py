"""SQL blocks: named once, explained, used, and understood by the database."""

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.sqlite.migrate import migrate, migrations
from storage.statements import blocks, script, statements
from tests.each_of import each_of

STORAGE = Path(str(files("storage")))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STORAGE.rglob("*.py")))
TOPICS = sorted(set(re.findall(r'statements\("([a-z_]+)"\)', CODE)))
PRAGMA_OR_TRANSACTION = re.compile(r"^(PRAGMA |BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@pytest.fixture(scope="module")
def schema():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, ":memory:")
    yield connection
    connection.close()


@each_of("topic", TOPICS)
def test_every_block_opens_with_a_sentence_that_says_what_it_does(topic):
    for name, sql in statements(topic).items():
        first = sql.splitlines()[0]
        assert re.fullmatch(r"-- \S.*\.", first), f"{topic}.{name}: {first}"


@each_of("topic", TOPICS)
def test_every_block_is_understood_by_the_schema(topic, schema):
    for name, sql in statements(topic).items():
        named = dict.fromkeys(re.findall(r":([a-z_]+)", re.sub(r"--[^\n]*", "", sql)))
        values = named or (None,) * re.sub(r"'[^']*'", "", sql).count("?")
        assert schema.execute(f"EXPLAIN {sql}", values).fetchall(), name


@each_of("topic", TOPICS)
def test_every_block_is_used(topic):
    if topic == "fold_papers":  # all of them are run, in the order written
        assert "_SQL.values()" in CODE
        return
    for name in statements(topic):
        assert f'"{name}"' in CODE, f"{topic}.{name} is dead"


def test_there_is_no_statement_in_the_code_but_pragmas_and_transactions():
    strings = re.compile(r"execute(?:many|_fetchall)?\(\s*f?\"([^\"]+)\"")
    for found in strings.findall(CODE):
        assert PRAGMA_OR_TRANSACTION.match(found), found


def test_a_name_given_twice_is_refused():
    with pytest.raises(StorageError, match="Two SQL blocks are called again"):
        blocks("-- name: again\n-- One.\nSELECT 1;\n-- name: again\n-- Two.\nSELECT 2;\n")


def test_a_script_is_split_at_statements_not_at_semicolons():
    table = "-- a; comment\nCREATE TABLE a (b TEXT DEFAULT ';');"
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n DELETE FROM a;\nEND;"
    assert script(table + "\n" + trigger + "\n") == [table, trigger]


def test_an_unclosed_script_is_refused():
    with pytest.raises(StorageError, match="not closed"):
        script("CREATE TABLE a (b TEXT)")


def test_migrations_are_numbered_without_gaps():
    assert [name[:4] for name, _ in migrations()] == [
        f"{number:04d}" for number in range(1, len(migrations()) + 1)
    ]


@each_of(
    ("topic", "name"),
    [
        ("plans", "due"),  # asked every few seconds, of a million channels
        ("outbox", "claimable"),
        ("outbox", "next_ready"),
        ("outbox", "late_row"),
        ("outbox", "late_channel"),
        ("paper_changes", "behind"),
        ("paper_changes", "changed"),
        ("paper_changes", "current"),
        ("paper_changes", "state"),
        ("papers", "by_id"),
        ("papers", "candidates"),
        ("papers", "count"),
        ("ingest", "alike"),
        ("settle_deliveries", "complete"),
    ],
)
def test_what_is_asked_all_the_time_never_walks_a_whole_table(topic, name, schema):
    sql = statements(topic)[name]
    named = dict.fromkeys(re.findall(r":([a-z_]+)", re.sub(r"--[^\n]*", "", sql)))
    steps = [row[3] for row in schema.execute(f"EXPLAIN QUERY PLAN {sql}", named)]
    harmless = ("VIRTUAL TABLE", "COVERING INDEX", "CONSTANT ROW")
    assert [step for step in steps if step.startswith("SCAN") and not any(word in step for word in harmless)] == []
