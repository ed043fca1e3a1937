"""bioRxiv and medRxiv on the loopback: pages, versions, subjects, and days without a post."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters.sources import build
from adapters.sources.common.web import Web
from bot.errors import SettingsError
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer
from tests.fakes.registries import preprint, preprints

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
    monkeypatch.setenv("BIORXIV_URL", server.url)
    monkeypatch.setenv("BIORXIV_SERVERS", "biorxiv")
    async with Web(clock, parsers=parsers) as web:
        yield lambda: build("biorxiv", web, clock)


def answering(server, *records, page=2):
    def answer(request):
        at = int(request.path.split("/")[5]) if request.path.count("/") == 6 else 0
        return aiohttp.json_response(preprints(records, at=at, page=page))

    server.answers = {"/details/": answer}


async def test_all_pages_are_read_one_request_a_second(source, server, clock):
    server.numbers = [f"2026.11.20.{number}" for number in range(5)]
    fetched = await source().fetch("", NOW)
    assert [paper.id for paper in fetched.papers] == [f"doi:10.1101/2026.11.20.{number}" for number in range(5)]
    assert server.paths() == [f"/details/biorxiv/2026-11-17/2026-11-20/{at}/json" for at in (0, 2, 4)]
    assert clock.slept == [1, 1]


async def test_a_record_becomes_a_whole_paper(source, server):
    record = preprint("2026.11.20.7", TODAY, category="cell biology", published="10.5555/kites.7")
    answering(server, record)
    (paper,) = (await source().fetch("", NOW)).papers
    assert paper.authors == ("A. B. Lee", "B. Chen")
    assert paper.abstract == "We study 2026.11.20.7 in mice."
    assert (paper.categories, paper.organization) == (("cell biology",), "University of Kites")
    assert paper.also == ("doi:10.5555/kites.7",)
    assert paper.url == "https://www.biorxiv.org/content/10.1101/2026.11.20.7"


async def test_versions_are_one_paper_and_only_the_first_is_new(source, server):
    first, second = preprint("2026.11.20.7", TODAY), preprint("2026.11.20.7", TODAY, version="2", title="Renamed")
    older = preprint("2026.10.01.1", TODAY, version="3", type="withdrawn")
    answering(server, first, second, older)
    fetched = await source().fetch("", NOW)
    assert [listing.paper_id for listing in fetched.listings] == ["doi:10.1101/2026.11.20.7"]
    assert [(paper.title, paper.withdrawn) for paper in fetched.revisions] == [
        ("Renamed", False),
        ("A study of 2026.10.01.1", True),
    ]


async def test_only_the_subjects_named_are_kept(source, server, monkeypatch):
    monkeypatch.setenv("BIORXIV_CATEGORIES", "Cell_Biology, genetics")
    answering(
        server,
        preprint("2026.11.20.1", TODAY, category="cell biology"),
        preprint("2026.11.20.2", TODAY, category="neuroscience"),
    )
    assert [paper.id for paper in (await source().fetch("", NOW)).papers] == ["doi:10.1101/2026.11.20.1"]
    monkeypatch.setenv("BIORXIV_CATEGORIES", "zoology")
    fetched = await source().fetch("", NOW)
    assert (fetched.ok, fetched.faults) == (True, ())
    assert fetched.note == "nothing new in the subjects of BIORXIV_CATEGORIES (2 posts in others)"


async def test_a_day_without_posts_is_quiet_and_many_are_a_standstill(source, server):
    first = await source().fetch("", NOW)
    server.numbers = []
    quiet = await source().fetch(first.cursor, NOW + timedelta(days=1))
    assert (quiet.ok, quiet.faults, quiet.cursor) == (True, (), first.cursor)
    assert quiet.note == "nothing is posted yet on 2026-11-21"
    still = await source().fetch(first.cursor, NOW + timedelta(days=4))
    assert still.note == "biorxiv stands still: its newest post is of 2026-11-20"
    assert still.faults
    assert still.cursor == first.cursor


async def test_one_servers_failure_keeps_the_other_and_is_said(source, server, monkeypatch):
    monkeypatch.setenv("BIORXIV_SERVERS", "biorxiv medrxiv")
    server.answers = {"/details/medrxiv": lambda _: aiohttp.Response(status=500)}
    fetched = await source().fetch("", NOW)
    assert fetched.papers
    assert [(fault.where, fault.reason) for fault in fetched.faults] == [
        ("medrxiv", "127.0.0.1 answered HTTP 500")
    ]
    assert "medrxiv" not in fetched.cursor


async def test_after_too_many_requests_it_is_left_alone(source, server, clock):
    server.answers = {"/details/": lambda _: aiohttp.Response(status=429)}
    one = source()
    assert (await one.fetch("", NOW)).retry_after == 600
    assert "asked for quiet" in (await one.fetch("", NOW)).note
    assert len(server.asked) == 1
    clock.advance(600)
    await one.fetch("", clock.now())
    assert len(server.asked) == 2


async def test_a_record_that_is_none_is_a_fault_and_the_rest_is_read(source, server):
    answering(server, preprint("2026.11.20.1", TODAY), {"doi": "x"}, preprint("2026.11.20.2", date(2026, 11, 19)))
    fetched = await source().fetch("", NOW)
    assert len(fetched.papers) == 2
    assert [fault.where for fault in fetched.faults] == ["biorxiv record 2"]
    assert "2026-11-20" in fetched.cursor


async def test_an_error_that_comes_as_200_is_told_in_its_words(source, server):
    server.answers = {
        "/details/": lambda _: aiohttp.json_response({"messages": [{"status": "date range is not valid"}]})
    }
    fetched = await source().fetch("", NOW)
    assert (fetched.ok, fetched.note) == (False, "biorxiv: date range is not valid")


async def test_one_paper_is_found_as_its_newest_version_on_either_server(source, server):
    versions = [preprint("2026.11.20.7", TODAY), preprint("2026.11.20.7", TODAY, version="2", title="Renamed")]
    server.answers = {"/details/biorxiv": lambda _: aiohttp.json_response(preprints([]))}
    server.answers["/details/medrxiv"] = lambda _: aiohttp.json_response(preprints(versions))
    found = await source().find("doi:10.1101/2026.11.20.7", NOW)
    assert [paper.title for paper in found.papers] == ["Renamed"]
    assert found.papers[0].url.startswith("https://www.medrxiv.org/")
    assert "has preprints of its own only" in (await source().find("doi:10.1000/1", NOW)).note
    assert "neither bioRxiv nor medRxiv" in (await source().find("doi:10.1101/2026.1.1.1", NOW)).note


async def test_a_server_that_there_is_not_is_refused(source, monkeypatch):
    monkeypatch.setenv("BIORXIV_SERVERS", "chemrxiv")
    with pytest.raises(SettingsError, match=r'BIORXIV_SERVERS: "chemrxiv" is neither biorxiv nor medrxiv'):
        source()
