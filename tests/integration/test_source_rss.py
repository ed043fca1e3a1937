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
async def build(server, parsers, monkeypatch):
    clock = FakeClock(NOW)
    async with Web(clock, parsers=parsers) as web:

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


async def test_links_of_a_feed_that_moved_are_whole_by_where_it_is_now(build, server):
    item = "<item><title>A kite</title><link>kites/1</link></item>"
    feed = f"<rss version='2.0'><channel><title>Kites</title>{item}</channel></rss>"
    server.answers["/old.xml"] = lambda _: aiohttp.Response(status=301, headers={"Location": "/new/blog/feed.xml"})
    server.answers["/new/blog/feed.xml"] = lambda _: aiohttp.Response(body=feed.encode())
    fetched = await build(f"{server.url}/old.xml").fetch("", NOW)
    assert [paper.url for paper in fetched.papers] == [f"{server.url}/new/blog/kites/1"]


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


def undated(count, first=1):
    items = "".join(
        f"<item><title>Report {n} on kites</title><link>https://kites.example/{n}</link></item>"
        for n in range(first, first + count)
    )
    return f"<rss version='2.0'><channel><title>Kites</title>{items}</channel></rss>".encode()


async def test_an_undated_archive_is_listed_once_however_long_it_is(build, server):
    server.answers["/long"] = lambda request: aiohttp.Response(body=undated(700))
    source, cursor = build(f"{server.url}/long"), ""
    listed = []
    for days in range(3):
        fetched = await source.fetch(cursor, NOW + timedelta(days=days))
        cursor = fetched.cursor
        listed.append(len(fetched.listings))
    assert listed == [700, 0, 0]


async def test_what_a_feed_showed_before_and_shows_again_is_not_new(build, server):
    shown = [undated(5), undated(5, first=6), undated(5)]
    server.answers["/turn"] = lambda request: aiohttp.Response(body=shown[0])
    source, cursor = build(f"{server.url}/turn"), ""
    found = []
    for _ in range(3):
        fetched = await source.fetch(cursor, NOW)
        cursor = fetched.cursor
        found.append(len(fetched.papers))
        shown.append(shown.pop(0))
    assert found == [5, 5, 0]


async def test_a_known_feeds_old_entry_is_new_today(build, server):
    numbers = [1]
    server.answers["/old"] = lambda request: aiohttp.Response(
        body=bodies.rss([f"https://kites.example/{n}" for n in numbers]).replace(b"19 Nov 2026", b"19 Jan 2026")
    )
    source = build(f"{server.url}/old")
    first = await source.fetch("", NOW)
    numbers.append(2)
    later = await source.fetch(first.cursor, NOW)
    assert [str(each.list_date) for each in (*first.listings, *later.listings)] == ["2026-01-19", "2026-11-20"]


async def test_a_feed_that_asks_for_quiet_is_left_alone_and_the_others_are_read(build, server):
    asked = []

    def busy(request):
        asked.append(request.path)
        return aiohttp.Response(status=429, headers={"Retry-After": "7200"})

    server.answers["/busy"] = busy
    source = build(f"{server.url}/busy", f"{server.url}/feed.xml")
    cursor = (await source.fetch("", NOW)).cursor
    for minutes in (61, 119):
        fetched = await source.fetch(cursor, NOW + timedelta(minutes=minutes))
        cursor = fetched.cursor
        assert fetched.ok
        assert "asked for quiet until 20 Nov 14:00 UTC" in fetched.note
    assert len(asked) == 1
    await source.fetch(cursor, NOW + timedelta(minutes=121))
    assert len(asked) == 2


async def test_a_feed_without_an_end_is_read_and_asked_for_again(build, server):
    body = [undated(3), undated(4)[:-12]]
    server.answers["/cut"] = lambda request: aiohttp.Response(body=body[0], headers={"ETag": '"one"'})
    source = build(f"{server.url}/cut")
    first = await source.fetch("", NOW)
    body.pop(0)
    second = await source.fetch(first.cursor, NOW)
    again = await source.fetch(second.cursor, NOW)
    assert [paper.title for paper in second.papers] == ["Report 4 on kites"]
    assert "cut short" in second.note
    assert again.papers == ()
