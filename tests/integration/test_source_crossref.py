"""Crossref on the loopback: journals by ISSN and prefix, papers by DOI, and what is no paper."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web as aiohttp

from adapters.sources import build
from adapters.sources.common.web import Web
from bot.errors import SettingsError
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer
from tests.fakes.registries import work, works

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
    monkeypatch.setenv("CROSSREF_URL", server.url)
    monkeypatch.setenv("CROSSREF_JOURNALS", "0028-0836")
    async with Web(clock, parsers=parsers) as web:
        yield lambda: build("crossref", web, clock)


def answering(server, *items, **more):
    server.answers = {"/works": lambda _: aiohttp.json_response(works(items, **more))}


async def test_each_journal_is_asked_for_since_it_was_read_a_second_apart(
    source, server, clock, parsers, monkeypatch
):
    monkeypatch.setenv("CROSSREF_JOURNALS", "00280836, 2167-8359 10.18653")
    monkeypatch.setenv("PAPERBOY_CONTACT", "kites@example.org")
    one = source()
    first = await one.fetch("", NOW)
    asked = [dict(request.query) for request in server.asked]
    assert [each["filter"] for each in asked] == [
        "issn:0028-0836,from-created-date:2026-11-12",
        "issn:2167-8359,from-created-date:2026-11-12",
        "prefix:10.18653,from-created-date:2026-11-12",
    ]
    assert {each["mailto"] for each in asked} == {"kites@example.org"}
    assert clock.slept == [1, 1]
    server.asked.clear()
    await one.fetch(first.cursor, NOW + timedelta(days=1))
    assert server.asked[0].query["filter"] == "issn:0028-0836,from-created-date:2026-11-19"


async def test_a_work_becomes_a_whole_paper(source, server):
    answering(
        server,
        work(
            "7",
            TODAY,
            title=["Kites &amp; <i>E. coli</i>"],
            subtitle=["A review"],
            relation={"has-preprint": [{"id-type": "doi", "id": "10.1101/2026.11.01.1"}]},
        ),
    )
    (paper,) = (await source().fetch("", NOW)).papers
    assert paper.id == "doi:10.5555/kites.7"
    assert paper.title == "Kites & E. coli: A review"
    assert paper.abstract == "We study 7: CO2."
    assert paper.authors == ("Ann Lee", "Bo Chen Jr.")
    assert paper.categories == ("Journal of Kites",)
    assert paper.also == ("doi:10.1101/2026.11.01.1",)


async def test_covers_and_reviews_are_no_papers(source, server):
    answering(
        server,
        work("1", TODAY, title=["Inside Front Cover"]),
        work("2", TODAY, type="peer-review"),
        work("3", TODAY, title=["Editorial Board"]),
    )
    fetched = await source().fetch("", NOW)
    assert (fetched.papers, fetched.faults) == ((), ())
    assert fetched.note == "nothing but covers and contents"


async def test_an_old_volume_that_is_registered_now_is_not_new(source, server):
    answering(server, work("1", TODAY, published={"date-parts": [[1987, 5]]}), work("2", TODAY))
    fetched = await source().fetch("", NOW)
    assert [listing.list_date for listing in fetched.listings] == [date(1987, 5, 1), TODAY]


async def test_a_retraction_notice_withdraws_the_paper_and_lists_itself(source, server):
    notice = work("9", TODAY, title=["Retraction of A study"])
    notice["update-to"] = [
        {"DOI": "10.5555/kites.7", "type": "retraction"},
        {"DOI": "10.5555/kites.8", "type": "correction"},
    ]
    answering(server, notice)
    fetched = await source().fetch("", NOW)
    assert [(paper.id, paper.withdrawn) for paper in fetched.revisions] == [("doi:10.5555/kites.7", True)]


async def test_pages_are_followed_to_the_end(source, server):
    pages = {"*": ([work("1", TODAY)], "two"), "two": ([work("2", TODAY)], "three")}

    def answer(request):
        items, after = pages[request.query["cursor"]]
        return aiohttp.json_response(works(items, total=2, cursor=after))

    server.answers = {"/works": answer}
    assert len((await source().fetch("", NOW)).papers) == 2


async def test_a_mistyped_journal_is_told_from_a_quiet_one(source, server):
    answering(server)
    wrong = await source().fetch("", NOW)
    assert (wrong.ok, wrong.note) == (False, "Crossref knows no 0028-0836; check CROSSREF_JOURNALS")
    server.answers["/journals/"] = lambda _: aiohttp.json_response({"message": {"title": "Kites"}})
    quiet = await source().fetch("", NOW)
    assert (quiet.ok, quiet.faults, quiet.note) == (True, (), "no journal has registered anything new")


async def test_any_paper_with_a_doi_is_found(source, server):
    found = await source().find("doi:10.5555/kites.2611.10001", NOW)
    assert [paper.title for paper in found.papers] == ["A study of 2611.10001"]
    assert server.asked[-1].raw_path == "/works/10.5555%2Fkites.2611.10001"
    missing = await source().find("doi:10.5555/nothing", NOW)
    assert (missing.ok, missing.papers) == (True, ())
    assert "Crossref has no doi:10.5555/nothing" in missing.note
    assert "with a DOI only" in (await source().find("arxiv:2611.10001", NOW)).note


async def test_an_answer_of_refusal_is_told_in_its_words(source, server):
    said = {"status": "failed", "message": [{"message": "Filter issn is odd"}]}
    server.answers = {"/works": lambda _: aiohttp.json_response(said)}
    assert (await source().fetch("", NOW)).note == "Crossref: Filter issn is odd"


@pytest.mark.parametrize("said", ["0028-0837", "Nature", "10.1", "0028-0836 x"])
async def test_what_is_neither_an_issn_nor_a_prefix_is_refused(source, monkeypatch, said):
    monkeypatch.setenv("CROSSREF_JOURNALS", said)
    with pytest.raises(SettingsError, match="is neither an ISSN nor a DOI prefix"):
        source()
