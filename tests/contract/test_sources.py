"""Every source keeps the same promises, whatever the other side does."""

import importlib
import pkgutil
import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from adapters import sources
from adapters.sources.common.web import Web
from bot.model.source_set_up import Given
from bot.papers.identity import canonical_id
from bot.papers.standing import standing
from bot.ports import Archive, Finder, Recommender
from bot.settings import AdapterSettings
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import UNWELL, PaperServer

ADDED = "2611.19999"  # in the stand-in's numbering; what id that becomes is the source's business
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday, with a list everywhere


def settings(name: str) -> list[str]:
    """The names of a source's settings."""
    module = importlib.import_module(f"adapters.sources.{name}")
    groups = [
        each for each in vars(module).values() if isinstance(each, type) and issubclass(each, AdapterSettings)
    ]
    return [field.upper() for group in groups for field in group.model_fields]


def addresses(name: str) -> list[str]:
    """Those of them that hold outside addresses."""
    return [setting for setting in settings(name) if setting.endswith(("_URL", "_FEEDS"))]


def able(name: str, method: str) -> bool:
    module = importlib.import_module(f"adapters.sources.{name}")
    return any(
        isinstance(each, type) and hasattr(each, method) and each.__module__ == module.__name__
        for each in vars(module).values()
    )


EVERY = sources.available()
NAMES = [name for name in EVERY if able(name, "fetch")]  # those that are polled by themselves
ASKING = [name for name in NAMES if addresses(name)]
ARCHIVES = [name for name in EVERY if able(name, "days")]
FINDERS = [name for name in NAMES if able(name, "find")]
RECOMMENDERS = [name for name in EVERY if able(name, "like")]


@pytest.fixture
async def server():
    async with PaperServer() as server:
        yield server


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
async def web(clock, parsers):
    async with Web(clock, parsers=parsers, max_body=200_000) as web:
        yield web


@pytest.fixture
def build(server, clock, web, monkeypatch):
    """Builds a source whose every address is the loopback server."""

    def build(name):
        for variable in addresses(name):
            monkeypatch.setenv(variable, f"{server.url}/feed.xml" if variable.endswith("_FEEDS") else server.url)
        return sources.build(name, web, clock)

    return build


def turn(server, web, mode):
    server.mode = mode
    web.total_seconds = 0.1 if mode == "slow" else 10.0


def test_every_module_with_build_is_found():
    modules = {info.name for info in pkgutil.iter_modules(sources.__path__) if not info.ispkg}
    assert set(EVERY) <= modules
    assert set(EVERY) == {*NAMES, *RECOMMENDERS}, "what is no source of its own recommends"
    assert {"huggingface", "arxiv", "rss", "sample", "biorxiv", "openreview", "crossref"} <= set(NAMES)


def test_what_needs_a_setting_is_off_until_that_is_made_and_says_how(monkeypatch):
    for name in EVERY:
        for variable in settings(name):
            monkeypatch.delenv(variable, raising=False)
    assert sources.configured() == ("huggingface",)
    for name in set(EVERY) - {"huggingface", "sample"}:
        words = sources.turn_on(name)
        variable, value = re.search(r"([A-Z_]{5,})(?:=|, for example to )(\S+)", words).groups()
        monkeypatch.setenv(variable, value)
        assert name in sources.configured(), words


@pytest.mark.parametrize("name", NAMES)
async def test_a_first_fetch_brings_whole_papers_that_are_listed(name, build):
    fetched = await build(name).fetch("", NOW)
    assert fetched.ok
    assert fetched.papers
    assert fetched.cursor
    assert not fetched.faults
    assert fetched.note == ""
    assert {listing.paper_id for listing in fetched.listings} <= {paper.id for paper in fetched.papers}
    for paper in fetched.papers:
        assert canonical_id(paper.id) == paper.id
        assert paper.title == " ".join(paper.title.split())
        assert paper.abstract == " ".join(paper.abstract.split())
        assert paper.url.startswith(("http://", "https://"))
        assert paper.authors
        assert standing(paper.described_by) == standing(name)
    for listing in fetched.listings:
        assert listing.source == name
        assert listing.list_date <= NOW.date()
        assert listing.rank >= 1
        assert listing.observed == NOW


@pytest.mark.parametrize("name", NAMES)
async def test_whatever_its_papers_have_a_source_says_to_give(name, build):
    fetched = await build(name).fetch("", NOW)
    given = {
        Given.CATEGORIES: [paper.categories for paper in fetched.papers],
        Given.CODE: [paper.code_url for paper in fetched.papers],
        Given.ORGANIZATIONS: [paper.organization for paper in fetched.papers],
        Given.UPVOTES: [listing.upvotes for listing in fetched.listings],
    }
    assert {what for what, found in given.items() if any(found)} <= sources.gives(name)


@pytest.mark.parametrize("name", EVERY)
async def test_a_source_is_named_as_its_module(name, build):
    assert build(name).name == name


@pytest.mark.parametrize("name", NAMES)
async def test_from_its_own_cursor_it_goes_on_and_never_back(name, build):
    source = build(name)
    first = await source.fetch("", NOW)
    again = await source.fetch(first.cursor, NOW)
    assert again.ok
    assert again.cursor == first.cursor
    assert again.retry_after


