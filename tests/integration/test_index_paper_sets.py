"""Sets of papers and pairs of words: the same papers are found with them as without, whatever came or changed."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.model.paper import Paper
from bot.query.parser import parse
from bot.text.document import document
from storage.index import catching_up, commonest, narrowed, pairs, paper_sets
from storage.index.narrowed import Narrowed
from storage.store import SqliteStore, open_store
from tests.integration.searching import NOW, add, made
from tests.reference import matches

WORDS = [
    "model",
    "data",
    "set",
    "learning",
    "vision",
    "graph",
    "neural",
    "search",
    "fine",
    "tuning",
    "reward",
    "agent",
]
PAIRS = ("data set", "fine tuning", "neural search")
JOINED = ("dataset", "finetuning", "neuralsearch")
ONES = (
    "tuning",
    "datasets",
    "-graph",
    "vis*",
    "(agent | reward)",
    "gyroscope",
    "title:model",
    "-title:fine",
    "abstract:vis*",
    "title:datasets",
    "author:curie",
    'author:"marie curie"',
    "author:mar*",
    "org:sorbonne",
    "-cat:cs.CL",
    "cat:cs.CV",
    "(cat:cs.CL | agent)",
)
PHRASES = ('"data set"', '"graph neural"', '-"vision model"', '"fine tuning agent"', 'title:"neural search"')
LATER = NOW + timedelta(hours=1)


def papers(first: int, count: int) -> list[Paper]:
    """Random words, each in about a third of the papers; a few write two words as one."""
    draw = random.Random(first)
    return [
        made(
            number,
            " ".join(draw.sample(WORDS, 3)),
            " ".join([*draw.choices(WORDS, k=3), *((draw.choice(JOINED),) * (draw.random() < 0.06))]),
            authors=draw.choice([(), ("Marie Curie",), ("Curie Marie", "Vis Model")]),
            organization=draw.choice(["", "Sorbonne"]),
            categories=draw.choice([(), ("cs.CL",), ("cs.CL", "cs.CV")]),
        )
        for number in range(first, first + count)
    ]


def asked(count: int) -> list[str]:
    """Three to six conditions, most of them common words, side by side; as many that are nested."""
    draw = random.Random(5)
    beside = [
        [
            *draw.sample(PAIRS, draw.randrange(2)),
            *draw.sample(WORDS, draw.randrange(2, 5)),
            *draw.sample(ONES, draw.randrange(3)),
            *draw.sample(PHRASES, draw.randrange(2)),
        ]
        for _ in range(count)
    ]
    phrases = [f'"{" ".join(draw.choices([*WORDS, *JOINED], k=2 + draw.randrange(2)))}"' for _ in range(count)]
    return [*map(" ".join, beside), *(nested(draw, 3) for _ in range(count)), *phrases]


def nested(draw: random.Random, depth: int) -> str:
    """Words side by side, as alternatives, and left out, in one another."""
    if not depth:
        return draw.choice([*WORDS, *JOINED, '"data model"'])
    parts = [nested(draw, draw.randrange(depth)) for _ in range(draw.randrange(2, 4))]
    if draw.random() < 0.5:
        return f"({' | '.join(parts)})"
    return f"({' '.join([*parts, *(f'-{draw.choice(WORDS)}' for _ in range(draw.randrange(2)))])})"


@pytest.fixture(autouse=True)
def _any_library_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (commonest, "LARGE", 0),
        (commonest, "BLOCK", 64),
        (paper_sets, "FETCHED", 20),
        (pairs, "LARGE", 0),
        (pairs, "BATCH", 40),
        (pairs, "MOST", 10),
        (narrowed, "LARGE", 0),
        (narrowed, "WORTH", 0),
        (narrowed, "ENOUGH", 40),
        (narrowed, "DIRECT", 5),
        (narrowed, "READ", 5),
    ):
        monkeypatch.setattr(module, name, value)


@pytest_asyncio.fixture
async def store() -> AsyncIterator[SqliteStore]:
    async with open_store(":memory:") as opened:
        await add(opened, papers(0, 150))
        await opened.index.repair()
        yield opened


async def check(store: SqliteStore, count: int, monkeypatch: pytest.MonkeyPatch, *, used: bool = True) -> None:
    """Every query finds what the slow reference finds; `used`: the bits were of use for most of them."""
    ways: list[Narrowed | None] = []

    def watched(*given: Any) -> Narrowed | None:
        ways.append(narrowed.narrowed(*given))
        return ways[-1]

    monkeypatch.setattr("storage.index.looking.narrowed", watched)
    known = await store.papers.by_id([paper.id for paper in papers(0, count)])
    documents = {each.key: document(each) for each in known}
    for text in asked(50):
        query = parse(text)
        found = await store.index.search(query, limit=1000)
        expected = {key for key, each in documents.items() if matches(query, each, 0)}
        assert {hit.key for hit in found.hits} == expected, text
        if expected:
            middle = sorted(expected)[len(expected) // 2]
            earlier = await store.index.search(query, limit=1000, before_key=middle)
            assert {hit.key for hit in earlier.hits} == {key for key in expected if key <= middle}, text
    of_use = [way for way in ways if way]
    assert (len(of_use) > 60) is used
    if used:
        assert any(way.rest is None and way.read for way in of_use)
        assert any(way.rest is None and not way.read for way in of_use)
        assert any(way.rest is not None for way in of_use)


async def test_with_bits_a_query_finds_the_same(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    await check(store, 150, monkeypatch)


async def test_papers_that_came_later_are_in_the_bits(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    await add(store, papers(150, 20), at=LATER)
    await store.index.repair()
    await check(store, 170, monkeypatch)


async def test_a_paper_whose_words_changed_is_in_other_bits(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = papers(1_000, 150)
    longer = [
        replace(paper, title=other.title, abstract=f"{other.abstract} and so on and on and on")
        for paper, other in zip(papers(0, 150), others, strict=True)
    ]
    await add(store, longer[:60], at=LATER)
    await store.index.repair()
    changed = await store.papers.by_id([paper.id for paper in longer[:60]])
    assert [each.paper.abstract for each in changed] == [paper.abstract for paper in longer[:60]]
    await check(store, 150, monkeypatch)


async def test_while_papers_wait_the_bits_are_not_asked(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "waiting", lambda _: [])  # they can be found, and nothing more is learnt
    await add(store, papers(150, 20), at=LATER)
    await store.index.repair()
    await check(store, 170, monkeypatch, used=False)


async def test_the_terms_are_chosen_anew_as_the_library_grows(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    strangers = [made(number, "gyroscopes", "of brass") for number in range(500, 700)]
    await add(store, strangers, at=LATER)
    await store.index.repair()
    monkeypatch.setattr(commonest, "SHARE", 2)
    await add(store, [made(number, "gyroscopes", "of brass") for number in range(700, 900)], at=LATER)
    await store.index.repair()
    terms = await store.index._read(
        lambda index: [term for (term,) in index.execute("SELECT term FROM commonest")]
    )
    assert {"gyroscop", "brass", "of"} == set(terms)


async def test_bits_in_blocks_of_another_size_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "papers.db"
    async with open_store(path) as store:
        await add(store, papers(0, 150))
        await store.index.repair()
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as index:
        index.execute("UPDATE commonest SET keys = zeroblob(16384)")
        index.execute("PRAGMA user_version = 2")
    async with open_store(path) as store:
        await store.index.repair()
        await check(store, 150, monkeypatch)
