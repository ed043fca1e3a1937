"""Files, disks and neighbours that make trouble: a clear sentence each, and nothing lost."""

import asyncio
import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from bot.errors import DatabaseLostError, StorageError
from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from storage import open_store
from storage.sqlite.check import check
from storage.sqlite.database import Database
from storage.sqlite.errors import translate
from tests.each_of import each_of

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def fetched(first, count, words=1):
    papers = tuple(
        Paper(
            id=f"arxiv:2601.{n:05d}", title=f"A paper with number {n}", url="https://x", abstract="word " * words
        )
        for n in range(first, first + count)
    )
    listings = tuple(
        Listing(paper_id=each.id, source="huggingface", list_date=date(2026, 11, 21), rank=rank, observed=NOW)
        for rank, each in enumerate(papers, start=1)
    )
    return Fetched(papers=papers, listings=listings, cursor=str(first))


async def opened(path):
    async with open_store(path):
        pass


async def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("just some notes, long enough to be read as a header, " * 20)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="is not a database, so it was left alone"):
        await opened(path)
    assert path.read_bytes() == before


async def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StorageError, match="is a folder"):
        await opened(tmp_path)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "paperboy.db", tmp_path / "file" / "data" / "paperboy.db"):
        with pytest.raises(StorageError, match="a part of its path is a file and not a folder"):
            await opened(path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write to")
async def test_an_unwritable_folder_is_named():
    with pytest.raises(StorageError, match="writable for this user"):
        await opened("/proc/self/paperboy.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_read_only_file_is_named(tmp_path):
    path = tmp_path / "x.db"
    await opened(path)
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="cannot be written"):
            await opened(path)
    finally:
        tmp_path.chmod(0o700)


async def test_a_damaged_database_says_how_to_mend_it_and_doctor_finds_it(tmp_path):
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await store.papers.ingest("huggingface", fetched(0, 300, words=200), NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:20480] + Random(1).randbytes(len(whole) - 20480))

    async def use():
        async with open_store(path) as store:
            await store.papers.listed(date(2026, 11, 1), date(2026, 11, 30))
            await store.papers.ingest("huggingface", fetched(0, 300, words=200), NOW)

    with pytest.raises(DatabaseLostError, match=r"is damaged: stop Paperboy.*restore the last backup"):
        await use()
    findings = {each.what: each for each in await check(path)}
    assert findings["database"].ok is False
    assert "damaged" in findings["database"].fix


@each_of(
    ("asked", "kind"),
    [("SELECT * FROM paper", DatabaseLostError), ("SELECT json_extract('{', '$')", StorageError)],
)
def test_what_is_no_database_ends_whatever_runs_and_what_only_reads_like_damage_does_not(tmp_path, asked, kind):
    path = tmp_path / "x.db"
    path.write_bytes(b"no database at all " * 400)
    place = path if "paper" in asked else ":memory:"
    with closing(sqlite3.connect(place)) as connection, pytest.raises(sqlite3.Error) as raised:
        connection.execute(asked)
    assert type(translate(raised.value, str(path))) is kind


async def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room(tmp_path):
    async with open_store(tmp_path / "x.db") as store:
        await store.papers.ingest("huggingface", fetched(0, 20), NOW)
        pages = await store.database.read(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        await store.database._writer.execute_fetchall(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StorageError, match=r"disk that holds .* is full: free some space") as raised:
            await store.papers.ingest("huggingface", fetched(20, 500, words=300), NOW)
        assert type(raised.value) is StorageError, "a process that runs goes on by itself"
        assert await store.papers.count() == 20
        assert [poll.cursor for poll in await store.journal.polls()] == ["0"]
        await store.database._writer.execute_fetchall("PRAGMA max_page_count = 1073741823")
        await store.papers.ingest("huggingface", fetched(20, 500, words=300), NOW)
        assert await store.papers.count() == 520


@each_of(("free", "said"), [(0, "is full: free some space"), (10**9, "reports an error (disk I/O error)")])
def test_an_error_of_a_disk_that_has_no_room_is_that_it_is_full(tmp_path, monkeypatch, free, said):
    monkeypatch.setattr("storage.sqlite.errors.disk_usage", lambda _: SimpleNamespace(free=free))
    error = sqlite3.OperationalError("disk I/O error")
    assert said in translate(error, str(tmp_path / "x.db")).sentence
    monkeypatch.undo()
    assert "reports an error" in translate(error, str(tmp_path / "gone" / "x.db")).sentence


async def test_a_database_locked_by_another_program_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.sqlite.database.BUSY_SECONDS", 0.05)
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="locked by another process"):
                await store.adapter_facts.write("slack", "a", "b")
            other.execute("ROLLBACK")
        await store.adapter_facts.write("slack", "a", "b")
        assert await store.adapter_facts.read("slack", "a") == "b"


