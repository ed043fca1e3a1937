"""Search as people use it, over a real index."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.errors import QueryError, UserError
from bot.search.foresight import Foresight
from bot.search.searcher import Search
from bot.views.blocks import Text
from storage.store import SqliteStore, open_store
from tests.each_of import each_of
from tests.fakes.core import request_for
from tests.integration.searching import NOW, add, days_ago, made

TOPICS = ("diffusion", "retrieval", "reasoning", "segmentation")


@pytest.fixture
async def store() -> AsyncIterator[SqliteStore]:
    async with open_store(":memory:") as opened:
        for n in range(40):
            topic = TOPICS[n % 4]
            paper = made(n, f"Paper {n} on {topic}", f"We study {topic} with language models, case{n} of many.")
            await add(opened, [paper], day=days_ago(40 - n), upvotes=(n,))
        memory = "Continual learning keeps a network from forgetting old tasks; we replay them while it learns."
        await add(opened, [made(90, "Elastic weights against catastrophic forgetting", memory)])
        await opened.index.repair()
        yield opened


@pytest.fixture
def search(store: SqliteStore) -> Search:
    return Search(store.index, store.papers)


async def test_a_page_has_the_matched_words_marked_and_says_how_many_there_are(search: Search) -> None:
    found = await search.search("diffusion", NOW)
    assert (found.total, found.start, len(found.matches)) == (10, 1, 5)
    for match in found.matches:
        assert match.fields == ("title", "abstract")
        assert "diffusion" in [part.text for part in match.snippet if isinstance(part, Text) and part.mark]


async def test_a_paper_about_an_acronym_goes_before_shorter_ones_that_mention_it(store: SqliteStore) -> None:
    about = made(91, "EEG models under shifts", "EEG is noisy. Our EEG study goes on, and on, until it ends.")
    await add(store, [about, made(92, "Kites", "Kites follow EEG."), made(93, "Boats", "EEG of a boat.")])
    await store.index.repair()
    found = await Search(store.index, store.papers).search("EEG", NOW)
    assert found.matches[0].candidate.paper.title == about.title


async def test_an_answer_from_half_an_index_says_so(tmp_path: Path) -> None:
    async with open_store(tmp_path / "p.db") as store:
        await add(store, [made(1, "Diffusion", "of models")])
        found = await Search(store.index, store.papers).search("diffusion", NOW)
        assert found.note == ""
    async with open_store(tmp_path / "p.db") as store:
        search = Search(store.index, store.papers)
        found = await search.search("diffusion", NOW)
        assert found.total == 0
        assert found.note == "The search index is being made anew: 0% of the papers can be found so far."
        await store.index.repair()
        found = await search.search("diffusion", NOW)
        assert (found.total, found.note) == (1, "")


async def test_pages_are_stable_while_papers_arrive(store: SqliteStore, search: Search) -> None:
    whole = [match.candidate.key for match in (await search.search("models", NOW, limit=40)).matches]
    first = await search.search("models", NOW, limit=7)
    seen = [match.candidate.key for match in first.matches]
    fresh = [made(200 + n, "Models of models", "models models models") for n in range(9)]
    await add(store, fresh, at=NOW + timedelta(minutes=1), upvotes=(900,))
    await store.index.repair()
    cursor = first.next
    while cursor:
        page = await Search(store.index, store.papers).search(
            "models", NOW + timedelta(days=3), cursor=cursor, limit=7
        )
        assert page.start == len(seen) + 1
        seen += [match.candidate.key for match in page.matches]
        cursor = page.next
    assert sorted(seen) == sorted(whole)
    assert len(set(seen)) == len(seen)
    while page.previous:  # and back: the first page is as it was, though better papers came since
        page = await search.search("models", NOW + timedelta(days=3), cursor=page.previous, limit=7)
    assert page.matches == first.matches
    assert (page.start, first.previous) == (1, "")
    assert (await search.search("models", NOW)).matches[0].candidate.paper.title == "Models of models"


@each_of("cursor", ["x", "5", "1.2.3", "99999999999999.739000.0", "41.739000.999"])
async def test_a_foreign_cursor_is_refused_with_a_sentence(search: Search, cursor: str) -> None:
    with pytest.raises(UserError, match="search again"):
        await search.search("models", NOW, cursor=cursor)


async def test_a_mistyped_word_is_mended_and_the_reply_says_so(search: Search) -> None:
    found = await search.search("difusion", NOW)
    assert found.total == 10
    assert found.note == 'No papers for "difusion"; showing "diffusion".'
    assert found.query == "diffusion"


async def test_a_word_that_finds_enough_is_never_mended(search: Search) -> None:
    assert (await search.search("diffusion", NOW)).note == ""


async def test_a_question_in_plain_words_finds_something_sensible(search: Search) -> None:
    found = await search.search("how do I keep a model from forgetting old tasks?", NOW)
    assert found.matches[0].candidate.paper.id == "arxiv:2611.00090"
    assert found.note


LONG = (
    "Networks that learn one task after the other forget the old tasks: elastic weights, the paper says, and a replay"
    " of what came before, keep what was learned (87.3% -- see [12]) | in *all* of its benchmarks, and NOT by luck"
)


@each_of("text", [LONG, LONG.replace("|", "").replace("NOT", ""), LONG * 20, f'"{LONG}'])
async def test_long_text_finds_the_paper_that_has_most_of_its_words(search: Search, text: str) -> None:
    found = await search.search(text, NOW)
    assert found.matches[0].candidate.paper.id == "arxiv:2611.00090"
    assert "most of" in found.note


async def test_a_short_text_with_stray_signs_is_read_as_its_words_and_the_reply_says_why(search: Search) -> None:
    found = await search.search("Diffusion* (model", NOW)
    assert {match.candidate.paper.title.split()[-1] for match in found.matches} == {"diffusion"}
    assert "Read as plain words: unclosed parenthesis at 12" in found.note


@each_of("text", ["-diffusion", "diffusion OR", "upvotes:many diffusion", "titel:diffusion", "(zzyzx"])
async def test_a_mistake_in_what_was_asked_for_on_purpose_is_told(search: Search, text: str) -> None:
    with pytest.raises(QueryError):
        await search.search(text, NOW)


@each_of(
    ("query", "first", "note"),
    [
        ("upvotes:>35", "Paper 39 on segmentation", "The newest first."),
        ("source:huggingface upvotes:<3", "Elastic weights against catastrophic forgetting", "The newest first."),
        ("trending", "Paper 39 on segmentation", "The most upvoted first."),
    ],
)
async def test_numbers_and_tags_alone_are_a_query(search: Search, query: str, first: str, note: str) -> None:
    found = await search.search(query, NOW)
    assert (found.matches[0].candidate.paper.title, found.note) == (first, note)


async def test_similar_papers_come_in_pages_without_the_paper_itself(store: SqliteStore, search: Search) -> None:
    (paper,) = await store.papers.by_id(["arxiv:2611.00008"])
    found = await search.similar(paper, NOW)
    assert paper.key not in [match.candidate.key for match in found.matches]
    assert {match.candidate.paper.title.split()[-1] for match in found.matches} == {"diffusion"}
    more = await search.similar(paper, NOW, cursor=found.next)
    assert not {match.candidate.key for match in more.matches} & {match.candidate.key for match in found.matches}
    assert more.start == 6
    assert (await search.similar(paper, NOW, cursor=more.previous)).matches == found.matches


async def test_what_nobody_wrote_finds_nothing_and_breaks_nothing(search: Search) -> None:
    found = await search.search("zzyzx", NOW)
    assert (found.matches, found.total, found.next) == ((), 0, "")


HOSTILE = [
    "", "   ", "-diffusion", "NOT a", "a*", "*", "di*", "(", "((a)", "a)", '"', '""', '"unclosed', "OR", "a OR", "a AND AND b",
    "title:", "title:* OR 1=1", "abstract MATCH 'x'", "x' OR '1'='1", "NEAR(a b)", "^start", "{title}: x", "col : x", "a + b",
    "rank MATCH 'bm25(1)'", "'); DROP TABLE doc; --", "\x00", "a\x00b", "\ud800", "\u200b", "\u200b\u200d\ufeff", "🦙", "🦙 diffusion",
    "扩散", "диффузия", "انتشار", "ก", "e\u0301" * 50, "upvotes:>", "upvotes:>99999999999999999999", "upvotes:>-1", "#", "@", "has:x",
    "word " * 3000, " ".join(f"w{n}" for n in range(400)), "(" * 500 + "a" + ")" * 500, "a" * 5000, "-" * 999, "|" * 999, "dif" * 600,
    " ".join(["the"] * 60), " OR ".join(["model*"] * 60), "learning " * 60, "\\", "%", "_", "/* */", "diffusion -diffusion",
    "models upvotes:>0 -upvotes:>5", "trending diffusion", "trending upvotes:>3", "a-b-c-d-e-f-g-h-i-j-k", "1 2 3", "3.14 1,000",
]  # fmt: skip


@each_of("text", HOSTILE)
async def test_hostile_input_gets_an_answer_or_a_clear_sentence(search: Search, text: str) -> None:
    try:
        found = await search.search(text, NOW)
    except QueryError as error:
        assert error.sentence
        assert len(error.sentence) < 300
    else:
        assert found.total >= len(found.matches)


@each_of("typed", ["elas", "weights", "Elastic weig", "catastrophic forg", "forgetting elas"])
async def test_a_title_that_is_half_typed_is_completed(store: SqliteStore, search: Search, typed: str) -> None:
    tools = Tools(store=store, searcher=search, foresight=Foresight(store.papers, store.index), poke=lambda: None)
    found = await Desk(tools).complete(request_for(command="paper", now=NOW), "paper", typed)
    assert found[0].value == "arxiv:2611.00090"
