"""The index keeps in step with the papers, and is made anew whenever its file is not as it should be."""

import asyncio
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import tantivy

from bot.errors import StorageError
from bot.model.paper import Candidate, Signals
from bot.papers.poller import Poller
from bot.ports import PapersState
from bot.query.parser import parse
from bot.text import document
from bot.text.analyzer import Terms, analyze
from storage.index import fields, full_text, second_process
from storage.index.folder import Folder
from storage.store import SqliteStore, open_store
from tests.fakes.clock import FakeClock
from tests.fakes.source import FakeSource
from tests.integration.searching import NOW, add, days_ago, listed, made

PAPERS = [made(n, f"Diffusion model {n}", f"An abstract about topic{n} and things.") for n in range(30)]


async def keys(store: SqliteStore, text: str) -> list[int]:
    return [hit.key for hit in (await store.index.search(parse(text), limit=100)).hits]


async def filled(path: Path) -> None:
    async with open_store(path) as store:
        await add(store, PAPERS)
        assert await store.index.repair() == ""


async def test_a_first_fill_is_no_rebuild_and_says_nothing(tmp_path: Path) -> None:
    await filled(tmp_path / "p.db")
    async with open_store(tmp_path / "p.db") as store:
        assert await store.index.repair() == ""
        assert len(await keys(store, "diffusion")) == 30


async def test_new_papers_are_found_after_the_next_repair() -> None:
    async with open_store(":memory:") as store:
        await add(store, PAPERS[:10])
        await store.index.repair()
        await add(store, PAPERS[10:], day=days_ago(0), at=NOW + timedelta(hours=1))
        assert len(await keys(store, "diffusion")) == 10
        told: list[tuple[int, int]] = []
        await store.index.repair(lambda done, total: told.append((done, total)))
        assert len(await keys(store, "diffusion")) == 30
        assert told
        assert told[-1][0] == told[-1][1]


async def test_what_was_polled_has_been_read_before_the_index_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def recorded(text: str) -> Terms:
        read.append(text)
        assert threading.current_thread() is not threading.main_thread()  # where messages are answered
        return analyze(text)

    monkeypatch.setattr(document, "analyze", recorded)
    paper = made(901, "Reading ahead of nobody", "A text that no other test has.")
    async with open_store(":memory:") as store:
        source = FakeSource("huggingface", [listed([paper])])
        await Poller([source], store.papers, store.journal, FakeClock(NOW)).poll_due(NOW)
        assert read == [paper.title, paper.abstract]
        await store.index.repair()
        assert len(await keys(store, "nobody")) == 1
    assert len(read) == 2


async def test_it_says_how_much_of_the_papers_can_be_found_by_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(tmp_path / "p.db")
    shutil.rmtree(tmp_path / "p.db.index")
    monkeypatch.setattr(full_text, "BATCH", 10)
    monkeypatch.setattr(full_text, "STEP", 10)
    shares = []
    async with open_store(tmp_path / "p.db") as store:
        shares.append(store.index.share)
        await store.index.repair(lambda _done, _all: shares.append(store.index.share))
        shares.append(store.index.share)
    assert shares == pytest.approx([0, 0, 1 / 3, 2 / 3, 1])  # told of a batch before it is counted
    async with open_store(tmp_path / "p.db") as store:
        assert store.index.share == 1
    async with open_store(":memory:") as store:
        assert store.index.share == 1  # without papers nothing is missing


class SlowWriter:
    """The engine's writer, whose commits take a while; as with the real one, nobody else may call it meanwhile."""

    def __init__(self, writer: tantivy.IndexWriter, begun: threading.Event) -> None:
        self._writer, self._begun, self._lock = writer, begun, threading.Lock()

    def __getattr__(self, name: str) -> Callable[..., object]:
        def called(*given: object) -> object:
            if not self._lock.acquire(blocking=False):
                raise RuntimeError("Already borrowed")
            try:
                if name == "commit":
                    self._begun.set()
                    time.sleep(0.1)
                return getattr(self._writer, name)(*given)
            finally:
                self._lock.release()

        return called


async def test_whoever_stops_it_while_it_writes_waits_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer is one thread's at a time: two used it, and a SIGTERM in that moment ended as something unforeseen."""
    begun, make = threading.Event(), Folder.writer
    monkeypatch.setattr(Folder, "writer", lambda folder, memory: SlowWriter(make(folder, memory), begun))
    async with open_store(":memory:") as store:
        await add(store, PAPERS)
        repairing = asyncio.create_task(store.index.repair())
        assert await asyncio.to_thread(begun.wait, 10)
        repairing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await repairing


async def test_a_changed_text_is_found_by_its_new_words_alone() -> None:
    async with open_store(":memory:") as store:
        await add(store, PAPERS)
        await store.index.repair()
        longer = replace(
            PAPERS[3], abstract="Entirely about gyroscopes, at a length that is worth having in full."
        )
        await add(store, [longer], at=NOW + timedelta(hours=1))
        await store.index.repair()
        assert len(await keys(store, "gyroscopes")) == 1
        assert await keys(store, "topic3") == []
        assert len(await keys(store, "diffusion")) == 30


