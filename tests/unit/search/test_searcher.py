"""The searcher: pages that stay as they are, other names behind, notes, marks, and what is like a paper."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from bot.errors import UserError
from bot.model.paper import Candidate
from bot.search.result import SearchResult
from bot.search.searcher import Search
from bot.views.blocks import Text
from tests.each_of import each_of
from tests.fakes.indexed_papers import IndexedPapers
from tests.fakes.papers import NOON, TODAY, candidate

KITES = tuple(
    candidate(n, f"Kites {n}", abstract="A kite flies in the wind.", upvotes=n * 10) for n in range(1, 8)
)


def searching(*papers: Candidate, **more: object) -> tuple[Search, IndexedPapers]:
    library = IndexedPapers(*papers, **more)  # type: ignore[arg-type]
    return Search(library, library), library


def keys(found: SearchResult) -> list[int]:
    return [match.candidate.key for match in found.matches]


async def test_pages_hold_each_paper_once_and_lead_back() -> None:
    search, _ = searching(*KITES)
    first = await search.search("kites", NOON, limit=3)
    second = await search.search("kites", NOON, cursor=first.next, limit=3)
    third = await search.search("kites", NOON, cursor=second.next, limit=3)
    assert sorted(keys(first) + keys(second) + keys(third)) == [1, 2, 3, 4, 5, 6, 7]
    assert (first.total, first.start, second.start, third.start) == (7, 1, 4, 7)
    assert (first.previous, third.next) == ("", "")
    again = await search.search("kites", NOON, cursor=second.previous, limit=3)
    assert keys(again) == keys(first)


async def test_a_list_is_the_same_after_a_restart_and_while_papers_arrive() -> None:
    search, library = searching(*KITES)
    first = await search.search("kites", NOON, limit=3)
    asked = len(library.asked)
    library.papers.append(candidate(99, "Kites, kites, kites", abstract="kites", upvotes=500))
    kept = await search.search("kites", NOON, cursor=first.next, limit=3)
    assert len(library.asked) == asked, "the list is remembered"
    anew = await Search(library, library).search("kites", NOON, cursor=first.next, limit=3)
    assert keys(kept) == keys(anew)
    assert 99 not in keys(anew)
    assert keys(await search.search("kites", NOON))[0] == 99


async def test_of_papers_that_say_the_same_the_popular_comes_first() -> None:
    search, _ = searching(*KITES)
    assert keys(await search.search("kites", NOON, limit=9)) == [7, 6, 5, 4, 3, 2, 1]


async def test_matched_words_are_marked_and_their_fields_told() -> None:
    search, _ = searching(*KITES)
    (match, *_) = (await search.search("wind", NOON)).matches
    assert Text("wind", mark=True) in match.snippet
    assert match.fields == ("abstract",)
    (match, *_) = (await search.search("kites", NOON)).matches
    assert match.fields == ("title", "abstract")


async def test_what_is_not_ranked_by_text_says_how_it_is_ordered() -> None:
    search, _ = searching(*KITES)
    assert (await search.search("upvotes:>30", NOON)).note == "The newest first."
    assert (await search.search("trending", NOON)).note == "The most upvoted first."
    assert (await search.search("upvotes:>=70", NOON)).note == "", "one paper is in no order"


async def test_while_the_index_is_made_anew_an_answer_says_how_much_can_be_found() -> None:
    search, _ = searching(*KITES, share=0.4)
    assert "40% of the papers can be found so far." in (await search.search("kites", NOON)).note
    assert "40% of the papers" in (await search.similar(KITES[0], NOON)).note


MOE = tuple(candidate(n, f"MoE {n}", abstract="A mixture of experts (MoE).") for n in range(1, 5))
LONG = candidate(5, "Sparse layers", abstract="A mixture of experts, never shortened.")


async def test_papers_that_only_say_what_an_acronym_stands_for_come_last() -> None:
    search, _ = searching(LONG, *MOE)
    found = await search.search("MoE", NOON)
    assert keys(found)[-1] == LONG.key
    assert found.total == 5
    assert found.note == 'Papers that only say "mixture of experts" come last.'


async def test_an_acronym_that_stands_for_several_things_says_so_and_brings_none_of_them() -> None:
    speech = [candidate(n, f"S{n}", abstract="Automatic speech recognition (ASR) here.") for n in range(1, 5)]
    attack = [candidate(n, f"A{n}", abstract="The attack success rate (ASR) there.") for n in range(5, 9)]
    search, _ = searching(*speech, *attack, candidate(9, "Speech", abstract="Automatic speech recognition."))
    found = await search.search("ASR", NOON, limit=20)
    assert 9 not in keys(found)
    assert found.note.startswith("ASR stands for ")
    assert {'"automatic speech recognition"', '"attack success rate"'} <= {
        *found.note.removeprefix("ASR stands for ").removesuffix(".").split(" or ")
    }


async def test_whoever_asks_for_the_latest_gets_the_newest_first_and_a_title_that_asks_is_found() -> None:
    papers = [candidate(n, f"Kites, part {n}", listed=TODAY - timedelta(days=n), abstract="") for n in (1, 9, 2)]
    search, _ = searching(*papers, candidate(4, "Recent kites", listed=TODAY - timedelta(days=99), abstract=""))
    found = await search.search("latest papers on kites", NOON)
    assert (keys(found), found.note, found.query) == ([1, 2, 9, 4], "The newest first.", "kites")
    assert keys(await search.search("recent kites", NOON))[0] == 4


async def test_what_to_subscribe_to_for_more_is_told_without_the_words_that_only_ask() -> None:
    search, _ = searching(*KITES)
    assert (await search.search("what are kites", NOON)).wanted == "kites"
    assert (await search.search("kite in the wind", NOON)).wanted == "kite in the wind"


async def test_similar_papers_come_in_pages_without_the_paper() -> None:
    search, _ = searching(*KITES, candidate(50, "Tables", abstract="Furniture."))
    first = await search.similar(KITES[0], NOON, limit=4)
    second = await search.similar(KITES[0], NOON, cursor=first.next, limit=4)
    assert sorted(keys(first) + keys(second)) == [2, 3, 4, 5, 6, 7]


async def test_nothing_like_it_is_an_empty_page() -> None:
    search, _ = searching(*KITES)
    assert (await search.similar(candidate(50, "Tables", abstract=""), NOON)).matches == ()


@each_of("cursor", ["x", "1.2.3", "0.0000000.0"])
async def test_a_cursor_that_no_button_has_is_refused(cursor: str) -> None:
    search, _ = searching(*KITES)
    for asked in (search.search("kites", NOON, cursor=cursor), search.similar(KITES[0], NOON, cursor=cursor)):
        with pytest.raises(UserError):
            await asked


async def test_a_page_behind_the_end_is_refused_with_a_sentence() -> None:
    search, library = searching(*KITES)
    first = await search.search("kites", NOON, limit=5)
    del library.papers[2:]
    with pytest.raises(UserError, match="search again"):
        await Search(library, library).search("kites", NOON, cursor=first.next, limit=5)


class Wind:
    """A model for which texts with a stormy word are one thing, and all others another."""

    async def embed(self, texts: Sequence[str]) -> np.ndarray:
        stormy = [any(word in text.lower() for word in ("gale", "storm")) for text in texts]
        return np.array([(1, 0) if each else (0, 1) for each in stormy], np.float32)


async def test_with_word_vectors_what_means_the_same_comes_first() -> None:
    papers = (
        candidate(1, "Kites", abstract="A kite in storm."),
        candidate(2, "Kites", abstract="A kite in calm."),
        candidate(3, "Kites", abstract="A kite in gale."),
    )
    library = IndexedPapers(*papers)
    plain, meant = Search(library, library), Search(library, library, Wind())
    assert keys(await plain.search("kite", NOON)) == [1, 2, 3], "of equals the paper's id decides"
    assert keys(await meant.search("kite | gale", NOON)) == [3, 1, 2]
    assert keys(await meant.similar(papers[2], NOON)) == [1, 2]
    assert keys(await plain.similar(papers[2], NOON)) == [2, 1]
