"""Semantic Scholar on the loopback: one question a saved paper, a second apart, the key to nobody else."""

import json
from datetime import UTC, datetime

import pytest
from aiohttp import web as aiohttp

from adapters.sources import build
from adapters.sources.common.web import Web
from adapters.sources.parse.semanticscholar import read_papers
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer
from tests.fakes.registries import scholarly

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def server():
    async with PaperServer(NOW.date()) as server:
        yield server


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
async def source(server, clock, parsers, monkeypatch):
    monkeypatch.setenv("SEMANTICSCHOLAR_URL", server.url)
    monkeypatch.setenv("SEMANTICSCHOLAR_KEY", "a-key")
    async with Web(clock, parsers=parsers) as web:
        yield lambda: build("semanticscholar", web, clock)


async def test_it_is_asked_as_its_api_wants_with_the_key_a_second_apart(source, server, clock):
    bodies = []

    async def remembered(request):
        bodies.append(await request.text())

    server.listening = remembered
    one = source()
    for paper_id in ("arxiv:2611.00001", "doi:10.5555/kites.7"):
        assert (await one.like(paper_id, NOW)).papers
    assert [request.method for request in server.asked] == ["POST", "POST"]
    assert {request.headers["x-api-key"] for request in server.asked} == {"a-key"}
    assert clock.slept == [1]
    assert [json.loads(body) for body in bodies] == [
        {"positivePaperIds": ["ArXiv:2611.00001"]},
        {"positivePaperIds": ["DOI:10.5555/kites.7"]},
    ]


async def test_a_recommendation_is_a_whole_paper_with_all_its_ids(source, server):
    record = scholarly("2611.10007", NOW.date(), externalIds={"ArXiv": "2611.10007", "DOI": "10.5555/Kites.7"})
    nameless = scholarly("1", NOW.date(), externalIds=None, url=None)
    server.answers = {"/rec": lambda _: aiohttp.json_response({"recommendedPapers": [record, nameless, None]})}
    (paper,) = (await source().like("arxiv:2611.00001", NOW)).papers
    assert (paper.id, paper.also[0]) == ("arxiv:2611.10007", "doi:10.5555/kites.7")
    assert (paper.authors, paper.published) == (("Ann Lee", "Bo Chen"), NOW.date())
    assert paper.url == "https://arxiv.org/abs/2611.10007"


async def test_a_paper_that_it_does_not_know_is_no_failure(source, server):
    server.answers = {"/rec": lambda _: aiohttp.json_response({"error": "Paper not found"}, status=404)}
    fetched = await source().like("arxiv:2611.00001", NOW)
    assert (fetched.ok, fetched.note) == (True, "Semantic Scholar does not know arxiv:2611.00001")


async def test_the_key_goes_nowhere_else(source, server):
    async with PaperServer(NOW.date()) as other:
        server.answers = {"/rec": lambda _: aiohttp.Response(status=307, headers={"Location": f"{other.url}/x"})}
        await source().like("arxiv:2611.00001", NOW)
    assert all("x-api-key" not in request.headers for request in other.asked)


async def test_one_paper_is_looked_up_if_there_is_a_key(source, server, monkeypatch):
    (paper,) = (await source().find("arxiv:2611.10000", NOW)).papers
    assert paper.title == "A study of 2611.10000"
    assert "does not know" in (await source().find("arxiv:2611.99999", NOW)).note
    monkeypatch.delenv("SEMANTICSCHOLAR_KEY")
    assert not source().finds("arxiv:2611.10000")


def test_a_recorded_answer_is_read(shared):
    said = json.loads((shared / "data" / "s2_paper_batch_sample.json").read_text(encoding="utf-8"))
    papers = read_papers(said["result"])
    assert [paper.id for paper in papers] == [
        f"arxiv:{record['externalIds']['ArXiv']}" for record in said["result"]
    ]
    assert all(paper.authors and paper.published for paper in papers)
