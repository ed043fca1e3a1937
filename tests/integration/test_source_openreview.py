"""OpenReview on the loopback: accepted papers of venues, with as few requests as can be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters.sources import build
from adapters.sources.common.web import Web
from bot.errors import SettingsError
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer
from tests.fakes.registries import note

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
async def server():
    async with PaperServer(TODAY) as server:
        yield server


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
async def source(server, clock, parsers, monkeypatch):
    monkeypatch.setenv("OPENREVIEW_URL", server.url)
    monkeypatch.setenv("OPENREVIEW_VENUES", "TMLR")
    async with Web(clock, parsers=parsers) as web:
        yield lambda: build("openreview", web, clock)


async def test_a_first_look_lists_papers_on_their_own_dates_and_later_ones_today(source, server, clock):
    server.today = date(2026, 9, 1)
    first = await source().fetch("", NOW)
    assert {listing.list_date for listing in first.listings} == {date(2026, 9, 1)}
    server.numbers.append("2611.19999")
    second = await source().fetch(first.cursor, NOW + timedelta(days=1))
    (listing,) = second.listings
    assert listing.list_date == TODAY + timedelta(days=1)
    assert second.papers[0].title == "A study of 2611.19999"


async def test_a_venue_that_has_no_more_costs_one_request_of_one_note(source, server, clock):
    one = source()
    first = await one.fetch("", NOW)
    assert server.paths() == ["/notes?content.venueid=TMLR&limit=1000&offset=0"]
    again = await one.fetch(first.cursor, NOW)
    assert server.paths()[1:] == ["/notes?content.venueid=TMLR&limit=1&offset=0"]
    assert again.note == "no venue has accepted anything new"
    assert clock.slept == [5]


async def test_a_large_venue_is_read_page_by_page_and_no_poll_asks_for_too_much(
    source, server, clock, monkeypatch
):
    monkeypatch.setenv("OPENREVIEW_VENUES", "A.cc/2026/Conference, B.cc/2026/Conference")
    every = [note(f"2611.{number:05d}", TODAY, "A.cc/2026/Conference") for number in range(20_001)]

    def answer(request):
        at, limit = int(request.query["offset"]), int(request.query["limit"])
        return aiohttp.json_response({"notes": every[at : at + limit], "count": len(every)})

    server.answers = {"/notes": answer}
    fetched = await source().fetch("", NOW)
    assert len(server.asked) == 21
    assert clock.slept == [5] * 20
    assert len(fetched.papers) > 10_000
    assert fetched.retry_after == 900, "the second venue comes next time"
    assert "B.cc" not in fetched.cursor


async def test_what_is_rejected_or_under_review_is_left_out(source, server):
    notes = [note("2611.1", TODAY), note("2611.2", TODAY, "TMLR/Rejected"), note("2611.3", TODAY, venueid="X")]
    server.answers = {"/notes": lambda _: aiohttp.json_response({"notes": notes, "count": 3})}
    fetched = await source().fetch("", NOW)
    assert [paper.title for paper in fetched.papers] == ["A study of 2611.1"]
    (paper,) = fetched.papers
    assert (paper.authors, paper.keywords) == (("Ann Lee", "Bo Chen"), ("kites",))
    assert paper.categories == ("Accepted by TMLR",)
    assert paper.published == TODAY


async def test_a_venue_with_nothing_yet_is_said_and_its_decisions_are_new_when_they_come(source, server):
    server.numbers = []
    first = await source().fetch("", NOW)
    assert "no accepted papers of TMLR yet" in first.note
    server.numbers, server.today = ["2611.1"], date(2026, 9, 1)
    second = await source().fetch(first.cursor, NOW)
    assert [listing.list_date for listing in second.listings] == [TODAY]


@pytest.mark.parametrize("status", [429, 403])
async def test_a_ban_is_an_hour_of_silence(source, server, status):
    server.answers = {"/notes": lambda _: aiohttp.Response(status=status, headers={"Retry-After": "60"})}
    one = source()
    fetched = await one.fetch("", NOW)
    assert (fetched.ok, fetched.retry_after) == (False, 3600)
    assert "asked for quiet" in (await one.fetch("", NOW)).note
    assert "asked for quiet" in (await one.find("openreview:abcdef", NOW)).note
    assert len(server.asked) == 1


async def test_one_submission_is_found_by_its_id(source, server):
    wanted = note("2611.10000", TODAY)["id"]
    (paper,) = (await source().find(f"openreview:{wanted}", NOW)).papers
    assert paper.url == f"https://openreview.net/forum?id={wanted}"
    assert "no public openreview:abcdef" in (await source().find("openreview:abcdef", NOW)).note
    assert "its own only" in (await source().find("doi:10.1000/1", NOW)).note
    server.answers = {"/notes": lambda _: aiohttp.Response(status=404)}
    assert "no public" in (await source().find(f"openreview:{wanted}", NOW)).note


async def test_a_withdrawn_submission_is_known_by_its_venue_and_profiles_are_people(source, server):
    given = {
        "venueid": "ICLR.cc/2026/Conference/Withdrawn_Submission",
        "authors": [{"fullname": "Ann Lee"}, "Bo Chen", 5],
    }
    gone = note("2611.10000", TODAY, **given)
    server.answers = {"/notes": lambda _: aiohttp.json_response({"notes": [gone], "count": 1})}
    (paper,) = (await source().find(f"openreview:{gone['id']}", NOW)).papers
    assert (paper.withdrawn, paper.authors) == (True, ("Ann Lee", "Bo Chen"))


async def test_an_error_is_told_in_its_words(source, server):
    server.answers = {"/notes": lambda _: aiohttp.json_response({"name": "Error", "message": "Venue is odd"})}
    fetched = await source().fetch("", NOW)
    assert (fetched.ok, fetched.note) == (False, "OpenReview: Venue is odd")


async def test_what_is_no_venue_is_refused(source, monkeypatch):
    monkeypatch.setenv("OPENREVIEW_VENUES", "https://openreview.net/group?id=TMLR")
    with pytest.raises(SettingsError, match=r"OPENREVIEW_VENUES: .* is no venue id"):
        source()
