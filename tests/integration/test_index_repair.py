"""The index keeps in step with the papers, and is made anew whenever its file is not as it should be."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.papers.poller import Poller
from bot.query.parser import parse
from bot.text import document
from bot.text.analyzer import Terms, analyze
from storage.index import catching_up, file, full_text
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
    (tmp_path / "p.db.index").unlink()
    monkeypatch.setattr(catching_up, "BATCH", 10)
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


def delete(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scribble(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 500)


def age(path: Path) -> None:
    with closing(sqlite3.connect(path)) as index:
        index.execute(f"PRAGMA application_id = {file.APPLICATION_ID - 1}")


def gut(path: Path) -> None:
    with closing(sqlite3.connect(path)) as index:
        index.execute("DELETE FROM doc WHERE paper % 2")
        index.commit()


@pytest.mark.parametrize("harm", [delete, truncate, empty, scribble, age, gut])
async def test_a_broken_index_is_rebuilt_by_itself_with_one_sentence(tmp_path: Path, harm) -> None:
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


async def test_another_copy_of_the_papers_has_an_index_of_its_own(tmp_path: Path) -> None:
    await filled(tmp_path / "p.db")
    async with open_store(tmp_path / "other.db") as store:
        await add(store, [made(99, "Gyroscopes")])
    (tmp_path / "p.db.index").replace(tmp_path / "other.db.index")
    async with open_store(tmp_path / "other.db") as store:
        assert "built anew" in await store.index.repair()
        assert await keys(store, "diffusion") == []
        assert len(await keys(store, "gyroscopes")) == 1


async def test_damage_found_while_searching_is_said_and_mended_by_the_next_repair(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    await filled(path)
    async with open_store(path) as store:
        await store.index.repair()
        with closing(sqlite3.connect(tmp_path / "p.db.index")) as index:
            index.execute("DROP TABLE term")
        with pytest.raises(Exception, match="built anew from the papers at"):
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


@pytest.mark.parametrize("remembered", [0, 40, full_text.MET])
async def test_every_term_is_known_once_its_batch_is_in_whatever_went_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    monkeypatch.setattr(full_text, "MET", remembered)
    told = 0

    def all_known(*_: int) -> None:
        nonlocal told
        with closing(sqlite3.connect(tmp_path / "p.db.index")) as index:
            rows = index.execute("SELECT c0, c1, c2, c3 FROM paper_index_content").fetchall()
            known = {term for (term,) in index.execute("SELECT term FROM term")}
        terms = {term for texts in rows for text in texts for term in text.split()} - {"|"}
        assert terms <= known
        told += len(terms) > 30

    def fail(*_: object) -> None:
        raise RuntimeError("while the batch is written")

    async with open_store(tmp_path / "p.db") as store:
        await add(store, PAPERS[:10])
        await store.index.repair(all_known)
        await add(store, PAPERS[10:20], day=days_ago(1), at=NOW + timedelta(hours=1))
        with monkeypatch.context() as failing:
            failing.setattr(catching_up, "keep", fail)
            with pytest.raises(RuntimeError):
                await store.index.repair()
        await store.index.repair(all_known)
        with closing(sqlite3.connect(tmp_path / "p.db.index")) as index:
            index.execute("DROP TABLE term")
        await add(store, PAPERS[20:], day=days_ago(0), at=NOW + timedelta(hours=2))
        assert "built anew" in await store.index.repair(all_known)
        assert len(await keys(store, "topic2*")) == 11
    assert told == 3
