"""Backups, restored copies, and two processes on one file."""

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from bot.errors import DatabaseLostError, StorageError
from bot.model.channel import Address, Channel, Schedule
from bot.model.delivery import Receipt, State
from bot.model.digest import DAILY, Digest, Pick
from bot.model.paper import Listing, Paper
from bot.model.transition import Transition
from bot.ports import Fetched, Plan
from bot.schedule.turn import Turn
from storage import check, open_store
from storage.sqlite.backup import backup
from tests.integration.words import MODULE, ended

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = NOW.date()


def prepare(candidates):
    def decide(due):
        plans = []
        for each in due:
            free = [one for one in candidates if one.key not in each.seen]
            picks = tuple(Pick(one.key, 1.0, ()) for one in free if one.signals.first_listed >= each.routine.since)
            digest = Digest(local_date=TODAY, slot=DAILY, planned=NOW, picks=picks)
            plans.append(Plan(each, digest, Turn(TODAY, TODAY, NOW + timedelta(days=1))))
        return plans

    return decide


async def furnish(store, places=("C1", "C2")):
    """Two channels with a planned digest of one paper each."""
    paper = Paper(id="arxiv:2601.00001", title="A telling title", url="https://x")
    listing = Listing(paper_id=paper.id, source="hf", list_date=TODAY, rank=1, observed=NOW)
    await store.papers.ingest("hf", Fetched(papers=(paper,), listings=(listing,)), NOW)
    for place in places:
        await store.channels.create(
            Channel(
                key=0,
                address=Address("slack", "T1", place),
                name=place,
                since=date(2026, 1, 1),
                schedule=Schedule(time(9)),
                next_due=NOW,
            )
        )
    await store.plans.plan(NOW, TODAY, prepare)


async def send(store, limit=10):
    rows = await store.outbox.claim({"slack": limit}, NOW, 60)
    await store.outbox.begin(rows, NOW, 60)
    done = [Transition(delivery=row, state=State.SENT, receipt=Receipt("m")) for row in rows]
    await store.outbox.settle(done, NOW)
    return rows


def put_back(copy, path):
    """As an operator restores: stop, remove what lies beside the database, put the copy in its place."""
    for leftover in (f"{path}-wal", f"{path}-shm"):
        Path(leftover).unlink(missing_ok=True)
    shutil.copy(copy, path)