async def test_half_a_surrogate_pair_is_refused_or_mended_and_nothing_is_lost(tmp_path):
    async with open_store(tmp_path / "x.db") as store:
        with pytest.raises(StorageError, match="half a surrogate pair"):
            await store.adapter_facts.write("slack", "name", "\ud800")
        paper = Paper(id="arxiv:2601.00001", title="Half \ud800 a pair", url="https://x")
        await store.papers.ingest("huggingface", Fetched(papers=(paper,), cursor="1"), NOW)
        (known,) = await store.papers.by_id(["arxiv:2601.00001"])
        assert known.paper.title == "Half ? a pair"


async def test_readers_do_not_wait_for_a_long_write_and_writers_get_in_between_batches(tmp_path):
    async with Database.open(tmp_path / "x.db") as database:
        await database.write(lambda db: db.execute("INSERT INTO note VALUES ('t', 'n', '0')"))
        in_batch, go_on = threading.Event(), threading.Event()
        written = []

        def bulk(db, transaction):
            with transaction():
                db.execute("UPDATE note SET value = '1'")
                in_batch.set()
                assert go_on.wait(10)
            while "other" not in written and len(written) < 20_000:
                with transaction():
                    db.execute("UPDATE note SET value = value")
                    written.append("batch")

        def value(db):
            return db.execute("SELECT value FROM note").fetchone()[0]

        running = asyncio.create_task(database.in_batches(bulk))
        await asyncio.to_thread(in_batch.wait, 10)
        assert await asyncio.wait_for(database.read(value), 30) == "0"  # the snapshot before the batch
        waiting = asyncio.create_task(database.write(lambda db: written.append("other")))
        go_on.set()
        await asyncio.gather(running, waiting)
        assert written.index("other") < 20_000
        assert await database.read(value) == "1"


async def test_an_exception_rolls_the_whole_job_back(tmp_path):
    async with Database.open(tmp_path / "x.db") as database:

        def half(db):
            db.execute("INSERT INTO note VALUES ('t', 'n', 'v')")
            raise KeyError("stop")

        with pytest.raises(KeyError):
            await database.write(half)
        assert await database.read(lambda db: db.execute("SELECT count(*) FROM note").fetchone()[0]) == 0


async def test_receipts_are_committed_durably(tmp_path):
    async with Database.open(tmp_path / "x.db") as database:
        modes = await database.write(
            lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]
        )
        assert modes == ["wal", 1]
        (full,) = (await database._writer.execute_fetchall("PRAGMA synchronous"))[0]
        assert full == 2


async def test_a_healthy_database_has_nothing_to_find(tmp_path):
    path = tmp_path / "x.db"
    absent, room = await check(path)
    assert absent.ok is None
    assert room.ok is True
    await opened(path)
    found, _ = await check(path)
    assert found.ok is True
    assert "whole, schema" in found.detail


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write to")
def test_an_open_that_fails_leaves_no_thread_that_speaks_to_a_closed_loop(tmp_path):
    """A command that ends with the sentence must not be followed by a traceback from the driver's thread."""
    spoken, others = [], set(threading.enumerate())
    before, threading.excepthook = threading.excepthook, spoken.append
    try:
        for _ in range(50):
            with pytest.raises(StorageError):
                asyncio.run(opened("/proc/self/paperboy.db"))
        for thread in set(threading.enumerate()) - others:
            thread.join(5)
    finally:
        threading.excepthook = before
    assert spoken == []
