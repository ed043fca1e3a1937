"""What the schema promises: new versions only add to it, every table has a place on a cluster, and each is moved or not."""

import re
from pathlib import Path

import asyncpg
import pytest

from storage.moving.tables import SECRETS, TABLES
from storage.postgres.migrate import migrations
from storage.statements import statements
from tests.fakes import postgres

ROOT = Path(__file__).resolve().parents[2]
BY_CHANNEL = {  # rows of one channel: on a cluster they go where the column's value leads
    "channel": "id",
    "subscription": "channel",
    "saved": "channel",
    "hidden": "channel",
    "submission": "channel",
    "time_before": "channel",
    "discussion": "channel",
    "digest": "channel",
    "seen": "channel",
    "told_withdrawn": "channel",
    "delivery": "channel",
}
REFERENCE = {  # read everywhere, written seldom and small: on a cluster a copy is on each node
    *("paper", "alias", "listing", "recommendation", "poll", "query"),
    *("workspace", "person", "vote", "wait", "note", "fact", "fault", "audit", "event", "secret"),
    *("mail_request", "mail_memory", "worker", "lease", "paperboy"),
}
NOT_MOVED = {  # of the processes that run on one database, and its version
    *("worker", "lease", "paperboy"),
}
OURS = "a word of ours, or a random one"
OF_A_PLATFORM = "an id that a platform gives, an address of 254 bytes, or a name of 80 characters"
BOUNDED = {  # text in a B-tree, which takes 2.7 kB in all: what keeps it short. What people write is hashed instead
    **dict.fromkeys(
        ["alias.id", "paper.canonical"], "an id of a registry (bot.papers.registries.LONGEST), or a hash"
    ),
    **dict.fromkeys(["fault.place", "fault.reason"], "storage.rows.faults.LONGEST"),
    **dict.fromkeys(["paper.last_listed", "listing.list_date", "digest.local_date"], "a date"),
    **dict.fromkeys(["fault.source", "listing.source", "poll.source", "fact.name", "secret.name"], OURS),
    **dict.fromkeys(["lease.kind", "lease.owner", "worker.id", "digest.slot", "mail_memory.mark"], OURS),
    **dict.fromkeys(
        [f"{table}.platform" for table in ("audit", "channel", "delivery", "note", "person", "secret")], OURS
    ),
    **dict.fromkeys([f"{table}.platform" for table in ("vote", "wait", "workspace")], OURS),
    **dict.fromkeys([f"{table}.channel" for table in ("audit", "channel", "wait")], OF_A_PLATFORM),
    **dict.fromkeys(
        [f"{table}.workspace" for table in ("audit", "channel", "person", "secret", "vote", "wait", "workspace")],
        OF_A_PLATFORM,
    ),
    **dict.fromkeys(["vote.person", "person.person", "mail_request.address"], OF_A_PLATFORM),
    **dict.fromkeys(["note.name", "event.id", "lease.name"], "ours, with an id that a platform gives"),
}
IN_A_BTREE = """
SELECT DISTINCT t.relname || '.' || a.attname
FROM pg_index AS i
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = x.relam
JOIN pg_class AS t ON t.oid = i.indrelid
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
WHERE m.amname = 'btree' AND a.atttypid = 'text'::regtype AND t.relnamespace = current_schema()::regnamespace
"""
NOT_AS_THEY_ARE = [  # unique keys without the column by which the table is divided
    ("channel", ("channel", "platform", "workspace")),
    ("delivery", ("digest", "part")),
    ("delivery", ("id",)),
    ("digest", ("id",)),
]
KEYS = """
SELECT t.relname::TEXT, array_agg(a.attname::TEXT)
FROM pg_index AS i
JOIN pg_class AS t ON t.oid = i.indrelid
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
WHERE i.indisunique AND t.relnamespace = current_schema()::regnamespace
GROUP BY t.relname, i.indexrelid
"""
FIRST = 7  # up to there no version with this rule was in use
_TAKES_AWAY = re.compile(
    r"\b(DROP (TABLE|COLUMN|FUNCTION|TRIGGER)|RENAME|ALTER COLUMN \w+ (TYPE|SET NOT NULL)|ADD CONSTRAINT|UNIQUE INDEX)\b",
    re.IGNORECASE,
)
_NEW_COLUMN = re.compile(r"ADD COLUMN [^;]*", re.IGNORECASE)


