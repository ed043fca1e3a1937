"""Completions while a parameter is typed."""

import pytest

from bot.commands.completion import rank_zones
from bot.commands.table import TABLE
from tests.each_of import each_of
from tests.fakes.core import NOW, TITLES, listed, open_office


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def values(choices):
    return [choice.value for choice in choices]


@each_of(
    ("typed", "expected"),
    [
        ("diff", ["diff", "diffusion", "diffuse"]),
        ("rag, low-rank diffu", ["rag, low-rank diffu", "rag, low-rank diffusion", "rag, low-rank diffuse"]),
        ('"latent diff', ['"latent diff', '"latent diffusion"', '"latent diffuse"']),
        ("title:diff", ["title:diff", "title:diffusion", "title:diffuse"]),
        ("ra", ["ra", "RAG"]),
        ("d", ["d"]),
    ],
)
async def test_the_last_word_of_a_query_is_completed_from_the_corpus(office, typed, expected):
    assert values(await office.complete("subscribe", "query", typed)) == expected


@each_of(
    ("command", "parameter", "typed", "first"),
    [
        ("schedule", "at", "9", ["09:00", "09:30"]),
        ("schedule", "at", "", ["09:00", "09:30"]),
        ("schedule", "at", "17:", ["17:00", "17:30"]),
        ("schedule", "days", "", ["weekdays", "daily"]),
        ("schedule", "days", "mon,w", ["mon,weekdays", "mon,weekends", "mon,wednesday"]),
        ("schedule", "days", "monday,mon", []),
        ("schedule", "zone", "par", ["Europe/Paris", "America/Paramaribo"]),
        ("schedule", "zone", "new york", ["America/New_York"]),
        ("schedule", "zone", "kolkatta", ["Asia/Kolkata"]),
        ("schedule", "zone", "munic", ["Europe/Berlin"]),
        ("schedule", "zone", "Saarbrücken", ["Europe/Berlin"]),
        ("schedule", "zone", "日", ["Asia/Tokyo"]),
        ("schedule", "zone", "german", ["Europe/Berlin"]),
        ("schedule", "zone", "UTC+2", ["Etc/GMT-2"]),
        ("schedule", "zone", "", ["Europe/Paris", "UTC"]),
        ("settings", "sources", "", ["all", "arxiv", "huggingface"]),
        ("settings", "sources", "arxiv,hug", ["arxiv,huggingface"]),
        ("settings", "layout", "c", ["compact", "cards"]),
        ("trending", "span", "", ["day", "week", "month"]),
        ("pause", "until", "fr", ["friday"]),
        ("help", "topic", "sub", ["subscribe", "submit", "unsubscribe"]),
        ("paper", "paper", "diffusion", ["arxiv:2611.00002", "arxiv:2611.00005"]),
        ("paper", "paper", '"half', []),
        ("paper", "paper", "https://arxiv.org/abs/2611.00002v3", ["arxiv:2611.00002"]),
        ("why", "paper", "https://huggingface.co/papers/2611.00002", ["arxiv:2611.00002"]),
        ("submit", "paper", "1706", []),
        ("settings", "nothing", "x", []),
        ("nothing", "query", "x", []),
    ],
)
async def test_the_likeliest_choices_come_first(office, command, parameter, typed, first):
    found = values(await office.complete(command, parameter, typed))
    assert found[: len(first)] == first
    assert first or not found


async def test_before_a_title_is_typed_the_newest_papers_are_offered(office):
    choices = await office.complete("save", "paper", "")
    assert [c.label for c in choices][:3] == list(TITLES[:3])


async def test_subscribed_queries_are_offered_for_removal_with_their_numbers(office):
    assert not await office.complete("unsubscribe", "query", "")
    long = " ".join(f"word{n}" for n in range(20))
    await office.say(f"subscribe RAG, diffusion, {long}")
    choices = await office.complete("unsubscribe", "query", "")
    assert values(choices) == ["RAG", "diffusion", "3", "*"]
    assert choices[0].label == "1. RAG"
    assert values(await office.complete("unsubscribe", "query", "diff")) == ["diffusion", "*"]
    assert values(await office.complete("unsubscribe", "query", "1"))[0] == "RAG"


