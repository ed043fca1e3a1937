"""`paperboy move`: everything to another database and back, compared, and the old one never delivers again."""

import sqlite3
from contextlib import closing, suppress
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.model.channel import Address as Place
from bot.ports import AuditEntry
from storage.locations import SqliteFile, location
from storage.moving.move import move
from storage.moving.tables import SECRETS, TABLES
from storage.sqlite.migrate import migrate
from tests.contract.furnishing import NOW, RECEIPT, channel, claimed, known, planned, sent
from tests.fakes import postgres

KEY, OTHER = b"a key of sixteen or more", b"another key of sixteen or more"


async def furnish(store):
    """A little of everything: what was posted, what waits, what somebody did; a zero byte and a merged paper."""
    keys = await known(store, 4)
    for place in ("C1", "C2", "C3"):
        home = await channel(store, place)
    await store.channels.subscribe(home.key, ["diffusion model"], "U1", NOW)
    async with store.claim_delivery(NOW):
        await planned(store)
        first, second, _ = await claimed(store)
        await store.outbox.begin([first, second], NOW, 60)
        await store.outbox.settle([sent(first)], NOW)
    await store.memory.save(home.key, keys[0], "U1", NOW)
    await store.memory.vote(home.key, keys[1], "U2", NOW)
    await store.memory.met("slack", "T1", "U1", "Ada")
    await store.vault.put("slack", "T1", "bot_token", b"xoxb-secret")
    await store.journal.audit(AuditEntry(at=NOW, address=Place("slack", "T1", "C1"), by="U1", what="now"))
    await store.adapter_facts.write("slack", "name", "with a zero byte")
    await store.journal.once("slack:T1:Ev1", NOW)
    return home


def opened(place, key=KEY):
    return place.open(secret_key=key, older_key=None)


async def moved(old_place, target, key=KEY):
    steps = []
    async with opened(old_place) as old:
        rows = await move(old, target, NOW, (key, None), lambda *said: steps.append(said))
    return rows, steps


@pytest.fixture
def server(tmp_path):
    return location(postgres.emptied(), tmp_path / "index")


async def test_everything_goes_to_postgres_and_back_and_is_the_same(tmp_path, server):
    file, back = SqliteFile(tmp_path / "old.db"), SqliteFile(tmp_path / "back.db")
    async with opened(file) as store:
        home = await furnish(store)
        papers = await store.papers.listed(NOW.date(), NOW.date())
    rows, steps = await moved(file, server, OTHER)
    assert steps[-1][1:] == (rows - 1, rows - 1)  # and the secret
    async with opened(server, OTHER) as store:
        assert await store.papers.listed(NOW.date(), NOW.date()) == papers
        assert await store.vault.get("slack", "T1", "bot_token") == b"xoxb-secret"
        async with store.claim_delivery(NOW) as said:
            assert said == ""  # it is no older copy
            later = NOW + timedelta(seconds=61)
            assert sorted(each.state.value for each in await claimed(store, later)) == ["ambiguous", "queued"]
        new = await channel(store, "C9")
        assert new.key > home.key
    async with opened(server, OTHER) as store:
        await move(store, back, NOW, (OTHER, None), lambda *_: None)
    async with opened(back, OTHER) as store:
        assert await store.papers.listed(NOW.date(), NOW.date()) == papers
        assert [each.name for each in await store.memory.saved(home.key)] == ["Ada"]
        assert (await store.outbox.receipts(1))[0][1] == RECEIPT
        async with store.claim_delivery(NOW) as said:
            assert said == ""
        assert (await channel(store, "C10")).key > new.key


async def test_nothing_is_delivered_from_the_old_one_any_more(tmp_path, server):
    file = SqliteFile(tmp_path / "old.db")
    async with opened(file) as store:
        await furnish(store)
    await moved(file, server)
    async with opened(file) as store:
        with pytest.raises(StorageError, match=r"was moved to postgresql://.* set PAPERBOY_DATABASE to that one"):
            async with store.claim_delivery(NOW):
                pass
    (found, *_) = await file.check()
    assert (found.ok, "was moved to postgresql://" in found.fix) == (False, True), "doctor says so as well"
    back = SqliteFile(tmp_path / "back.db")
    await moved(server, back)
    (found, *_) = await server.check()
    assert (found.ok, f"was moved to {back.path}" in found.fix) == (False, True)
    assert (await back.check())[0].ok


