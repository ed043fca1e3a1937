"""A rolling upgrade: code that knows fewer steps of the schema works beside code that knows more, as long as they only add."""

import asyncio

import pytest

from bot.errors import StorageError
from storage.postgres.address import address
from storage.postgres.check import check
from storage.postgres.migrate import migrate, migrations
from storage.postgres.session import Session
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW, channel, claimed, known, planned, sent
from tests.fakes import postgres

KEY = b"a key that all of them share"
KNOWN = len(migrations())
EVERY_TABLE = """
DO $$ DECLARE name TEXT; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN of_the_next_version TEXT NOT NULL DEFAULT ''''', name);
    END LOOP;
END $$;
CREATE TABLE of_the_next_version (id BIGINT PRIMARY KEY);
"""
TAKES_AWAY = "UPDATE paperboy SET oldest = version + 1;"  # to the step that it stands in


def upgrade(url, *scripts):
    """What a newer Paperboy does as it starts: these steps after those of this one."""
    where = address(url)
    session = Session(where)
    more = [(f"{number:04d}_next.sql", script) for number, script in enumerate(scripts, KNOWN + 1)]

    def run():
        try:
            assert migrate(session, where, [*migrations(), *more]) == len(scripts)
        finally:
            session._end()

    postgres._elsewhere(run)


@pytest.fixture
def url(tmp_path):
    """A database of this version."""
    made = postgres.new_database()
    upgrade_to_this(made)
    return made


def upgrade_to_this(url):
    where = address(url)
    session = Session(where)

    def run():
        try:
            assert migrate(session, where) == KNOWN
        finally:
            session._end()

    postgres._elsewhere(run)


def opened(url, folder):
    return open_postgres(address(url), index=folder / "index", secret_key=KEY)


async def heard_again(worker):
    before = worker.looked
    worker._beat_now.set()
    async with asyncio.timeout(30):
        while worker.looked == before:  # noqa: ASYNC110 -- a heartbeat has no event
            await asyncio.sleep(0.02)


async def a_day(store, place):
    """A channel, its digest planned and sent."""
    made = await channel(store, place, workspace=place)  # each is its own: a workspace stays with one worker
    await store.channels.subscribe(made.key, ["diffusion"], "U1", NOW)
    await planned(store)
    (delivery,) = await claimed(store)
    assert delivery.address == made.address
    assert await store.outbox.begin([delivery], NOW, 60) == [True]
    await store.outbox.settle([sent(delivery)], NOW)
    assert await store.channels.last_digest(made.key, NOW) == NOW
    await store.channels.remove(made.key)


async def test_what_runs_and_what_starts_anew_works_on_beside_a_newer_version_that_only_added(url, tmp_path):
    async with opened(url, tmp_path / "a") as running, running.claim_delivery(NOW):
        await known(running)
        await a_day(running, "C1")
        upgrade(url, EVERY_TABLE, "ALTER TABLE channel ADD COLUMN one_more BIGINT;")
        await heard_again(running.worker)
        await a_day(running, "C2")
        async with opened(url, tmp_path / "b") as started, started.claim_delivery(NOW) as said:
            assert said == ""
            await a_day(started, "C3")
            assert len(await running.workers.living()) == 2
    (found, _) = await check(address(url))
    assert found.ok
    assert f"schema {KNOWN + 2}, of a newer Paperboy; this one works beside it (it knows {KNOWN})" in found.detail


async def test_what_cannot_work_on_the_tables_any_more_is_told_so_and_takes_nothing(url, tmp_path):
    async with opened(url, tmp_path / "a") as running, running.claim_delivery(NOW):
        await channel(running, "C1", next_due=NOW)
        await known(running)
        upgrade(url, EVERY_TABLE, TAKES_AWAY)
        await heard_again(running.worker)
        assert running.worker.hindered
        with pytest.raises(StorageError, match=f"cannot work on it .schema {KNOWN + 2}; this one knows {KNOWN}"):
            await planned(running)
        with pytest.raises(StorageError, match="install the newer one here as well"):
            async with opened(url, tmp_path / "b"):
                pass
    (found,) = await check(address(url))
    assert (found.ok, "install the newer one" in found.fix) == (False, True)


def test_a_step_that_runs_into_those_at_work_is_taken_again(url):
    postgres.run(url, "CREATE SEQUENCE tries")
    upgrade(
        url,
        "DO $$ BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION 'x' USING ERRCODE = 'deadlock_detected'; END IF; END $$",
    )
