"""What a team makes of papers: saving, hiding, votes and submitting, through the desk."""

import json
from datetime import timedelta

import pytest
from bibtexparser.entrypoint import parse_string

from bot.ports.request import Person
from bot.views.blocks import File
from tests.each_of import each_of
from tests.fakes.core import HERE, NOW, TITLES, listed, open_office
from tests.unit.commands.shown import cards, commands, text_of, titles


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def test_saving_is_told_apart_from_saved_already(office):
    first, second = await office.say("save 2611.00001"), await office.say("save 2611.00001")
    assert (first.public, second.public) == (False, False), "it shows in the digest"
    assert (commands(first), commands(second)) == (["unsave arxiv:2611.00001"],) * 2
    assert first.view.summary.startswith("Saved “Low-Rank")
    assert second.view.summary.endswith("is saved already.")
    assert (await office.say("unsave 2611.00001")).view.summary.endswith("is no longer saved.")
    assert "not among" in (await office.say("unsave 2611.00001")).view.summary


async def test_saved_papers_are_listed_newest_first_and_exported(office):
    await office.say("save 2611.00001")
    await office.say("save 2611.00002", now=NOW + timedelta(minutes=1))
    assert titles(await office.say("saved")) == [TITLES[1], TITLES[0]]
    files = {}
    for kind in ("bibtex", "csv", "json"):
        (files[kind],) = [b for b in (await office.say(f"saved {kind}")).view.blocks if isinstance(b, File)]
    assert len(parse_string(files["bibtex"].text).entries) == 2
    assert len(files["csv"].text.splitlines()) == 3
    assert [row["id"] for row in json.loads(files["json"].text)] == ["arxiv:2611.00002", "arxiv:2611.00001"]


async def test_nothing_saved_says_how_to_save(office):
    for command in ("saved", "saved bibtex"):
        assert "Nothing is saved here yet" in (await office.say(command)).view.summary


async def test_another_channels_saved_papers_are_not_shown(office):
    await office.say("save 2611.00001")
    other = HERE.__class__("slack", "T2", "C1")
    assert "Nothing is saved here yet" in (await office.say("saved", address=other)).view.summary


async def test_many_saved_papers_have_pages(office):
    await office.ingest(*(listed(f"Paper number {n}", 20 + n, NOW.date()) for n in range(5)))
    for number in [*range(1, 9), *range(20, 25)]:
        await office.say(f"save 2611.{number:05}")
    assert "saved page:~10" in commands(await office.say("saved"))
    assert len(cards(await office.say("saved page:~10"))) == 3
    assert "The list has become shorter" in (await office.say("saved page:~20")).view.summary


async def test_hiding_is_told_apart_from_hidden_already(office):
    hidden = await office.say("hide 2611.00001")
    assert (hidden.public, commands(hidden)) == (False, ["unhide arxiv:2611.00001"])
    assert "not relevant already" in (await office.say("hide 2611.00001")).view.summary
    assert "Ada marked it as not relevant" in text_of(await office.say("why 2611.00001"))
    assert "is relevant again" in (await office.say("unhide 2611.00001")).view.summary
    assert "not marked" in (await office.say("unhide 2611.00001")).view.summary
    assert "not relevant" not in text_of(await office.say("why 2611.00001"))


async def test_votes_are_counted_one_a_person(office):
    assert "It has 1 vote from" in (await office.say("vote 2611.00001")).view.summary
    assert "taken back. It has no votes" in (await office.say("vote 2611.00001")).view.summary
    assert "have not voted" in (await office.say("unvote 2611.00001")).view.summary
    first, other = (
        await office.say("vote 2611.00001"),
        await office.say("vote 2611.00001", person=Person(id="U2", name="Grace")),
    )
    assert commands(first) == ["unvote arxiv:2611.00001"]
    assert "It has 2 votes" in other.view.summary
    assert "It has 1 vote from" in (await office.say("undo vote 2611.00001")).view.summary


async def test_a_submitted_paper_is_fetched_once_and_joins_the_candidates(office):
    paper, _ = listed("Attention Is All You Need", 99, NOW.date(), id="arxiv:1706.03762")
    office.finder.papers[paper.id] = paper
    await office.say("subscribe RAG")
    reply = await office.say("submit https://arxiv.org/abs/1706.03762v7")
    assert reply.public
    assert "it is a candidate for the next digest" in reply.view.summary
    assert cards(reply)[0].community
    again = await office.say("submit 1706.03762")
    assert (again.public, "submitted already" in again.view.summary) == (False, True)


async def test_whatever_a_source_finds_can_be_submitted_not_arxiv_alone(office):
    paper, _ = listed("A Paper of a Journal", 99, NOW.date(), id="doi:10.1000/xyz")
    office.finder.papers[paper.id] = paper
    reply = await office.say("submit https://doi.org/10.1000/xyz")
    assert "it is a candidate" in reply.view.summary
    assert cards(reply)[0].id == paper.id


async def test_a_paper_that_has_not_come_by_can_be_saved_by_its_link(office):
    paper, _ = listed("A Paper of a Journal", 99, NOW.date(), id="doi:10.1000/xyz")
    office.finder.papers[paper.id] = paper
    assert "Saved “A Paper of a Journal”" in (await office.say("save https://doi.org/10.1000/xyz")).view.summary
    assert titles(await office.say("saved")) == ["A Paper of a Journal"]
    shown = await office.say("paper doi:10.1000/other")
    assert commands(shown) == ["submit doi:10.1000/other"], "reading fetches nothing, but says how"


@each_of(
    ("typed", "sentence"),
    [
        ("doi:10.1000/xyz", "doi:10.1000/xyz could not be fetched"),  # no source here finds DOIs
        ("https://example.org/x", "Give its DOI"),
        ("hello", "no id or link of a paper"),
        ("1706.03762", "could not be fetched: arXiv has no such paper"),
    ],
)
async def test_what_cannot_be_submitted_says_why(office, typed, sentence):
    reply = await office.say(f"submit {typed}")
    assert not reply.ok
    assert sentence in reply.view.summary


async def test_what_a_channel_has_had_cannot_be_submitted_again(office):
    await office.say("hide 2611.00001")
    reply = await office.say("submit 2611.00001")
    assert (reply.public, reply.ok) == (False, True)
    assert "why arxiv:2611.00001" in reply.view.summary