@pytest.mark.parametrize("name", ASKING)
async def test_what_is_added_later_comes_with_the_next_list(name, build, server, clock):
    source = build(name)
    first = await source.fetch("", NOW)
    server.numbers = [*server.numbers, ADDED]
    server.today, later = server.today + timedelta(days=3), NOW + timedelta(days=3)
    clock.set(later)
    second = await source.fetch(first.cursor, later)
    assert second.ok
    assert second.cursor != first.cursor
    (new,) = {paper.id for paper in second.papers if ADDED in paper.title}
    assert any(listing.paper_id == new for listing in second.listings)


@pytest.mark.parametrize("name", ASKING)
async def test_an_unwell_server_is_reported_and_the_cursor_stays(name, build, server, clock, web):
    source = build(name)
    first = await source.fetch("", NOW)
    server.today, later = server.today + timedelta(days=3), NOW + timedelta(days=3)
    for mode, cursor in product(UNWELL, ("", first.cursor)):
        turn(server, web, mode)
        later += timedelta(seconds=3601)  # some are left alone for an hour after a 429
        clock.set(later)
        fetched = await source.fetch(cursor, later)
        assert fetched.note
        assert not fetched.ok or (fetched.faults and fetched.cursor == cursor)
        assert len(fetched.note) < 300
        assert "Traceback" not in fetched.note
        assert mode != "limited" or fetched.retry_after >= 56


@pytest.mark.parametrize("name", ASKING)
async def test_an_odd_cursor_is_taken_for_none(name, build):
    for odd in ("zzz", "[]", "{", '{"a": 1}', "2026-99-99", "null", '{"cs.CL": ["x", 1]}'):
        fetched = await build(name).fetch(odd, NOW)
        assert fetched.ok
        assert fetched.papers


@pytest.mark.parametrize("name", ASKING)
async def test_a_server_that_is_not_there_is_reported_without_its_whole_address(name, clock, parsers, monkeypatch):
    for variable in addresses(name):
        monkeypatch.setenv(variable, "http://user:secret@127.0.0.1:9/hidden")
    async with Web(clock, parsers=parsers, total_seconds=2) as web:
        fetched = await sources.build(name, web, clock).fetch("", NOW)
    assert not fetched.ok
    assert "127.0.0.1" in fetched.note
    assert "secret" not in str(fetched)
    assert "hidden" not in str(fetched)


@pytest.mark.parametrize("name", ARCHIVES)
async def test_an_archive_gives_each_day_once_and_in_order(name, build, server, clock, web):
    archive: Archive = build(name)
    first, last = NOW.date() - timedelta(days=3), NOW.date() + timedelta(days=3)
    for mode in ("well", *UNWELL):
        turn(server, web, mode)
        clock.advance(3601)
        days = [(day, fetched) async for day, fetched in archive.days(first, last, NOW)]
        assert [first + timedelta(days=step) for step in range(7)] == [day for day, _ in days]
        for day, fetched in days:
            assert fetched.note or fetched.listings
            assert day <= NOW.date() or not fetched.listings
            assert mode != "well" or fetched.ok
            assert mode != "well" or {listing.list_date for listing in fetched.listings} <= {day}
        assert mode != "well" or any(fetched.listings for _, fetched in days)


@pytest.mark.parametrize("name", FINDERS)
async def test_a_finder_finds_one_paper_or_says_why_not(name, build, server, clock, web):
    finder: Finder = build(name)
    fetched = await build(name).fetch("", NOW)
    wanted = fetched.papers[0].id  # whatever kind of ids it has
    assert finder.finds(wanted)
    assert not finder.finds("url:0123456789abcdef")
    assert [wanted] == [paper.id for paper in (await finder.find(wanted, NOW)).papers]
    for mode in UNWELL:
        turn(server, web, mode)
        clock.advance(3601)
        fetched = await finder.find(wanted, NOW)
        assert fetched.note or [wanted] == [paper.id for paper in fetched.papers]
        elsewhere = await finder.find("url:0123456789abcdef", NOW)
        assert elsewhere.note
        assert not elsewhere.papers


@pytest.mark.parametrize("name", RECOMMENDERS)
async def test_a_recommender_tells_what_is_like_a_paper(name, build, server, web, monkeypatch):
    for variable in settings(name):
        if variable.endswith("_KEY"):
            monkeypatch.setenv(variable, "secret")
    recommender: Recommender = build(name)
    assert recommender.finds("arxiv:2611.00001")
    assert not recommender.finds("url:0123456789abcdef")
    found = await recommender.like("arxiv:2611.00001", NOW)
    assert (found.ok, found.note, bool(found.papers), found.listings) == (True, "", True, ())
    for paper in found.papers:
        assert canonical_id(paper.id) == paper.id
        assert standing(paper.described_by) == standing(name)
    for mode in UNWELL:
        turn(server, web, mode)
        recommender = build(name)  # who was not asked to be quiet
        fetched = await recommender.like("arxiv:2611.00001", NOW)
        assert not fetched.ok
        assert fetched.note
        assert "secret" not in str(fetched)
        assert mode != "limited" or fetched.retry_after >= 56


def test_an_unknown_source_is_named_with_those_there_are(clock):
    with pytest.raises(sources.SettingsError, match="huggingface"):
        sources.build("gopher", None, clock)
