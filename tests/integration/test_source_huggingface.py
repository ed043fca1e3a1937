"""Daily Papers over the wire: pages, growing days, weekends, limits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters import sources
from adapters.sources.common.daily_calendar import GROWING_WAIT, WEEKEND_WAIT
from adapters.sources.common.web import Web
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
async def source(server, clock, parsers, monkeypatch):
    monkeypatch.setenv("HUGGINGFACE_URL", f"{server.url}/")
    monkeypatch.setenv("HUGGINGFACE_TOKEN", "t0k")
    async with Web(clock, parsers=parsers) as web:
        yield sources.build("huggingface", web, clock)


async def test_a_long_day_is_read_page_by_page(source, server):
    server.numbers = [f"2611.{10_000 + number}" for number in range(250)]
    fetched = await source.fetch("2026-11-20", NOW)
    today = [listing for listing in fetched.listings if listing.list_date == FRIDAY]
    assert list(range(1, 251)) == [listing.rank for listing in today]
    pages = [path for path in server.paths() if "date=2026-11-20" in path]
    assert [path.rpartition("&")[2] for path in pages] == ["p=0", "p=1", "p=2"]
    assert all("limit=100" in path for path in pages)
    assert {request.headers["Authorization"] for request in server.asked} == {"Bearer t0k"}


async def test_a_server_that_ignores_pages_is_not_asked_for_ever(source, server):
    items = [bodies.daily_item(f"2611.{10_000 + number}", FRIDAY) for number in range(100)]
    server.answers["/api/daily_papers"] = lambda request: aiohttp.Response(body=bodies.daily(items))
    fetched = await source.fetch("2026-11-20", NOW)
    assert len(server.asked) == 4
    assert len({listing.paper_id for listing in fetched.listings}) == 100


async def test_a_day_that_grew_is_read_again_with_fresh_votes(source, server, clock):
    first = await source.fetch("", NOW)
    server.numbers = ["2611.19999", *server.numbers]
    again = await source.fetch(first.cursor, NOW + timedelta(minutes=30))
    assert again.cursor == first.cursor == "2026-11-20"
    assert "arxiv:2611.19999" in {paper.id for paper in again.papers}
    assert {"date=2026-11-19", "date=2026-11-20"} == {
        path.partition("?")[2].split("&")[0] for path in server.paths()[-2:]
    }
    assert again.retry_after == GROWING_WAIT


async def test_a_day_ahead_of_utc_is_never_asked_for(source, server):
    late = datetime.fromisoformat("2026-11-21T08:00:00+14:00")  # it is Saturday there, Friday in UTC
    fetched = await source.fetch("2026-11-20", late)
    assert fetched.ok
    assert not [path for path in server.paths() if "2026-11-21" in path]


async def test_a_clock_ahead_of_the_servers_is_a_fault_and_the_rest_is_read(source, server):
    server.today = date(2026, 11, 19)
    fetched = await source.fetch("", NOW)
    assert fetched.ok
    assert fetched.cursor == "2026-11-19"
    assert fetched.listings
    assert "HTTP 400: Date is in the future" in fetched.note
    assert [fault.where for fault in fetched.faults] == ["2026-11-20"]


async def test_a_weekend_says_so_and_is_asked_seldom(source, server):
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    server.today = saturday.date()
    fetched = await source.fetch("2026-11-21", saturday)
    assert fetched.ok
    assert "weekend" in fetched.note
    assert fetched.retry_after == WEEKEND_WAIT
    assert fetched.cursor == "2026-11-21"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"x", "HTTP 404"),
        (404, b"", "HTTP 404"),
        (400, b'{"error": "Invalid date"}', "HTTP 400: Invalid date"),
    ],
)
async def test_an_answer_that_is_no_list_says_its_status_and_what_is_worth_reading(
    source, server, status, body, said
):
    server.answers["/api/daily_papers"] = lambda request: aiohttp.Response(status=status, body=body)
    fetched = await source.fetch("2026-11-19", NOW)
    assert {fault.reason for fault in fetched.faults} == {said}


async def test_one_day_that_fails_keeps_the_cursor_before_it(source, server):
    def answer(request):
        if request.query["date"] == "2026-11-18":
            return aiohttp.Response(status=500)
        return server._daily(request)

    server.answers["/api/daily_papers"] = answer
    fetched = await source.fetch("2026-11-16", NOW)
    assert fetched.ok
    assert fetched.cursor == "2026-11-17"
    assert {"2026-11-18"} == {fault.where for fault in fetched.faults}
    assert FRIDAY in {listing.list_date for listing in fetched.listings}
    assert "HTTP 500" in fetched.note


async def test_a_refused_token_names_the_setting_and_not_the_token(source, server):
    server.answers["/api"] = lambda request: aiohttp.Response(status=401)
    fetched = await source.fetch("", NOW)
    assert "check HUGGINGFACE_TOKEN" in fetched.note
    assert "t0k" not in str(fetched)


async def test_a_used_up_limit_is_told_and_the_archive_waits_for_it(source, server, clock):
    left = [aiohttp.Response(status=429, headers={"RateLimit": '"api";r=0;t=55'}) for _ in range(2)]

    def answer(request):
        return left.pop() if left else server._daily(request)

    server.answers["/api/daily_papers"] = answer
    fetched = await source.fetch("", NOW)
    assert (fetched.ok, fetched.retry_after) == (False, 56)
    days = [found async for found in source.days(FRIDAY, FRIDAY, NOW)]
    assert days[0][1].listings
    assert clock.slept == [56]


async def test_a_paper_is_found_by_its_page(source, server):
    found = await source.find(f"arxiv:{server.numbers[0]}", NOW)
    assert found.papers[0].id == f"arxiv:{server.numbers[0]}"
    missing = await source.find("arxiv:2601.00001", NOW)
    assert (missing.ok, missing.note) == (True, "Hugging Face has no page of arxiv:2601.00001")