async def test_every_completion_keeps_within_both_platforms_limits(office):
    await office.ingest(*(listed(f"{'Long ' * 40}{n}", 20 + n, NOW.date()) for n in range(60)))
    await office.say("subscribe " + ", ".join(f"word{n}" for n in range(40)))
    office.index.words = [f"diff{n}{'x' * 150}" for n in range(40)]
    for command in TABLE:
        for parameter in command.parameters:
            for typed in ("", "a", "long", "diff", "x" * 400, "europe", "1", ",", '"'):
                choices = await office.complete(command.name, parameter.name, typed)
                assert len(choices) <= 25
                assert all(len(c.label) <= 75 and 0 < len(c.value) <= 100 for c in choices)


@each_of(
    ("typed", "first"),
    [
        ("tokyo", "Asia/Tokyo"),
        ("europe/lon", "Europe/London"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_found_by_city_or_part_of_the_name(typed, first):
    assert first in rank_zones(typed)[:3]


async def known(office):
    """Papers with keywords, authors and categories."""
    keywords = ("diffusion models", "Reinforcement Learning")
    await office.ingest(
        listed("Segment Anything Again", 31, NOW.date(), keywords=keywords, authors=("Yann LeCun", "Jonathan Ho")),
        listed("Deep Things", 32, NOW.date(), keywords=keywords[:1], categories=("cs.CV", "stat.ML")),
    )


@each_of(
    ("typed", "expected"),
    [
        ("", ['"diffusion models"', '"Reinforcement Learning"']),
        ("reinf", ["reinf", '"Reinforcement Learning"']),
        ("rag, reinforcement lea", ["rag, reinforcement lea", 'rag, "Reinforcement Learning"']),
        ("author:lec", ["author:lec", 'author:"Yann LeCun"']),
        ('rag author:"yann le', ['rag author:"yann le', 'rag author:"Yann LeCun"']),
        ("author:", ["author:", 'author:"Ada Lovelace"', 'author:"Alan Turing"']),
        ("@ho", ["@ho", "@Ho"]),
        ("diffusion -cat:cs.c", ["diffusion -cat:cs.c", "diffusion -cat:cs.CL", "diffusion -cat:cs.CV"]),
        ("#stat", ["#stat", "#stat.ML"]),
        ("source:hug", ["source:hug", "source:huggingface"]),
        ("author:nobody", ["author:nobody"]),
    ],
)
async def test_a_query_is_completed_by_what_the_library_goes_by(office, typed, expected):
    await known(office)
    assert values(await office.complete("search", "query", typed))[: len(expected)] == expected


@each_of("typed", ["2611.00003", "2611.0000", "arxiv:2611.00003", "26"])
async def test_a_paper_is_completed_by_its_id(office, typed):
    found = values(await office.complete("paper", "paper", typed))
    assert "arxiv:2611.00003" in found
    assert all(value.startswith("arxiv:26") for value in found)


async def test_saved_papers_are_offered_for_unsave_and_no_others(office):
    assert not await office.complete("unsave", "paper", "")
    await office.say("save 2611.00006")
    await office.say("save 2611.00002")
    assert set(values(await office.complete("unsave", "paper", ""))) == {"arxiv:2611.00006", "arxiv:2611.00002"}
    assert values(await office.complete("unsave", "paper", "anyth seg")) == ["arxiv:2611.00006"]
    assert values(await office.complete("unsave", "paper", "arxiv.org/abs/2611.00006")) == ["arxiv:2611.00006"]
    assert values(await office.complete("unsave", "paper", "00002")) == ["arxiv:2611.00002"]
    assert not await office.complete("unsave", "paper", "retrieval")
