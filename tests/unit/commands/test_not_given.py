"""Queries for what no source in use tells of its papers."""

import pytest

from bot.commands.not_given import not_given
from bot.model.source_set_up import Given, SourceSetUp
from bot.views.plain_text import view_text
from tests.fakes.core import NOW, listed, open_office


def source(name, *gives, on, turn_on=""):
    return SourceSetUp(name=name, on=on, configured=on, named=False, turn_on=turn_on, gives=frozenset(gives))


DAILY = source("huggingface", Given.UPVOTES, Given.CODE, on=True)
ARXIV = source("arxiv", Given.CATEGORIES, on=False, turn_on="set ARXIV_CATEGORIES")
FEEDS = source("rss", Given.CATEGORIES, on=False, turn_on="set RSS_FEEDS")
SAMPLE = source("sample", Given.UPVOTES, on=False)
BY_DEFAULT = (ARXIV, DAILY, FEEDS, SAMPLE)
ASKED = "asks for categories, and no source that is on tells any"
HOW = "turns on arxiv (set ARXIV_CATEGORIES), or another that does: rss"


def text_of(reply):
    return view_text(reply.view)


@pytest.mark.parametrize("papers", [False, True])
async def test_a_subscription_hears_at_once_that_no_source_tells_categories(papers):
    async with open_office(papers=papers, set_ups=BY_DEFAULT) as office:
        told = text_of(await office.say("subscribe #cs.CL diffusion"))
        assert ASKED in told
        assert HOW in told
        assert "matched nothing" not in told
        assert ASKED not in text_of(await office.say("subscribe diffusion | #cs.CL"))
        assert ASKED in text_of(await office.say("list"))


async def test_a_search_hears_it_too_whether_it_finds_something_or_not():
    async with open_office(set_ups=BY_DEFAULT) as office:
        assert f"{ASKED}. Whoever runs Paperboy could turn on arxiv" in text_of(await office.say("search #cs.CL"))
        office.searcher.papers = ()
        assert ASKED in text_of(await office.say("search cat:cs.CL diffusion"))
        assert "no source" not in text_of(await office.say("search diffusion has:code upvotes:>3 author:lecun"))


async def test_once_a_source_that_tells_them_is_on_nothing_is_said():
    on = source("arxiv", Given.CATEGORIES, on=True)
    async with open_office(papers=False, set_ups=(on, DAILY, FEEDS, SAMPLE)) as office:
        assert "asks for" not in text_of(await office.say("subscribe #cs.CL"))
        assert "asks for" not in text_of(await office.say("search #cs.CL"))


async def test_that_no_paper_of_the_last_days_has_any_is_told_though_a_source_may_tell_them():
    async with open_office(papers=False) as office:
        await office.ingest(listed("Diffusion for text", 1, NOW.date(), categories=()))
        told = text_of(await office.say("subscribe #cs.CL diffusion"))
        assert "asks for categories, and no paper since 20 Nov has any. It waits for one that has" in told
        assert "asks for" not in text_of(await office.say("subscribe diffusion | #cs.CL"))
        assert "asks for" not in text_of(await office.say("subscribe source:rss"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "source:arxiv",
            "asks for papers of arxiv, which is off. It waits until whoever runs Paperboy turns on arxiv",
        ),
        ("source:arxif", "no source of that name: there are arxiv, huggingface, rss, sample"),
        ("org:google", "asks for organizations, and no source that is on tells any."),
        ("source:huggingface | source:sample", ""),
        ("source:file", ""),
        ('"unclosed', ""),
    ],
)
def test_a_source_is_told_as_well_and_what_is_no_query_is_none(text, said):
    (note,) = not_given([text], BY_DEFAULT) or [None]
    assert said in "".join(part.text for part in note.line) if note else not said


def test_where_nobody_knows_the_sources_nothing_is_said():
    assert not_given(["#cs.CL"], ()) == []
