"""A source through the real process: from its service on the loopback to the channel's digests."""

import signal

from aiohttp import web

from tests.acceptance.moved_clock import MachineClock
from tests.acceptance.process import Paperboy, running, unwrapped
from tests.fakes.paper_server import PaperServer


def announced(kind: str, abstract: str) -> str:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel>
<title>cs.CL updates on arXiv.org</title><link>https://rss.arxiv.org</link>
<item><title>Kites that fold themselves</title><link>https://arxiv.org/abs/2611.10001</link>
<guid isPermaLink="false">oai:arXiv.org:2611.10001v1</guid><arxiv:announce_type>{kind}</arxiv:announce_type>
<description>arXiv:2611.10001v1 Announce Type: {kind}
Abstract: {abstract}</description></item></channel></rss>"""


async def test_a_paper_withdrawn_after_it_was_posted_is_told_of_once(paperboy: Paperboy):
    clock = paperboy.clock = MachineClock(paperboy.folder / "clock", "2026-11-24T08:30:00+00:00")
    async with PaperServer() as server:
        said = {"/arxiv.xml": announced("new", "We fold kites.")}
        server.answers = {"/arxiv.xml": lambda _: web.Response(text=said["/arxiv.xml"], content_type="text/xml")}
        settings = {"PAPERBOY_SOURCES": "rss", "RSS_FEEDS": f"{server.url}/arxiv.xml", "PAPERBOY_ZONE": "UTC"}
        settings["PAPERBOY_PLATFORMS"] = "terminal"
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