async def test_votes_are_known_as_soon_as_they_are_in() -> None:
    async with open_store(":memory:") as store:
        await add(store, PAPERS, upvotes=(1,))
        await store.index.repair()
        assert await keys(store, "upvotes:>100") == []
        await add(store, PAPERS[:2], upvotes=(500,), at=NOW + timedelta(hours=2))
        await store.index.repair()
        assert len(await keys(store, "upvotes:>100")) == 2
        assert len(await keys(store, "diffusion upvotes:>100")) == 2


async def test_a_paper_that_turned_out_to_be_another_is_found_once() -> None:
    twin = replace(PAPERS[5], id="url:0123456789abcdef", url="https://example.org/5", authors=("Ann Onymous",))
    async with open_store(":memory:") as store:
        await add(store, [replace(twin, title="Working title, to be changed later on")])
        await add(store, [replace(PAPERS[5], authors=("Ann Onymous",))])
        await store.index.repair()
        before = await keys(store, "topic5")
        await add(store, [twin], at=NOW + timedelta(hours=1))
        await store.index.repair()
        assert len(before) == 2
        assert len(await keys(store, "topic5")) == 1


def beside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.glob(f"{path.name}.index*"))


def of(folder: Path, ending: str) -> Path:
    """A file of the index with such a name."""
    return max(folder.glob(f"*{ending}"), key=lambda file: file.stat().st_size)


def delete(folder: Path) -> None:
    shutil.rmtree(folder)


def empty(folder: Path) -> None:
    delete(folder)
    folder.mkdir()


