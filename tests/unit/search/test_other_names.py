"""Other names: what the library says a query is also called, found beyond it and never in its place."""

from datetime import UTC, date, datetime

import pytest

from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from bot.query.parser import parse
from bot.search.foresight import Foresight
from bot.search.other_names import OtherNames
from bot.search.searcher import Search
from storage.store import open_store
from tests.each_of import each_of

NOW = datetime(2026, 4, 30, 12, tzinfo=UTC)
TEXTS = (
    *(("On experts", f"A mixture of experts (MoE) layer, variant {n}.") for n in range(4)),
    ("MoE at scale", "We scale MoE."),
    *(("Sparse layers", f"A mixture of experts, never shortened, number {n}.") for n in range(3)),
    *(("Speech", f"Automatic speech recognition (ASR) for language {n}.") for n in range(4)),
    *(("Attacks", f"The attack success rate (ASR) of method {n}.") for n in range(4)),
    ("Low rank", "We train with LoRA adapters."),
    ("Detectors", "An R-CNN finds things; a β-VAE and text-to-image models do not."),
)


@pytest.fixture
async def store():
    papers = tuple(
        Paper(id=f"arxiv:2604.{n:05d}", title=f"{title} {n}", url="https://example.org", abstract=abstract)
        for n, (title, abstract) in enumerate(TEXTS)
    )
    listings = tuple(
        Listing(paper_id=paper.id, source="test", list_date=date(2026, 4, 29), rank=1, observed=NOW)
        for paper in papers
    )
    async with open_store(":memory:") as found:
        await found.papers.ingest("test", Fetched(papers=papers, listings=listings, cursor="1"), NOW)
        await found.index.repair()
        yield found


@each_of(
    ("query", "names"),
    [
        ("MoE", ('"mixture of experts"',)),
        ("mixture of experts", ("MoE",)),
        ('"mixture of experts"', ("MoE",)),
        ("ASR", ('"automatic speech recognition"', '"attack success rate"')),
        ("experts", ()),
        ("MoE | experts", ()),
        ("XYZ", ()),
    ],
)
async def test_the_library_says_what_a_query_is_also_called(store, query: str, names: tuple[str, ...]) -> None:
    assert set(await OtherNames(store.index, store.papers).of(query)) == set(names)


async def test_foresight_counts_what_the_other_name_would_bring_beyond_it(store) -> None:
    (moe, asr) = await Foresight(store.papers, store.index).look([parse("MoE"), parse("ASR")], NOW)
    assert moe.others == (('"mixture of experts"', 3),)
    assert len(asr.others) == 2


async def test_capitals_that_no_paper_has_are_offered_in_small_letters(store) -> None:
    (shouted, unknown) = await Foresight(store.papers, store.index).look([parse("EXPERTS"), parse("XYZ")], NOW)
    assert (shouted.matched, shouted.spellings) == (0, ("experts",))
    assert (unknown.matched, unknown.spellings) == (0, ())


async def test_search_shows_the_other_name_behind_the_exact_matches(store) -> None:
    searcher = Search(store.index, store.papers)
    found = await searcher.search("MoE", NOW, limit=20)
    assert found.total == len(found.matches) == 8
    assert all("MoE" in match.candidate.paper.abstract for match in found.matches[:5])
    assert found.note == 'Papers that only say "mixture of experts" come last.'
    ambiguous = await searcher.search("ASR", NOW, limit=20)
    assert ambiguous.total == 8
    assert ambiguous.note == 'ASR stands for "automatic speech recognition" or "attack success rate".'


@each_of(
    ("query", "title"),
    [
        ("RCNN", "Detectors"), ("R-CNN", "Detectors"), ("text2image", "Detectors"), ("beta-VAE", "Detectors"),
        ("β-VAE", "Detectors"), ("LORA", "Low rank"),
    ],
)  # fmt: skip
async def test_other_ways_to_write_it_are_found(store, query: str, title: str) -> None:
    found = await Search(store.index, store.papers).search(query, NOW)
    assert [match.candidate.paper.title.rpartition(" ")[0] for match in found.matches] == [title]
    if query == "LORA":
        assert found.note == "No paper has “LORA” in capitals; 1 have “lora”."
