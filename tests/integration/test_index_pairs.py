"""Pairs of words: each paper's are those of its texts as they are now, once the library is large."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.ports import PaperChanges
from bot.text.document import document
from storage.index import catching_up, pairs
from storage.index.facts import REVISION, kept
from storage.store import SqliteStore, open_store
from tests.integration.searching import NOW, add, made

LATER = NOW + timedelta(hours=1)
FIRST = [
    made(1, "Learning to learn", "We learn to learn quickly"),
    made(2, "Graphs", "Models of graphs that learn"),
    made(3, "Learn to", "see of learning to see, to learn"),
]


@pytest.fixture(autouse=True)
def _three_papers_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "LARGE", 2)
    monkeypatch.setattr(pairs, "BATCH", 2)


@pytest_asyncio.fixture
async def store() -> AsyncIterator[SqliteStore]:
    async with open_store(":memory:") as opened:
        yield opened


def there(index: sqlite3.Connection) -> set[tuple[str, int]]:
    """Every pair with its paper's key."""
    index.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.listed USING fts5vocab(main, pair, 'instance')")
    return set(index.execute("SELECT term, doc FROM listed"))


async def expected(store: SqliteStore) -> set[tuple[str, int]]:
    known = await store.papers.by_id([f"arxiv:2611.{number:05}" for number in range(10)])
    made_of = {each.key: document(each) for each in known}
    return {
        (f"{one}|{other}", key)
        for key, each in made_of.items()
        for words in (each.title, each.abstract)
        for one, other in pairwise(words)
    }


async def test_a_small_library_has_none_and_does_not_say_that_nothing_matches(store: SqliteStore) -> None:
    await add(store, FIRST[:2])
    await store.index.repair()
    assert await store.index._index.write(there) == set()
    assert await store.index._read(lambda index: pairs.papers_of(index, ("learn", "to"))) is None


async def test_a_library_that_has_become_large_gets_them_and_every_paper_after(store: SqliteStore) -> None:
    await add(store, FIRST)
    await store.index.repair()
    assert await store.index._index.write(there) == await expected(store)
    await add(store, [made(4, "Learning graphs of graphs", "of models")], at=LATER)
    await store.index.repair()
    after = await store.index._index.write(there)
    assert after == await expected(store)
    assert {"learn|graph", "graph|of", "of|graph", "of|model"} <= {pair for pair, _ in after}


async def test_a_paper_whose_text_changed_has_other_pairs(store: SqliteStore) -> None:
    await add(store, FIRST)
    await store.index.repair()
    await add(store, [made(1, "Learning to learn", "We have forgotten how to learn quickly, for now")], at=LATER)
    await store.index.repair()
    after = await store.index._index.write(there)
    assert after == await expected(store)
    assert "forgotten|how" in {pair for pair, _ in after}


async def test_a_paper_that_is_gone_has_none(store: SqliteStore) -> None:
    await add(store, FIRST)
    await store.index.repair()
    before = await expected(store)
    (gone,) = [each.key for each in await store.papers.by_id([FIRST[0].id])]

    def drop(index: sqlite3.Connection) -> None:
        since = int(kept(index, REVISION) or 0)
        catching_up.apply(index, PaperChanges(since, since, [], [gone]), met=set())

    await store.index._index.write(drop)
    assert await store.index._index.write(there) == {(pair, key) for pair, key in before if key != gone}


async def test_making_them_goes_on_where_it_was_left(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "LARGE", 100)
    await add(store, FIRST)
    await store.index.repair()

    def part(index: sqlite3.Connection) -> None:
        monkeypatch.setattr(pairs, "LARGE", 2)
        times = iter([nullcontext()])
        with pytest.raises(StopIteration):
            pairs.keep_up(index, lambda: next(times))

    await store.index._index.write(part)
    assert 0 < len(await store.index._index.write(there)) < len(await expected(store))
    await add(store, [made(4, "Learning graphs", "of models")], at=LATER)
    await store.index.repair()
    assert await store.index._index.write(there) == await expected(store)


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        (("learn", "to"), {1, 3}),
        (("learn", "to", "learn"), {1, 3}),  # paper 3 has both pairs, not the phrase
        (("to", "see"), {3}),
        (("graph", "that"), {2}),
        (("graph", "model"), set()),  # the end of a title and the beginning of an abstract
        (("never", "met"), set()),
    ],
)
async def test_papers_are_found_by_their_pairs(
    store: SqliteStore, phrase: tuple[str, ...], found: set[int]
) -> None:
    await add(store, FIRST)
    await store.index.repair()
    keys = {each.key: int(each.paper.id[-1]) for each in await store.papers.by_id([one.id for one in FIRST])}
    said = await store.index._read(lambda index: pairs.papers_of(index, phrase))
    assert said is not None
    assert {keys[key] for key in said.tolist()} == found


async def test_of_too_many_papers_it_says_nothing(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    await add(store, FIRST)
    await store.index.repair()
    monkeypatch.setattr(pairs, "MOST", 1)
    assert await store.index._read(lambda index: pairs.papers_of(index, ("learn", "to"))) is None