def truncate(folder: Path) -> None:
    for file in folder.glob("*.term"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def lose(folder: Path) -> None:
    of(folder, ".idx").unlink()


def scribble(folder: Path) -> None:
    (folder / "meta.json").write_text("this is no index at all", encoding="utf-8")


def age(folder: Path) -> None:
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    (folder / "state.json").write_text(json.dumps(state | {"analyzer": 0}), encoding="utf-8")


def forget(folder: Path) -> None:
    (folder / "state.json").unlink()


def replace_by_the_old_file(folder: Path) -> None:
    """What was there before tantivy: a database of SQLite, with what it keeps beside it."""
    delete(folder)
    for end in ("", "-wal", "-shm"):
        Path(f"{folder}{end}").write_bytes(b"SQLite format 3")


def gut(folder: Path) -> None:
    index = fields.made(str(folder))
    writer = index.writer(15_000_000, 1)
    for key in range(1, 30, 2):
        writer.delete_documents_by_term(fields.KEY, key)
    writer.commit()
    writer.wait_merging_threads()


HARMS = [delete, empty, truncate, lose, scribble, age, forget, replace_by_the_old_file, gut]


@pytest.mark.parametrize("harm", HARMS)
async def test_a_broken_index_is_rebuilt_by_itself_with_one_sentence(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "p.db"
    await filled(path)
    harm(tmp_path / "p.db.index")
    async with open_store(path) as store:
        said = await store.index.repair()
        assert said.endswith(".")
        assert said.count(". ") == 0
        assert "built" in said
        assert len(await keys(store, "diffusion")) == 30
        assert await store.index.repair() == ""
    assert beside(path) == ["p.db.index"]


async def test_damage_that_only_a_phrase_meets_is_mended_at_the_next_start(tmp_path: Path) -> None:
    await filled(tmp_path / "p.db")
    for positions in (tmp_path / "p.db.index").glob("*.pos"):
        positions.unlink()
    async with open_store(tmp_path / "p.db") as store:
        with pytest.raises(StorageError, match="ask again"):
            await keys(store, '"diffusion model"')
    async with open_store(tmp_path / "p.db") as store:
        assert "built anew" in await store.index.repair()
        assert len(await keys(store, '"diffusion model"')) == 30


async def test_another_copy_of_the_papers_has_an_index_of_its_own(tmp_path: Path) -> None:
    await filled(tmp_path / "p.db")
    async with open_store(tmp_path / "other.db") as store:
        await add(store, [made(99, "Gyroscopes")])
    shutil.rmtree(tmp_path / "other.db.index")
    (tmp_path / "p.db.index").replace(tmp_path / "other.db.index")
    async with open_store(tmp_path / "other.db") as store:
        assert "built anew" in await store.index.repair()
        assert await keys(store, "diffusion") == []
        assert len(await keys(store, "gyroscopes")) == 1


@pytest.mark.parametrize("harm", [delete, scribble, age])
async def test_damage_done_to_an_open_index_is_mended_by_the_next_repair(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "p.db"
    await filled(path)
    async with open_store(path) as store:
        await store.index.repair()
        harm(tmp_path / "p.db.index")
        if harm is not age:  # what is open can be read still
            with pytest.raises(StorageError, match="built anew from the papers at"):
                await keys(store, "diffusion")
        assert "built anew" in await store.index.repair()
        assert len(await keys(store, "diffusion")) == 30


async def test_a_panic_of_the_engine_is_damage_and_no_end_of_the_process(tmp_path: Path) -> None:
    class PanicException(BaseException):
        """As the library raises it: no Exception."""

    def panic(*_: object) -> None:
        raise PanicException("index out of bounds")

    await filled(tmp_path / "p.db")
    async with open_store(tmp_path / "p.db") as store:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(full_text, "search", panic)
            with pytest.raises(StorageError, match="built anew from the papers at"):
                await keys(store, "diffusion")
        assert "built anew" in await store.index.repair()
        assert len(await keys(store, "diffusion")) == 30


async def test_two_processes_keep_one_index_in_step(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    await filled(path)
    async with open_store(path) as one, open_store(path) as other:
        await add(one, [made(77, "Gyroscopes at rest")], at=NOW + timedelta(hours=1))
        await one.index.repair()
        assert len(await keys(other, "gyroscopes")) == 1
        await other.index.repair()
        assert len(await keys(one, "gyroscopes")) == 1


async def test_while_another_process_writes_the_index_is_read_and_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    await filled(path)
    writer = Folder(tmp_path / "p.db.index")
    writer.open()
    held = writer.writer(15_000_000)
    async with open_store(path) as store:
        await add(store, [made(77, "Gyroscopes at rest")], at=NOW + timedelta(hours=1))
        assert await store.index.repair() == ""
        assert store.index.share == pytest.approx(30 / 31)
        assert len(await keys(store, "diffusion")) == 30
        assert await keys(store, "gyroscopes") == []
        held.wait_merging_threads()
        await store.index.repair()
        assert store.index.share == 1
        assert len(await keys(store, "gyroscopes")) == 1


async def test_what_was_not_committed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("while the batch is written")

    async with open_store(tmp_path / "p.db") as store:
        await add(store, PAPERS[:10])
        await store.index.repair()
        await add(store, PAPERS[10:], day=days_ago(1), at=NOW + timedelta(hours=1))
        with monkeypatch.context() as failing:
            failing.setattr(full_text, "entry", fail)
            with pytest.raises(RuntimeError):
                await store.index.repair()
        assert len(await keys(store, "diffusion")) == 10
        assert await store.index.repair() == ""
        assert len(await keys(store, "diffusion")) == 30


async def test_papers_that_come_in_during_the_first_repair_are_no_reason_to_begin_anew(tmp_path: Path) -> None:
    await filled(tmp_path / "p.db")
    async with open_store(tmp_path / "p.db") as store:
        state, asked = store.changed_papers.state, 0

        async def arriving() -> PapersState:
            nonlocal asked
            asked += 1
            if asked == 2:  # after the repair has read what there was
                await add(store, [made(78, "Gyroscopes in motion")], at=NOW + timedelta(hours=1))
            return await state()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store.index._papers, "state", arriving)
            assert await store.index.repair() == ""
        assert await store.index.repair() == ""
        assert len(await keys(store, "gyroscopes")) == 1


class Counted(second_process.Reader):
    """What reads papers, and how many it was given while the other process was there."""

    apart = 0

    def rows(self, papers: Sequence[Candidate]) -> Iterable[fields.Row]:
        Counted.apart += len(papers) if self._process else 0
        return super().rows(papers)


async def test_many_papers_are_read_by_a_second_process_and_found_as_if_by_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(second_process, "MANY", 20)
    monkeypatch.setattr(second_process.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(full_text, "Reader", Counted)
    monkeypatch.setattr(full_text, "BATCH", 10)
    monkeypatch.setattr(Counted, "apart", 0)
    async with open_store(":memory:") as store:
        await add(store, PAPERS)
        await store.index.repair()
        assert Counted.apart == 30
        assert len(await keys(store, "diffusion topic7")) == 1
        assert len(await keys(store, '"diffusion model"')) == 30


def _sorted(rows: Iterable[fields.Row]) -> list[tuple[tuple[int, ...], list[list[str]]]]:
    """Forms stand in no order."""
    return [(numbers, [sorted(text.split()) for text in texts]) for numbers, texts in rows]


async def test_a_second_process_that_dies_leaves_its_papers_to_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process.os, "cpu_count", lambda: 2)
    reader = second_process.Reader(second_process.MANY)
    assert reader._process is not None
    papers = [
        Candidate(key=1, paper=PAPERS[0], signals=Signals(first_listed=days_ago(0), last_listed=days_ago(0)))
    ]
    try:
        alone = _sorted(second_process.Reader(1).rows(papers))
        assert _sorted(await asyncio.to_thread(reader.rows, papers)) == alone
        reader._process.kill()
        assert _sorted(await asyncio.to_thread(reader.rows, papers)) == alone
    finally:
        reader.end()
