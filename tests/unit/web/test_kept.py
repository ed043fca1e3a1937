"""Pages are made once for however many ask, kept while the papers are the same, and within some megabytes."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from adapters.web.answers import kept as module
from adapters.web.answers.content import Content
from adapters.web.answers.kept import KeptPages
from bot.ports import LibraryState
from tests.fakes.clock import FakeClock
from tests.fakes.core import NOW


class Lists:
    def __init__(self):
        self.now, self.asked = LibraryState(1, NOW), 0

    async def state(self):
        self.asked += 1
        return self.now


@pytest.fixture
def lists():
    return Lists()


@pytest.fixture
def pages(lists):
    return KeptPages(lists, SimpleNamespace(share=1.0), FakeClock(NOW))


def maker(text="a page", **more):
    made = []

    async def make():
        made.append(text)
        await asyncio.sleep(0)
        return Content(text, **more)

    return make, made


async def test_many_who_ask_at_once_wait_for_one(pages, lists):
    make, made = maker()
    found = await asyncio.gather(*(pages.make("/a", make) for _ in range(50)))
    assert (len(made), {each.body for each in found}) == (1, {b"a page"})
    assert await pages.find("/a") == found[0]
    assert await pages.find("/b") is None
    assert lists.asked == 1  # once a second, whoever asks


async def test_it_is_made_anew_once_the_papers_changed(pages, lists, monkeypatch):
    monkeypatch.setattr(module, "LOOK_EVERY", 0.0)
    make, _ = maker()
    first = await pages.make("/a", make)
    lists.now = LibraryState(2, NOW + timedelta(hours=1))
    assert await pages.find("/a") is None
    again = await pages.make("/a", make)
    assert again.etag == first.etag
    assert again.modified == NOW + timedelta(hours=1)


async def test_what_changed_before_midnight_may_show_another_day_since(pages, lists):
    lists.now = LibraryState(1, NOW - timedelta(days=3))
    assert (await pages.state()).changed == datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC)


async def test_the_oldest_make_room_for_new_ones(pages, monkeypatch):
    monkeypatch.setattr(module, "KEPT_BYTES", 2_500)
    for name in ("/a", "/b", "/c"):
        make, _ = maker("0123456789" * 90)  # too short to be packed
        await pages.make(name, make)
    assert [await pages.find(name) is not None for name in ("/a", "/b", "/c")] == [False, True, True]


async def test_refusals_and_what_depends_on_more_are_not_kept(pages):
    for more in ({"status": 404}, {"kept": False}):
        make, made = maker(**more)
        await pages.make("/a", make)
        await pages.make("/a", make)
        assert len(made) == 2


async def test_an_error_is_for_those_who_wait_and_the_next_try_is_a_new_one(pages):
    async def broken():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await pages.make("/a", broken)
    make, _ = maker()
    assert (await pages.make("/a", make)).body == b"a page"
