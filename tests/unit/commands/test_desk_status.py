"""Status and help, through the desk."""

from datetime import timedelta

import pytest

from bot.ports import Fault, Fetched
from bot.views.blocks import Heading, Note
from bot.views.plain_text import view_text
from tests.fakes.core import NOW, open_office
from tests.unit.commands.shown import text_of


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def test_help_shows_all_one_or_the_query_language(office):
    assert "/papers schedule <HH:MM> [days] [zone] – When" in view_text((await office.say("help")).view)
    assert "low-rank adaptation" in text_of(await office.say("help queries"))
    one = await office.say("help schedule")
    assert isinstance(one.view.blocks[0], Heading)
    assert "schedule 9am" in view_text(one.view)
    assert "Did you mean schedule?" in (await office.say("help shedule")).view.summary


async def test_status_says_how_the_sources_are(office):
    reply = await office.say("status")
    assert "huggingface: " in text_of(reply)
    assert "'8'" in text_of(reply)
    await office.say("settings picks 2")
    assert "settings picks 2" in text_of(await office.say("status"))


async def test_status_of_an_empty_house_says_so():
    async with open_office(papers=False) as office:
        shown = [b for b in (await office.say("status")).view.blocks if isinstance(b, Note)]
        assert "No source has been asked yet." in str(shown)


async def test_status_tells_a_failing_source_from_a_quiet_one_and_shows_faults(office):
    quiet = Fetched(note="weekend", faults=(Fault("2026-11-15", "the body is no JSON"),))
    failing = Fetched(ok=False, note="HTTP 503", retry_after=600)
    await office.store.papers.ingest("rss", quiet, NOW)
    await office.store.papers.ingest("arxiv", failing, NOW)
    shown = text_of(await office.say("status"))
    for part in (
        "(weekend)",
        "(the last try failed: HTTP 503)",
        "asked again from",
        "rss, 2026-11-15: the body is",
    ):
        assert part in shown


async def test_status_says_what_was_planned_last(office):
    await office.say("subscribe diffusion")
    await office.say("now")
    assert "20 Nov: 2 of 2 matching papers" in text_of(await office.say("status"))
    await office.say("now", now=NOW + timedelta(minutes=1))
    assert "20 Nov: nothing to post" in text_of(await office.say("status", now=NOW + timedelta(minutes=2)))


async def test_help_on_a_command_without_parameters_is_short(office):
    reply = await office.say("help resume")
    assert "/papers settings changes says who may" in view_text(reply.view)
    assert "For example" not in text_of(await office.say("help list"))
