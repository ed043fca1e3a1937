"""Each source through the real process: from its service on the loopback to the channel's digest."""

import re
import signal
from datetime import UTC, datetime

import pytest
from aiohttp import web

from tests.acceptance.moved_clock import MachineClock
from tests.acceptance.process import Paperboy, running, unwrapped
from tests.fakes.paper_server import PaperServer

SET_UP = {
    "biorxiv": {"BIORXIV_SERVERS": "biorxiv"},
    "openreview": {"OPENREVIEW_VENUES": "TMLR"},
    "crossref": {"CROSSREF_JOURNALS": "0028-0836"},
}


def today():
    return datetime.now(UTC).date()


def titles(text: str) -> set[str]:
    """Those of the cards."""
    return set(re.findall(r"^\d+\. (A study of 2611\.\d{5})", text, re.MULTILINE))


@pytest.mark.parametrize("name", SET_UP)
async def test_its_papers_are_posted_once(paperboy: Paperboy, name: str):
    async with PaperServer(today()) as server:
        server.numbers = server.numbers[:2]  # a page each, or a second has to pass
        settings = {"PAPERBOY_SOURCES": name, f"{name.upper()}_URL": server.url, **SET_UP[name]}
        first = await paperboy("run", "--once", **settings)
        assert (first.status, titles(first.out)) == (0, {f"A study of {n}" for n in server.numbers}), first.err
        again = await paperboy("now", **settings)
        assert (again.status, titles(again.out)) == (0, set()), again.err
        shown = await paperboy("sources", **settings)
    assert f"{name}  on: named in PAPERBOY_SOURCES" in shown.out
    assert "last new papers" in shown.out


async def test_what_is_like_a_saved_paper_comes_because_of_it(paperboy: Paperboy):
    async with PaperServer(today()) as server:
        settings = {"PAPERBOY_SOURCES": "biorxiv", "BIORXIV_URL": server.url, "BIORXIV_SERVERS": "biorxiv"}
        server.numbers = ["2611.10001"]
        await paperboy("run", "--once", **settings)
        await paperboy("subscribe", "xylophones", **settings)
        saved = await paperboy("save", "10.1101/2611.10001", **settings)
        assert "Saved" in saved.said + saved.out
        server.numbers = ["2611.20002"]
        scholar = {"SEMANTICSCHOLAR_URL": server.url, "SEMANTICSCHOLAR_KEY": "a-key"}
        both = settings | scholar | {"PAPERBOY_SOURCES": "biorxiv,semanticscholar"}
        await paperboy("run", "--once", **both)
        posted = await paperboy("now", **both)
        assert titles(posted.out) == {"A study of 2611.20002"}, posted.err
        assert "because you saved “A study of 2611.10001”" in " ".join(posted.out.split())
        why = await paperboy("why", "2611.20002", **both)
        assert "because you saved" in " ".join(why.out.split())


async def test_a_paper_that_never_came_by_is_submitted_and_saved_by_its_link(paperboy: Paperboy):
    async with PaperServer(today()) as server:
        addresses = {f"{name}_URL": server.url for name in ("BIORXIV", "OPENREVIEW", "CROSSREF", "ARXIV")}
        ended = await paperboy("submit", "https://www.biorxiv.org/content/10.1101/2611.10001v2.full", **addresses)
        assert "A study of 2611.10001" in ended.out, ended.err
        ended = await paperboy("save", "https://openreview.net/forum?id=10001_1162", **addresses)
        assert "Saved “A study of 2611.10001”" in ended.out + ended.said
        ended = await paperboy("save", "https://kites.example/doi/full/10.5555/kites.2611.10002", **addresses)
        assert "Saved “A study of 2611.10002”" in ended.out + ended.said


def announced(kind: str, abstract: str) -> str:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel>
<title>cs.CL updates on arXiv.org</title><link>https://rss.arxiv.org</link>
<item><title>Kites that fold themselves</title><link>https://arxiv.org/abs/2611.10001</link>
<guid isPermaLink="false">oai:arXiv.org:2611.10001v1</guid><arxiv:announce_type>{kind}</arxiv:announce_type>
<description>arXiv:2611.10001v1 Announce Type: {kind}
Abstract: {abstract}</description></item></channel></rss>"""


async def test_a_paper_withdrawn_after_it_was_posted_is_told_of_once(paperboy: Paperboy):
    clock = paperboy.clock = MachineClock(paperboy.folder / "clock", "2026-11-24T08:30:00+00:00")
    async with PaperServer(today()) as server:
        said = {"/arxiv.xml": announced("new", "We fold kites.")}
        server.answers = {"/arxiv.xml": lambda _: web.Response(text=said["/arxiv.xml"], content_type="text/xml")}
        settings = {"PAPERBOY_SOURCES": "rss", "RSS_FEEDS": f"{server.url}/arxiv.xml", "PAPERBOY_ZONE": "UTC"}
        async with running(paperboy, **settings) as (started, _address):
            said["/arxiv.xml"] = announced("replace", "This paper has been withdrawn by its authors.")
            clock.set("2026-11-25T09:00:01+00:00")
            await started.hears("digest=2 .*state=sent")
            assert len(server.asked) > 1, "it was asked again before the digest"
            clock.set("2026-11-26T09:00:01+00:00")
            await started.hears("digest=3 .*state=sent")
            ended = await started.end(signal.SIGTERM)
    out = unwrapped(ended.out)
    assert out.count("Kites that fold themselves") == 2, "posted, and told of"
    assert "Withdrawn since it was posted here: “Kites that fold themselves” (arxiv:2611.10001)" in out
