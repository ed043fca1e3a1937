"""`paperboy sources` and `paperboy sources test`, on the command line and real files."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fakes import bodies
from tests.integration.command_line import NOWHERE

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Kites</title><link>https://kites.example</link>
<item><title>A kite of &nbsp; paper</title><link>https://kites.example/1</link><description>We fold.</description>
<author>Ann Lee</author></item>
<item><link>https://kites.example/2</link><description>It has no title.</description></item>
<item><title>Kites of old</title><link>https://kites.example/3</link>
<pubDate>Mon, 06 Jan 2020 09:00:00 GMT</pubDate></item>
<item><title>Withdrawn: kites that fall</title><link>https://arxiv.org/abs/2601.00001</link>
<description>arXiv:2601.00001v2 Announce Type: replace
Abstract: This paper was withdrawn.</description></item></channel></rss>"""


class Feeds(BaseHTTPRequestHandler):
    def do_GET(self):
        answers = {"/feed.xml": FEED.encode(), "/notes": b'{"notes": [], "count": 0}'}
        many = bodies.rss([f"https://kites.example/{number}" for number in range(12)])
        body = {**answers, "/many.xml": many}.get(self.path.partition("?")[0])
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *said):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def paperboy(paperboy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DATABASE", str(tmp_path / "p.db"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("OPENREVIEW_URL", NOWHERE)
    return paperboy


def test_a_feed_is_judged_before_it_is_added_and_nothing_is_stored(paperboy, site, tmp_path):
    ended = paperboy("sources", "test", f"{site}/feed.xml")
    out = " ".join(ended.out.split())
    assert ended.status == 0
    assert "2 entries; 1 would be listed for digests. Nothing was stored." in out
    assert "1. A kite of paper Ann Lee" in out
    assert "its XML has a flaw, which loses nothing" in out
    assert "entry 2: no title" in out
    assert "Kites of old: listed on 2020-01-06, more than 14 days ago" in out
    assert "Withdrawn: kites that fall: a new version" in out
    assert not (tmp_path / "p.db").exists()


def test_ten_entries_are_shown_and_the_others_counted(paperboy, site):
    ended = paperboy("sources", "test", f"{site}/many.xml")
    assert "12 entries" in ended.out
    assert ended.out.count("A post about") + ended.out.count("more like it") >= 10
    shown = json.loads(paperboy("sources", "test", f"{site}/many.xml", "--json").out)
    assert shown["summary"] == f"Tried {site}/many.xml"


def test_what_cannot_be_read_says_why_and_fails(paperboy, site):
    ended = paperboy("sources", "test", f"{site}/none.xml")
    assert ended.status == 1
    assert "It cannot be read: 127.0.0.1 answered HTTP 404" in ended.out
    assert "What would not come" not in ended.out
    wrong = paperboy("sources", "test", "gopher")
    assert (wrong.status, "neither a source nor a feed's address" in wrong.said) == (2, True)
    assert "openreview" in wrong.said


def test_a_source_is_tried_by_its_name_though_it_is_off(paperboy, site, monkeypatch):
    monkeypatch.setenv("OPENREVIEW_URL", site)
    ended = paperboy("sources", "test", "openreview")
    assert ended.status == 0
    assert "OpenReview has no accepted papers of TMLR yet" in ended.out


def test_every_source_says_whether_it_is_on_and_how_to_turn_it_on(paperboy, site, monkeypatch):
    out = " ".join(paperboy("sources").out.split())
    assert "huggingface on: it needs nothing" in out
    assert "biorxiv off: to turn it on: set BIORXIV_SERVERS=biorxiv,medrxiv" in out
    monkeypatch.setenv("RSS_FEEDS", f"{site}/feed.xml {site}/none.xml")
    monkeypatch.setenv("PAPERBOY_SOURCES", "rss")
    monkeypatch.setenv("PAPERBOY_PLATFORMS", "terminal")
    assert paperboy("run", "--once").status == 0
    ended = paperboy("sources")
    out = " ".join(ended.out.split())
    assert "rss on: named in PAPERBOY_SOURCES" in out
    assert "; last new papers " in out
    assert "; next " in out
    assert "127.0.0.1: 127.0.0.1 answered HTTP 404" in out
    assert "huggingface off: to turn it on: add it to PAPERBOY_SOURCES" in out
    assert "add it to PAPERBOY_SOURCES and set BIORXIV_SERVERS" in out
    assert "sample off: it serves by itself" in out
