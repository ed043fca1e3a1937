"""Recovery to a moment, and a standby that takes over, as docs/scaling.md promises them: on servers of their own."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from bot.errors import StorageError
from bot.model.role import ALL_ROLES
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW, channel, claimed, half_delivered, known, planned, sent
from tests.fakes.postgres_server import Server, free_port, own_server
from tests.integration.test_postgres_dump import what_a_copy_does

KEY = b"a key that all of them share"
DIE_SOON = "UPDATE worker SET seen = server_now() - 28500000"  # of the half minute in which they are heard of


@pytest.fixture
def server():
    """One that puts its log away, as point-in-time recovery wants it."""
    with own_server(fsync="off", archive_mode="on", archive_command="cp %p ../archive/%f") as found:
        folder = found.folder / "archive"
        folder.mkdir()
        if found.user:
            shutil.chown(folder, found.user)
        asyncio.run(said(found, "CREATE DATABASE paperboy"))
        yield found


@contextmanager
def copied(server: Server, *words: str, **settings: str) -> Iterator[Server]:
    """Another server from a copy of the first's files, not started."""
    folder = server.folder / "copy"
    copy = replace(server, folder=folder, port=free_port(), settings={"fsync": "off", **settings}, process=None)
    folder.mkdir()
    if server.user:
        shutil.chown(folder, server.user)
    server.run("pg_basebackup", "-d", server.url(), "-D", str(folder / "data"), "-c", "fast", "--no-sync", *words)
    try:
        yield copy
    finally:
        copy.stop()


@asynccontextmanager
async def opened(url: str, folder: Path):
    async with open_postgres(address(url), index=folder / "index", secret_key=KEY) as store:
        yield store


async def said(server: Server, sql: str, database: str = "postgres") -> object:
    connection = await asyncpg.connect(server.url(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def until(server: Server, sql: str, database: str = "postgres") -> None:
    """Until that is true."""
    async with asyncio.timeout(60):
        while not await said(server, sql, database):  # noqa: ASYNC110 -- it happens in the server
            await asyncio.sleep(0.02)


async def test_what_is_recovered_to_a_moment_sends_nothing_a_second_time_though_workers_lived_then(
    server, tmp_path
):
    """Their rows come back: who is heard of again within half a minute has lived through it, as after a failover."""
    archived = f"cp {server.folder}/archive/%f %p"
    with copied(server, "-X", "none", restore_command=archived, recovery_target_name="before") as restored:
        async with opened(server.url("paperboy"), tmp_path) as store, store.claim_delivery(NOW, roles=ALL_ROLES):
            one, two, second = await half_delivered(store)
            await said(server, "SELECT pg_create_restore_point('before')")
            assert await store.outbox.begin([second], NOW, 60)
            await store.outbox.settle([sent(second)], NOW)  # after the moment
        await said(server, "SELECT pg_switch_wal()")
        server.stop()
        restored.settings["recovery_target_action"] = "promote"
        (restored.folder / "data/recovery.signal").touch()
        restored.start()
        await until(restored, "SELECT NOT pg_is_in_recovery()")
        await said(restored, DIE_SOON, "paperboy")
        async with opened(restored.url("paperboy"), tmp_path / "copy") as store:
            await what_a_copy_does(store, one, two)


async def test_who_lives_through_a_failover_goes_on_and_says_what_the_standby_did_not_have(
    server, tmp_path, caplog
):
    """A heartbeat that the database forgot is this worker's own and no copy's; whoever joins then parks nothing."""
    with copied(server, "-X", "stream", "-R") as standby:
        standby.start()
        url = f"postgresql://postgres@127.0.0.1:{server.port},127.0.0.1:{standby.port}/paperboy"
        async with AsyncExitStack() as stack:
            stores = []
            for number in range(2):
                store = await stack.enter_async_context(opened(url, tmp_path / str(number)))
                await stack.enter_async_context(store.claim_delivery(NOW, roles=ALL_ROLES))
                stores.append(store)
            one = stores[0]
            await channel(one, "C1")
            await channel(one, "C2")
            await known(one)
            await planned(one)
            first, second = await claimed(one)
            assert await one.outbox.begin([first], NOW, 60)
            await until(standby, "SELECT count(*) = 1 FROM delivery WHERE state = 'sending'", "paperboy")
            await said(standby, "ALTER SYSTEM SET primary_conninfo = ''")
            await said(standby, "SELECT pg_reload_conf()")
            await until(standby, "SELECT count(*) = 0 FROM pg_stat_wal_receiver")
            looked = one.worker.looked
            one.worker._beat_now.set()
            while one.worker.looked == looked:  # noqa: ASYNC110 -- it has no event
                await asyncio.sleep(0.02)
            server.kill()
            with pytest.raises(StorageError):
                await one.outbox.next_at(["slack"])
            await said(standby, "SELECT pg_promote()")
            for store in stores:
                store.worker._beat_now.set()
            third = await stack.enter_async_context(opened(url, tmp_path / "third"))
            assert await stack.enter_async_context(third.claim_delivery(NOW, roles=ALL_ROLES)) == ""
            for store in stores:
                store.worker._beat_now.set()
            await until(standby, "SELECT count(*) = 3 FROM living", "paperboy")
            await one.outbox.settle([sent(first)], NOW)
            assert await one.outbox.begin([second], NOW, 60)
            await one.outbox.settle([sent(second)], NOW)
            await until(standby, "SELECT bool_and(state = 'sent') FROM delivery", "paperboy")
            ((_, source, fault),) = await third.journal.faults(10)
            assert source == "restore"
            assert "What was sent in them may come again" in fault.reason
            logged = [record.message for record in caplog.records]
            assert 1 <= logged.count("database_went_back") <= 2, "each says it once"
            assert "worker_copied" not in logged
