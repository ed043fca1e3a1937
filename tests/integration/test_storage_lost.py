"""A database that is lost, emptied, exchanged or restored: noticed, said, and nothing comes twice in silence."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import DatabaseLostError, StorageError
from storage import backup, open_store, restore
from storage.sqlite.database import Database
from tests.forks import Forks
from tests.integration.test_storage_restore import NOW, furnish, send
from tests.integration.words import ended

KILLED = """
    import asyncio, os, signal, sys
    from bot.model.delivery import Receipt, State
    from bot.model.transition import Transition
    from storage import open_store
    from tests.integration.test_storage_restore import NOW, furnish, send

    async def main():
        async with open_store(sys.argv[1]) as store, store.claim_delivery(NOW):
            await furnish(store)
            await send(store, limit=1)
            if sys.argv[2] != "lost":
                await store.database.checkpoint()
            rows = await store.outbox.claim({"slack": 1}, NOW, 60)
            await store.outbox.begin(rows, NOW, 60)
            if sys.argv[2] != "in flight":
                done = [Transition(delivery=row, state=State.SENT, receipt=Receipt("m")) for row in rows]
                await store.outbox.settle(done, NOW)
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(main())
"""


async def killed(forks: Forks, path: Path, how: str) -> None:
    status, said = await ended(forks, KILLED, str(path), how)
    assert status == -9, said


def whole(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check(1)").fetchone()[0]


def log_size(path: Path) -> int:
    return Path(f"{path}-wal").stat().st_size


def without_log(path: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


@pytest.mark.parametrize("how", ["kept", "in flight"])
async def test_a_log_that_is_lost_after_a_kill_costs_only_what_came_since_the_last_checkpoint(
    forks, tmp_path, how
):
    """Also where the message was on its way and no receipt came: it may have arrived."""
    path = tmp_path / "x.db"
    await killed(forks, path, how)
    assert log_size(path) > 0
    without_log(path)
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert "an older copy (1 deliveries were recorded after it was made)" in said
        assert await store.outbox.claim({"slack": 10}, NOW, 60) == []


async def test_a_new_database_is_in_its_file_at_once_and_what_a_lost_log_took_is_said(forks, tmp_path):
    path = tmp_path / "x.db"
    await killed(forks, path, "lost")
    without_log(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] > 0
    with pytest.raises(DatabaseLostError, match="is not the one that Paperboy used there last"):
        async with open_store(path):
            pass


async def test_everything_is_in_the_file_when_paperboy_has_stopped(tmp_path):
    path = tmp_path / "x.db"
    async with open_store(path) as store, open_store(path):
        await furnish(store)
    shutil.copy(path, tmp_path / "alone.db")
    async with open_store(tmp_path / "alone.db") as store:
        assert await store.papers.count() == 1


@pytest.mark.parametrize("how", ["deleted", "replaced", "emptied"])
async def test_a_file_that_is_taken_away_while_it_is_open_is_noticed_before_the_next_write(tmp_path, how):
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await furnish(store)
        if how == "replaced":
            shutil.copy(path, tmp_path / "y.db")
            (tmp_path / "y.db").rename(path)
        elif how == "emptied":
            os.truncate(path, 0)
        else:
            path.unlink()
        with pytest.raises(DatabaseLostError, match="was emptied, deleted, moved or replaced while"):
            await store.adapter_facts.write("slack", "a", "b")
        with pytest.raises(DatabaseLostError, match="Paperboy stops"):
            await store.plans.plan(NOW + timedelta(days=2), NOW.date(), lambda _: lambda _: [])
        with pytest.raises(DatabaseLostError):
            await store.database.checkpoint()


async def test_a_copy_put_into_the_place_after_a_crash_is_not_spoilt_by_the_log_that_lies_there(forks, tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path) as store:
        await furnish(store, places=[f"C{number}" for number in range(300)])
    await backup(path, copy, NOW)
    words = f"""
        import asyncio, os, signal
        from storage import open_store
        async def main():
            async with open_store({str(path)!r}) as store:
                for number in range(200):
                    await store.adapter_facts.write("slack", str(number), "x" * 3000)
                os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(main())
    """
    status, said = await ended(forks, words)
    assert status == -9, said
    assert log_size(path) > 0
    shutil.copy(copy, path)
    async with open_store(path) as store:
        assert len(await store.channels.within(None)) == 300
    assert whole(path) == "ok"
    assert (tmp_path / "x.db-wal.stray1").exists(), "kept, in case it is wanted"


async def test_a_log_of_its_own_is_left_where_it_is(forks, tmp_path):
    path = tmp_path / "x.db"
    await killed(forks, path, "kept")
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""
        assert await store.outbox.claim({"slack": 10}, NOW, 60) == []
    assert not list(tmp_path.glob("*.stray*"))


async def test_restore_checks_the_copy_keeps_what_was_there_and_the_next_start_repeats_nothing(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path) as store, store.claim_delivery(NOW):
        await furnish(store)
        await backup(path, copy, NOW)
        await send(store)
    said = restore(copy, path, NOW)
    assert "x.db.replaced-20261120-090000" in said
    kept = tmp_path / "x.db.replaced-20261120-090000"
    async with open_store(kept) as store:
        assert (await store.channels.within(None))[0].name == "C1"
    async with open_store(path) as store, store.claim_delivery(NOW) as told:
        assert "This database is the backup of 2026-11-20 09:00 UTC" in told
        assert "2 queued deliveries were parked" in told


async def test_restore_takes_the_place_of_a_database_that_is_lost_or_another_ones(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(tmp_path / "y.db") as store, store.claim_delivery(NOW):
        await furnish(store)
        await send(store)
    shutil.copy(tmp_path / "y.db", copy)  # no `paperboy backup`: it does not know that it is a copy
    async with open_store(path) as store, store.claim_delivery(NOW):
        await furnish(store)
    path.unlink()
    restore(copy, path, NOW)
    async with open_store(path) as store, store.claim_delivery(NOW) as told:
        assert "This database is the backup of" in told
    async with open_store(path) as store, store.claim_delivery(NOW) as told:
        assert told == ""


async def test_restore_leaves_everything_as_it_was_when_the_copy_is_no_good_or_paperboy_runs(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path) as store:
        await furnish(store)
    await backup(path, copy, NOW)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="There is no file"):
        restore(tmp_path / "absent.db", path, NOW)
    with pytest.raises(StorageError, match="is the database itself"):
        restore(path, path, NOW)
    (tmp_path / "words.db").write_text("no database at all " * 100)
    with pytest.raises(StorageError, match="is not a database"):
        restore(tmp_path / "words.db", path, NOW)
    (tmp_path / "empty.db").touch()
    with pytest.raises(StorageError, match="is an empty file"):
        restore(tmp_path / "empty.db", path, NOW)
    torn = bytearray(copy.read_bytes())
    torn[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    (tmp_path / "torn.db").write_bytes(torn)
    with pytest.raises(StorageError, match="damaged"):
        restore(tmp_path / "torn.db", path, NOW)
    assert path.read_bytes() == before
    async with open_store(path) as store, store.claim_delivery(NOW):
        with pytest.raises(StorageError, match="Another Paperboy is already delivering"):
            restore(copy, path, NOW)
        assert len(await store.channels.within(None)) == 2
    assert not list(tmp_path.glob("*.part*"))
    assert not list(tmp_path.glob("*.replaced*"))


async def test_a_database_in_memory_has_no_file_to_lose():
    async with Database.open(":memory:") as database:
        await database.checkpoint()
        assert await database.write(lambda db: db.execute("SELECT 1").fetchone()) == (1,)