async def test_a_backup_made_while_running_is_whole_and_does_not_disturb(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "backups" / "copy.db"
    async with open_store(path) as store, store.claim_delivery(NOW):
        await furnish(store)
        await backup(path, copy, NOW)
        assert len(await send(store)) == 2
    assert sorted(each.name for each in copy.parent.iterdir()) == ["copy.db"]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM delivery WHERE state = 'queued'").fetchone() == (2,)


async def test_a_backup_never_overwrites_and_says_what_to_do(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path):
        pass
    copy.write_text("precious")
    with pytest.raises(StorageError, match="exists already and was left alone: name another file"):
        await backup(path, copy, NOW)
    assert copy.read_text() == "precious"
    with pytest.raises(StorageError, match="is a folder: name the file"):
        await backup(path, tmp_path, NOW)
    with pytest.raises(StorageError, match="There is no database"):
        await backup(tmp_path / "absent.db", tmp_path / "new.db", NOW)
    with pytest.raises(StorageError, match="cannot be written"):
        await backup(path, path / "below" / "a.db", NOW)


async def test_only_a_paperboy_database_is_backed_up(tmp_path):
    other = tmp_path / "other.db"
    other.write_bytes(b"no database at all " * 100)
    with pytest.raises(StorageError, match="is not a database"):
        await backup(other, tmp_path / "copy.db", NOW)
    assert not (tmp_path / "copy.db").exists()
    assert not (tmp_path / "copy.db.part").exists()


@pytest.mark.parametrize("how", ["backup", "plain copy", "copy to another machine"])
async def test_a_restored_copy_sends_nothing_again_by_itself_and_says_so(tmp_path, how):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""
        await furnish(store)
        (first,) = await send(store, limit=1)
        if how == "backup":
            await backup(path, copy, NOW)
    if how != "backup":
        shutil.copy(path, copy)
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""
        await store.outbox.recover(NOW)
        assert len(await send(store)) == 1  # what the copy will not know

    if how == "copy to another machine":
        path = tmp_path / "elsewhere" / "x.db"
        path.parent.mkdir()
    put_back(copy, path)
    later = NOW + timedelta(days=-3 if how == "plain copy" else 1 / 12)  # a machine may lose its time as well
    async with open_store(path) as store:
        async with store.claim_delivery(later) as said:
            assert "The original may have posted more since" in said
            assert "1 queued deliveries were parked" in said
            assert await store.outbox.claim({"slack": 10}, later, 60) == []
            ((parked, reason),) = await store.outbox.parked(5)
            assert parked.key != first.key
            assert reason == "from a restored copy: the original may have posted it since"
            assert [fault.reason for _, _, fault in await store.journal.faults(5)] == [said]
            for each in await store.channels.within(None):
                assert each.since == date(2026, 11, 21)
            await store.channels.create(
                Channel(key=0, address=Address("slack", "T1", "C9"), name="", since=date(2026, 1, 1))
            )
        async with store.claim_delivery(later) as said:  # once is enough
            assert said == ""


async def test_what_was_overdue_in_the_copy_is_skipped(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    async with open_store(path) as store:
        address = Address("slack", "T1", "C1")
        new = Channel(
            key=0,
            address=address,
            name="",
            since=TODAY,
            schedule=Schedule(time(9)),
            next_due=NOW - timedelta(days=1),
        )
        await store.channels.create(new)
    await backup(path, copy, NOW - timedelta(days=1))
    put_back(copy, path)
    async with open_store(path) as store, store.claim_delivery(NOW + timedelta(hours=2)):
        found = await store.channels.get(address)
        assert found.last_date == TODAY
        assert found.next_due == datetime(2026, 11, 23, 9, tzinfo=UTC)
        assert (await store.plans.plan(NOW + timedelta(hours=2), TODAY, prepare)).channels == 0


async def test_a_database_that_is_gone_is_not_begun_anew_in_silence(tmp_path):
    path = tmp_path / "x.db"
    async with open_store(path) as store, store.claim_delivery(NOW):
        await furnish(store)
        await send(store)
    path.unlink()
    with pytest.raises(DatabaseLostError, match=r"is missing or empty, .*2 deliveries.*paperboy restore"):
        async with open_store(path):
            pass
    assert not path.exists(), "looking made none"
    lost, *_ = await check(path)
    assert lost.ok is False
    assert "paperboy restore" in lost.fix
    path.touch()
    with pytest.raises(DatabaseLostError, match="is missing or empty"):
        async with open_store(path):
            pass
    (tmp_path / "x.db.delivery").unlink()  # as the sentence says
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""


DELIVERING = """
    import asyncio, sys
    from pathlib import Path
    from storage import open_store
    from tests.integration.test_storage_restore import NOW

    async def main():
        async with open_store(sys.argv[1]) as store, store.claim_delivery(NOW):
            print("ready", flush=True)
            while not Path(sys.argv[2]).exists():
                await asyncio.sleep(0.01)

    asyncio.run(main())
"""


async def test_a_second_delivering_process_is_told_and_one_shot_commands_still_work(forks, tmp_path):
    path, stop = tmp_path / "x.db", tmp_path / "stop"
    other = await forks.start(MODULE, dedent(DELIVERING), str(path), str(stop))
    try:
        assert await other.stdout.readline() == b"ready\n"
        async with open_store(path) as store:
            with pytest.raises(
                StorageError, match=r"Another Paperboy is already delivering from .*: stop that one"
            ):
                async with store.claim_delivery(NOW):
                    pass
            await furnish(store)
            assert len(await store.channels.within(None)) == 2
    finally:
        stop.touch()
        assert await other.wait() == 0
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""
        assert len(await send(store)) == 2


KILLED = """
    import asyncio, os, signal, sys
    from datetime import UTC, datetime
    from storage import open_store

    NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

    async def main():
        async with open_store(sys.argv[1]) as store, store.claim_delivery(NOW):
            rows = await store.outbox.claim({"slack": 1}, NOW, 60)
            await store.outbox.begin(rows, NOW, 60)
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(main())
"""


async def test_a_process_killed_between_attempt_and_outcome_leaves_an_ambiguous_row_and_nothing_else(
    forks, tmp_path
):
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await furnish(store)
    status, said = await ended(forks, KILLED, str(path))
    assert status == -9, said
    async with open_store(path) as store, store.claim_delivery(NOW) as said:
        assert said == ""
        assert await store.outbox.recover(NOW) == 1
        rows = await store.outbox.claim({"slack": 10}, NOW, 60)
        assert sorted((row.state, row.attempts) for row in rows) == [(State.AMBIGUOUS, 1), (State.QUEUED, 0)]


async def test_the_key_of_secrets_is_made_once_for_this_user_only_and_another_key_is_told(tmp_path):
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await store.vault.put("slack", "T1", "bot", b"xoxb-secret")
    assert stat.S_IMODE((tmp_path / "x.db.key").lstat().st_mode) == 0o600
    assert b"xoxb-secret" not in b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    async with open_store(path) as store:
        assert await store.vault.get("slack", "T1", "bot") == b"xoxb-secret"
    (tmp_path / "x.db.key").rename(tmp_path / "away")
    async with open_store(path, secret_key=b"a passphrase of the operator") as store:
        with pytest.raises(StorageError, match="sealed with another key: set PAPERBOY_SECRET_KEY") as told:
            await store.vault.get("slack", "T1", "bot")
        assert "passphrase" not in str(told.value)
        await store.vault.put("slack", "T2", "bot", b"2")
    async with open_store(path, secret_key=b"a passphrase of the operator") as store:
        assert await store.vault.get("slack", "T2", "bot") == b"2"


async def test_opening_leaves_no_thread_behind(forks):
    code = """
        import asyncio, threading
        from storage import open_store
        async def main():
            async with open_store(":memory:"):
                pass
            for thread in threading.enumerate():
                if thread is not threading.main_thread():
                    thread.join(10)  # a closed connection's thread ends a moment later
            assert threading.active_count() == 1, threading.enumerate()
        asyncio.run(main())
    """
    assert await ended(forks, code) == (0, "")
