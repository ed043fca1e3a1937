"""Feeds over the wire: only what is new, one feed's trouble its own."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters import sources
from adapters.sources.common.web import Web
from bot.errors import SettingsError
from tests.fakes import bodies
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
async def server():
    async with PaperServer() as server:
        yield server


@pytest.fixture
async def build(server, monkeypatch):
    clock = FakeClock(NOW)
    async with Web(clock) as web:

        def build(*feeds):
            monkeypatch.setenv("RSS_FEEDS", ", ".join(feeds))
            return sources.build("rss", web, clock)

        yield build


async def test_an_entry_is_listed_once_however_often_the_feed_is_read(build, server):
    source = build(f"{server.url}/feed.xml")
    first = await source.fetch("", NOW)
    again = await source.fetch(first.cursor, NOW + timedelta(hours=1))
    assert len(first.papers) == 3
    assert (again.ok, again.papers, again.note) == (True, (), "no feed has anything new")
    server.numbers.append("2611.19999")
    third = await source.fetch(again.cursor, NOW + timedelta(hours=2))
    assert [paper.id for paper in third.papers] == ["arxiv:2611.19999"]


async def test_an_unchanged_feed_is_not_sent_again(build, server):
    def answer(request):
        if request.headers.get("If-None-Match") == '"one"':
            return aiohttp.Response(status=304)
        return aiohttp.Response(body=bodies.rss(["https://lab.example/1"]), headers={"ETag": '"one"'})

    server.answers["/feed.xml"] = answer
    source = build(f"{server.url}/feed.xml")
    first = await source.fetch("", NOW)
    again = await source.fetch(first.cursor, NOW)
    assert (again.ok, again.cursor, again.papers) == (True, first.cursor, ())


async def test_one_feeds_failure_is_a_fault_and_the_others_are_read(build, server):
    server.answers["/broken"] = lambda request: aiohttp.Response(status=500)
    source = build(f"{server.url}/broken", f"{server.url}/feed.xml?key=secret")
    fetched = await source.fetch("", NOW)
    assert fetched.ok
    assert len(fetched.papers) == 3
    assert "HTTP 500" in fetched.note
    assert "secret" not in str(fetched)


async def test_without_feeds_it_says_which_setting_is_missing(build):
    fetched = await build().fetch("", NOW)
    assert not fetched.ok
    assert "RSS_FEEDS" in fetched.note


@pytest.mark.parametrize("feed", ["nonsense", "file:///etc/passwd", "https:///x"])
def test_an_address_that_is_none_is_refused_by_its_number(build, feed):
    with pytest.raises(SettingsError, match="RSS_FEEDS: address 2") as error:
        build("https://x.example/feed", feed)
    assert feed not in error.value.sentence