async def rows(sql):
    connection = await asyncpg.connect(postgres.furnished())
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def tables():
    return {name for (name,) in await rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}


async def test_every_table_goes_by_channel_or_is_on_every_node():
    assert await tables() == BY_CHANNEL.keys() | REFERENCE
    assert not BY_CHANNEL.keys() & REFERENCE
    columns = set(await rows("SELECT table_name, column_name FROM information_schema.columns"))
    assert set(BY_CHANNEL.items()) <= columns


async def test_the_keys_that_a_cluster_does_not_take_as_they_are_are_those_that_the_page_names():
    """A key that is unique on each node by itself has to have the column in it that says which node it is."""
    found = [
        (table, tuple(sorted(names)))
        for table, names in await rows(KEYS)
        if table in BY_CHANNEL and BY_CHANNEL[table] not in names
    ]
    assert sorted(found) == NOT_AS_THEY_ARE
    page = " ".join((ROOT / "docs" / "scaling.md").read_text(encoding="utf-8").split())
    for table, names in NOT_AS_THEY_ARE:
        assert f"| `{table}` | `{', '.join(names)}` |" in page


async def test_what_goes_by_channel_refers_only_to_its_own_channel_or_to_what_is_everywhere():
    """So that no row has to be looked for on another node."""
    found = await rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    )
    for here, there in found:
        assert there in REFERENCE or here in BY_CHANNEL, (here, there)
        assert here not in REFERENCE or there in REFERENCE, (here, there)


async def test_no_text_without_an_end_stands_in_a_btree():
    """Where one is too long, the whole transaction fails, and with it everything that a source said."""
    assert {name for (name,) in await rows(IN_A_BTREE)} == BOUNDED.keys()


async def test_every_table_is_moved_or_named_as_not_moved():
    moved = [table.name for table in (*TABLES, SECRETS)]
    assert len(moved) == len(set(moved))
    assert await tables() == {*moved, *NOT_MOVED}


@pytest.mark.parametrize(("name", "script"), migrations()[FIRST:], ids=lambda it: it[:4])
def test_a_step_only_adds_so_that_the_version_before_works_on(name, script):
    """Old and new code run on one database for the length of an upgrade. What takes something away comes with the
    version after the one that uses it no more, and says so: `-- unused since 0.2`. A constraint that takes the place
    of one which forbids the same says `-- as strict as before`.
    """
    statements_of_it = re.sub(r"--(?! unused since| as strict as before)[^\n]*", "", script)
    for statement in re.sub(r"(;)( --[^\n]*)", r"\2\1", statements_of_it).split(";"):
        if "-- unused since" not in statement and "-- as strict as before" not in statement:
            assert not _TAKES_AWAY.search(statement), f"{name}: {statement}"
    if "-- unused since" in statements_of_it:
        assert "UPDATE paperboy SET oldest = " in statements_of_it, f"{name}: older code is to be told"
    for column in _NEW_COLUMN.findall(statements_of_it):
        assert "DEFAULT" in column or "NOT NULL" not in column, f"{name}: the old version inserts without {column}"


def test_the_statements_name_their_columns_so_that_one_more_breaks_none():
    for topic in ("channels", "plans", "outbox", "settle_deliveries", "ingest", "journal", "papers"):
        for name, sql in statements(topic).items():
            named = sql.replace(
                "SELECT *\nFROM candidate", ""
            )  # a view, which no step may replace by one with more
            assert not re.search(r"SELECT \*|INSERT INTO \w+ VALUES", named), f"{topic}.{name}"
