"""Each source on the command line: from its service on the loopback to the channel's digest."""

import re
from datetime import UTC, datetime

import pytest

from tests.fakes.paper_server import PaperServer
from tests.integration.command_line import beside

SET_UP = {
    "biorxiv": {"BIORXIV_SERVERS": "biorxiv"},
    "openreview": {"OPENREVIEW_VENUES": "TMLR"},
    "crossref": {"CROSSREF_JOURNALS": "0028-0836"},
}


@pytest.fixture
def server():
    with beside(PaperServer(datetime.now(UTC).date())) as server:
        yield server


def titles(text):
    """Those of the cards."""
    return set(re.findall(r"^\d+\. (A study of 2611\.\d{5})", text, re.MULTILINE))


def say(monkeypatch, **settings):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("name", SET_UP)
def test_its_papers_are_posted_once(paperboy, monkeypatch, server, name):
    server.numbers = server.numbers[:2]  # a page each, or a second has to pass
    say(monkeypatch, PAPERBOY_SOURCES=name, **{f"{name.upper()}_URL": server.url}, **SET_UP[name])
    first = paperboy("run", "--once")
    assert (first.status, titles(first.out)) == (0, {f"A study of {n}" for n in server.numbers}), first.said
    again = paperboy("now")
    assert (again.status, titles(again.out)) == (0, set()), again.said
    shown = paperboy("sources")
    assert f"{name}  on: named in PAPERBOY_SOURCES" in shown.out
    assert "last new papers" in shown.out


def test_what_is_like_a_saved_paper_comes_because_of_it(paperboy, monkeypatch, server):
    say(monkeypatch, PAPERBOY_SOURCES="biorxiv", BIORXIV_URL=server.url, BIORXIV_SERVERS="biorxiv")
    server.numbers = ["2611.10001"]
    paperboy("run", "--once")
    paperboy("subscribe", "xylophones")
    assert "Saved" in paperboy("save", "10.1101/2611.10001").out
    server.numbers = ["2611.20002"]
    say(monkeypatch, PAPERBOY_SOURCES="biorxiv,semanticscholar")
    say(monkeypatch, SEMANTICSCHOLAR_URL=server.url, SEMANTICSCHOLAR_KEY="a-key")
    paperboy("run", "--once")
    posted = paperboy("now")
    assert titles(posted.out) == {"A study of 2611.20002"}, posted.said
    assert "because you saved “A study of 2611.10001”" in " ".join(posted.out.split())
    assert "because you saved" in " ".join(paperboy("why", "2611.20002").out.split())


def test_a_paper_that_never_came_by_is_submitted_and_saved_by_its_link(paperboy, monkeypatch, server):
    say(monkeypatch, **{f"{name}_URL": server.url for name in ("BIORXIV", "OPENREVIEW", "CROSSREF", "ARXIV")})
    submitted = paperboy("submit", "https://www.biorxiv.org/content/10.1101/2611.10001v2.full")
    assert "A study of 2611.10001" in submitted.out, submitted.said
    saved = paperboy("save", "https://openreview.net/forum?id=10001_1162")
    assert "Saved “A study of 2611.10001”" in saved.out
    saved = paperboy("save", "https://kites.example/doi/full/10.5555/kites.2611.10002")
    assert "Saved “A study of 2611.10002”" in saved.out
