"""The search index finds exactly what a subscription to the same words would have matched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bench.asked import nested
from bot.errors import QueryError
from bot.model.paper import Paper
from bot.query.parser import parse
from bot.text.document import document
from storage.store import SqliteStore, open_store
from tests.integration.searching import add, days_ago, made, real_papers
from tests.reference import matches

MOST = 1_000  # more than there are papers
STRANGE = [
    made(
        90_001,
        "C++ and .NET for GPT-4",
        "Fine-tuning with RAG; the rag stays. k-means in 3D.",
        authors=("Yann LeCun", "李飞飞"),
    ),
    made(
        90_002,
        "扩散模型综述",
        "本文研究扩散模型。 Finetuning a pre-trained model, by fine-tuning.",
        authors=(
            "O'Brien, Tim",
            "Christopher D. Manning",
            "Manning C.",
            "Laurens van der Maaten",
            "Wei Bo Chen Jr.",
        ),
    ),
    made(90_003, "Naïve Bayes über alles", "multi-agent multiagent multi agent systems, datasets and a data set"),
    made(90_004, "", "an empty title, and \u200bzero\u200bwidth words", organization="Meta AI"),
    made(
        90_005,
        "RAGs",
        "x" * 300 + " low-rank adaptation | NOT @handle #tag \"quoted\" 'single' %percent &amp; _under_",
    ),
]
QUERIES = [
    "c++", "c", ".net", "gpt-4", "gpt4", "gpt 4", "fine tuning", "finetuning", "fine-tuning", "RAG", "rag", "k-means", "3d",
    "扩散模型", "模型", "naive", "über", "multi*", "multia*", "datasets", '"data set"', "@lecun", 'author:"Yann LeCun"', "author:le*",
    "author:obrien", 'author:"Christopher Manning"', 'author:"C. D. Manning"', 'author:"Manning, Carl B."', 'author:"L. Vandermaaten"',
    "@vandermaaten", 'author:"W. Chen"', 'author:"Chen Wei"', "@mann*", "model !data", "model ANDNOT data", "org:meta", "#cs.CL", "#cs.*", "has:code", "source:huggingface", "upvotes:>3", "upvotes:>3 model",
    "upvotes:<2 -model", "model | upvotes:>4", "learning (model | upvotes:>4)", "model -upvotes:<5", "-upvotes:<=4 (data | upvotes:0)",
    "(model | upvotes:>4) (data | upvotes:<1)", "upvotes:=3 | (model -upvotes:3)", "title:model -abstract:data", "trending", "(title:learning | @wang) upvotes:>=2",
    '"low-rank adaptation"', "model -(learning | data) -video", "languag*", "title:lang*", "zero width", "amp", "under", "percent",
    "abstract:data", "abstract:rag", "abstract:RAG", "abstract:lang*", "abstract:multi*", "-abstract:model title:model", "abstract:finetuning",
    "abstract:dataset", "title:dataset", "-title:multiagent multiagent", "-abstract:multi* multi*", "abstract:pre* -title:pre*",
    '"pretraining finetuning"', '"model by fine-tuning"', '"language model"', 'title:"language model"', 'abstract:"language model"',
    '"large language" -title:"large language"', '"model language"', '"language models" -"large language model"',
    '"language reasoning"', 'title:"data set" | "open source"',
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(shared: Path) -> AsyncIterator[tuple[SqliteStore, list[Paper]]]:
    papers = [*real_papers(shared, 120), *STRANGE]
    async with open_store(":memory:") as opened:
        for part in range(5):
            await add(opened, papers[part::5], day=days_ago(part), upvotes=(0, 1, 2, 3, 4, 5))
        await opened.index.repair()
        yield opened, papers


@pytest.mark.asyncio(loop_scope="module")
async def test_every_query_finds_what_the_reference_finds(store: tuple[SqliteStore, list[Paper]]) -> None:
    opened, papers = store
    known = await opened.papers.by_id([paper.id for paper in papers])
    documents = {each.key: (document(each), each.signals.upvotes) for each in known}
    tried = found_any = 0
    for text in (*QUERIES, *nested(papers, 300, seed=3)):
        try:
            query = parse(text)
        except QueryError:
            continue
        found = await opened.index.search(query, limit=MOST)
        expected = {key for key, (terms, upvotes) in documents.items() if matches(query, terms, upvotes)}
        assert {hit.key for hit in found.hits} == expected, text
        assert found.total == len(expected), text
        tried, found_any = tried + 1, found_any + bool(expected)
    assert tried > 250
    assert found_any > 120


@pytest.mark.asyncio(loop_scope="module")
async def test_papers_that_came_later_are_left_out_of_a_paged_list(store: tuple[SqliteStore, list[Paper]]) -> None:
    opened, _ = store
    for text in ("model", "upvotes:>1", "trending", "has:code"):
        found = await opened.index.search(parse(text), limit=MOST)
        before = sorted(hit.key for hit in found.hits)[len(found.hits) // 2]
        earlier = await opened.index.search(parse(text), limit=MOST, before_key=before)
        assert {hit.key for hit in earlier.hits} == {hit.key for hit in found.hits if hit.key <= before}


@pytest.mark.asyncio(loop_scope="module")
async def test_words_complete_in_their_commonest_spelling(store: tuple[SqliteStore, list[Paper]]) -> None:
    opened, _ = store
    assert (await opened.index.complete("lang", 3))[0] == "language"
    assert "LLMs" in await opened.index.complete("llm", 5)
    assert await opened.index.complete("", 5) == ()
    assert await opened.index.complete("%_", 5) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_a_mistyped_word_has_close_spellings_and_a_right_one_none(
    store: tuple[SqliteStore, list[Paper]],
) -> None:
    opened, _ = store
    slips = {
        "langauge": "language",
        "reasonin": "reasoning",
        "modells": "models",
        "benchmurk": "benchmark",
        "langguage": "language",
    }
    found = await opened.index.spellings([*slips, "language", "models", "x", "12345", ""])
    assert {word: found[word][0] for word in slips} == slips
    assert set(found) == set(slips)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_word_of_which_papers_have_other_forms_or_that_only_asks_is_no_slip() -> None:
    async with open_store(":memory:") as opened:
        doggy = [made(n, f"Kites {n}", "A dog does. The pro has cots, from com.") for n in range(1, 9)]
        await add(opened, doggy)
        await opened.index.repair()
        assert await opened.index.spellings(["kite", "dogs"]) == {}
        assert await opened.index.spellings(["cons", "pros"]) == {}
        assert await opened.index.spellings(["coq"]) == {}
        assert await opened.index.spellings(["mites"]) == {}
        assert await opened.index.spellings(["ocm", "cm", "dgo"]) == {"dgo": ["dog"]}