async def test_a_target_that_is_not_empty_and_a_source_that_is_delivered_from_are_refused(tmp_path, server):
    file, other = SqliteFile(tmp_path / "old.db"), SqliteFile(tmp_path / "other.db")
    async with opened(server) as busy:
        await furnish(busy)
        async with opened(file) as store:
            await furnish(store)
            with pytest.raises(StorageError, match="is not empty \\(paper, alias, listing"):
                await move(store, server, NOW, (KEY, None), lambda *_: None)
            with pytest.raises(StorageError, match="exists already and was left alone"):
                await move(store, file, NOW, (KEY, None), lambda *_: None)
            async with store.claim_delivery(NOW):
                with pytest.raises(StorageError, match="is already delivering from"):
                    await moved(file, other)
        postgres.run(
            busy.database.address.url,
            "INSERT INTO worker VALUES ('x', 'elsewhere:1', '0', server_now(), server_now())",
        )
        with pytest.raises(StorageError, match=r"delivering from postgresql://.* \(elsewhere:1\): stop it first"):
            await move(busy, other, NOW, (KEY, None), lambda *_: None)
    assert not await other.is_there()


async def test_what_somebody_changes_meanwhile_is_noticed_and_the_old_one_goes_on(tmp_path, server):
    file = SqliteFile(tmp_path / "old.db")
    async with opened(file) as store:
        await furnish(store)

        def meddle(table, done, total):
            if table == "seen":
                with closing(sqlite3.connect(file.path)) as connection, suppress(sqlite3.IntegrityError):
                    connection.execute("INSERT INTO person VALUES ('slack', 'T1', 'U9', 'Eve')")
                    connection.commit()

        with pytest.raises(StorageError, match="The table person is not the same"):
            await move(store, server, NOW, (KEY, None), meddle)
        async with store.claim_delivery(NOW) as said:
            assert said == ""


async def test_a_disk_that_fills_up_meanwhile_leaves_the_old_one_as_it_was_and_says_what_to_empty(
    tmp_path, monkeypatch
):
    file, target = SqliteFile(tmp_path / "old.db"), SqliteFile(tmp_path / "new.db")
    async with opened(file) as store:
        await furnish(store)

    def full(_table, db, _columns, _rows):
        db.execute("PRAGMA max_page_count = 1")
        db.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")

    with monkeypatch.context() as patched:
        patched.setattr("storage.moving.tables.Table.add", full)
        with pytest.raises(
            StorageError, match=r"is full: .*Nothing was moved: remove what is in .*new\.db before you try again"
        ):
            await moved(file, target)
    target.path.unlink()
    rows, _ = await moved(file, target)
    assert rows


def test_every_table_is_moved():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as scratch:
        migrate(scratch, ":memory:")
        rows = scratch.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        assert sorted(name for (name,) in rows) == sorted(each.name for each in (*TABLES, SECRETS))


def test_the_command_moves_and_says_what_is_to_be_done_next(paperboy, monkeypatch):
    assert paperboy("run", "--once").status == 0
    url = postgres.new_database()
    ended = paperboy("move", "--to", url)
    assert (ended.status, "set PAPERBOY_SECRET_KEY to the same words in each" in ended.said) == (1, True)
    monkeypatch.setenv("PAPERBOY_SECRET_KEY", "sixteen or more characters")
    ended = paperboy("move", "--to", url)
    assert (ended.status, "Everything was moved and compared:" in ended.said) == (0, True)
    for words in (("run", "--once"), ("now",), ("subscribe", "robots")):
        ended = paperboy(*words)
        assert (ended.status, "This database was moved to postgresql://" in ended.said, ended.out) == (1, True, "")
    assert paperboy("list").status == 0
    monkeypatch.setenv("PAPERBOY_DATABASE", url)
    assert paperboy("run", "--once").status == 0
    ended = paperboy("move", "--to", "mysql://x/y")
    assert (ended.status, "--to: there is no database of the kind mysql://" in ended.said) == (1, True)


async def test_what_a_newer_version_added_is_not_left_behind_by_an_older_one(tmp_path):
    url = postgres.new_database()
    server, file = location(url, tmp_path / "index"), SqliteFile(tmp_path / "new.db")
    async with opened(server) as store:
        await furnish(store)
        postgres.run(url, "ALTER TABLE channel ADD COLUMN of_the_next_version TEXT NOT NULL DEFAULT ''")
        with pytest.raises(
            StorageError, match=r"channel has columns .* \(of_the_next_version\): a newer one made them"
        ):
            await move(store, file, NOW, (KEY, None), lambda *_: None)
        async with store.claim_delivery(NOW) as said:
            assert said == ""
