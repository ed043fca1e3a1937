"""arXiv over the wire: lists missed and stale, empty pages, and patience."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters import sources
from adapters.sources.arxiv import AGAIN
from adapters.sources.common import arxiv_api
from adapters.sources.common.arxiv_round import read_cursor
from adapters.sources.common.web import Web
from bot.errors import SettingsError
from tests.fakes import bodies
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer

FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
async def server():
    async with PaperServer() as server:
        yield server


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
async def web(clock, parsers):
    async with Web(clock, parsers=parsers) as web:
        yield web


@pytest.fixture
def source(server, clock, web, monkeypatch):
    monkeypatch.setenv("ARXIV_URL", server.url)
    monkeypatch.setenv("ARXIV_RSS_URL", server.url)
    monkeypatch.setenv("ARXIV_CATEGORIES", "cs.CL, stat.ML")
    return sources.build("arxiv", web, clock)


async def test_each_category_is_asked_once_a_list_and_politely(source, server, clock):
    first = await source.fetch("", NOW)
    assert server.paths() == ["/atom/cs.CL", "/atom/stat.ML"]
    assert clock.slept == [3]
    assert len(first.listings) == 3
    assert {listing.list_date for listing in first.listings} == {FRIDAY}
    assert first.retry_after == pytest.approx(timedelta(days=2, hours=17, minutes=20).total_seconds(), abs=10)
    again = await source.fetch(first.cursor, NOW)
    assert len(server.asked) == 2
    assert again.note == "the list of 2026-11-20 was read already"


async def test_lists_missed_over_a_holiday_come_by_the_query_api(source, server):
    first = await source.fetch("", NOW)
    server.answers["/atom/"] = lambda request: aiohttp.Response(body=bodies.announcement("cs.CL", FRIDAY, []))
    fetched = await source.fetch(first.cursor, datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    assert sorted({listing.list_date.day for listing in fetched.listings}) == [23, 24, 25, 26]
    assert fetched.note == "holiday: arXiv announces nothing on Thanksgiving"
    assert {mark.day for mark in read_cursor(fetched.cursor).values()} == {date(2026, 11, 26)}
    query = next(request.query for request in server.asked if request.path == "/api/query")
    assert query["search_query"] == "(cat:cs.CL OR cat:stat.ML) AND submittedDate:[202611191900 TO 202611201859]"


async def test_a_first_start_on_a_weekend_brings_fridays_list(source, server):
    server.answers["/atom/"] = lambda request: aiohttp.Response(body=bodies.announcement("cs.CL", FRIDAY, []))
    fetched = await source.fetch("", datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    assert {listing.list_date for listing in fetched.listings} == {FRIDAY}
    assert "weekend" in fetched.note
    assert fetched.cursor


async def test_a_stale_feed_is_told_and_only_that_category_is_asked_again(source, server):
    first = await source.fetch("", NOW)
    monday, new = NOW + timedelta(days=3), [f"2611.{20_000 + number}" for number in range(3)]

    def answer(request):
        fresh = request.path.endswith("cs.CL")
        numbers = new if fresh else server.numbers
        return aiohttp.Response(body=bodies.announcement("x", monday.date(), numbers))

    server.answers["/atom/"] = answer
    second = await source.fetch(first.cursor, monday)
    assert second.ok
    assert "the feed of stat.ML is stale" in second.note
    assert [fault.where for fault in second.faults] == ["stat.ML"]
    assert second.retry_after == AGAIN
    before = len(server.asked)
    server.answers["/atom/"] = lambda request: aiohttp.Response(body=bodies.announcement("x", monday.date(), new))
    third = await source.fetch(second.cursor, monday + timedelta(minutes=30))
    assert server.paths()[before:] == ["/atom/stat.ML"]
    assert third.note == ""
    assert third.retry_after > AGAIN


async def test_a_category_that_does_not_exist_costs_only_itself(source, server):
    server.answers["/atom/stat.ML"] = lambda request: aiohttp.Response(body=bodies.FEED_ERROR)
    fetched = await source.fetch("", NOW)
    assert fetched.ok
    assert fetched.listings
    assert "arXiv has no feed of cs.XX" not in fetched.note
    assert "arXiv has no feed of stat.ML; check ARXIV_CATEGORIES" in fetched.note
    assert set(read_cursor(fetched.cursor)) == {"cs.CL"}


async def test_after_a_429_arxiv_is_left_alone_by_all_for_ten_minutes(source, server, clock):
    server.answers["/"] = lambda request: aiohttp.Response(status=429)
    fetched = await source.fetch("", NOW)
    assert (fetched.ok, fetched.retry_after) == (False, arxiv_api.QUIET)
    server.answers.clear()
    asked = len(server.asked)
    found = await source.find("arxiv:2611.00001", NOW)
    assert "asked for quiet until" in found.note
    assert len(server.asked) == asked
    clock.advance(601)
    assert (await source.find("arxiv:2611.00001", NOW)).papers


async def test_pages_are_followed_and_a_page_that_comes_empty_is_asked_again(source, server, monkeypatch):
    monkeypatch.setattr(arxiv_api, "PAGE", 2)
    numbers, empty = [f"2611.{10_000 + number}" for number in range(5)], [2]

    def answer(request):
        start = int(request.query["start"])
        if start in empty:
            empty.remove(start)
            return aiohttp.Response(body=bodies.query([], total=5))
        return aiohttp.Response(body=bodies.query(numbers[start : start + 2], total=5, start=start))

    server.answers["/api/query"] = answer
    ((day, fetched),) = [found async for found in source.days(FRIDAY, FRIDAY, NOW)]
    assert day == FRIDAY
    assert [f"arxiv:{number}" for number in numbers] == [listing.paper_id for listing in fetched.listings]
    assert [request.query["start"] for request in server.asked] == ["0", "2", "2", "4"]


async def test_pages_that_stay_empty_are_told(source, server):
    server.answers["/api/query"] = lambda request: aiohttp.Response(body=bodies.query([], total=5))
    ((_, fetched),) = [found async for found in source.days(FRIDAY, FRIDAY, NOW)]
    assert not fetched.ok
    assert "empty pages after 0 of 5 papers" in fetched.note


async def test_a_malformed_id_is_arxivs_own_word(source, server):
    server.answers["/api/query"] = lambda request: aiohttp.Response(status=400, body=bodies.QUERY_ERROR)
    found = await source.find("arxiv:abc", NOW)
    assert found.note == "incorrect id format for abc"


@pytest.mark.parametrize(
    "said", ["cs.CL, Drop-1", "CS", "cs.CL;x", ",".join(f"a.{chr(97 + n)}x" for n in range(25))]
)
def test_categories_that_cannot_be_are_refused_with_an_example(said, web, clock, monkeypatch):
    monkeypatch.setenv("ARXIV_CATEGORIES", said)
    with pytest.raises(SettingsError, match=r"ARXIV_CATEGORIES.*for example: cs\.CL"):
        sources.build("arxiv", web, clock)
