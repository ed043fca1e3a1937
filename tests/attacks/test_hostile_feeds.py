"""Feeds that take a parser's time and memory: their readers are limited, and nothing else waits for them."""

import asyncio
import os
import pickle
import threading
from io import BytesIO

import pytest
from aiohttp import web as aiohttp

from adapters import sources
from adapters.sources.common import parse_process
from adapters.sources.common.parsers import Parsers, _Values
from adapters.sources.common.web import Web
from adapters.sources.parse import feed_cut
from adapters.sources.parse.feed_body import parse_feed
from adapters.sources.parse.feed_cut import cut_feed
from bot.errors import SourceError
from bot.ports import Fault
from tests.attacks import readers
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer

HEAD, TAIL = b'<?xml version="1.0"?><rss version="2.0"><channel><title>A lab</title>', b"</channel></rss>"


@pytest.fixture
def strict():
    """Parsers that wait for seconds, not for a minute."""
    parsers = Parsers(seconds=1, deadline=30)
    yield parsers
    parsers.close()


@pytest.fixture
def impatient():
    parsers = Parsers(seconds=1_000, deadline=3)
    yield parsers
    parsers.close()


def item(inner):
    return b"<item><title>x</title>" + inner + b"</item>"


async def test_a_reader_that_never_ends_is_ended_and_the_next_one_reads(strict):
    with pytest.raises(SourceError, match=r"feeds\.example: the answer was left unread: it takes too long"):
        await strict.read("feeds.example", readers.for_ever, b"abc")
    assert await strict.read("feeds.example", readers.all_memory, 3) == 3
    assert strict.started == 2


async def test_a_reader_that_waits_for_ever_is_killed_at_its_deadline(impatient):
    with pytest.raises(SourceError, match="it takes too long"):
        await impatient.read("feeds.example", readers.asleep, b"")
    impatient._deadline = 60  # seconds: a busy machine takes some to start a process
    assert await impatient.read("feeds.example", readers.all_memory, 3) == 3


async def test_readers_that_never_end_hold_up_nothing_else_and_leave_no_threads(strict):
    before = threading.active_count()
    stuck = [asyncio.create_task(strict.read("feeds.example", readers.for_ever, b"abc")) for _ in range(8)]
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    for _ in range(100):  # name look-ups of everything else go this way
        assert await loop.run_in_executor(None, len, "abc") == 3
    assert not any(each.done() for each in stuck)
    strict.close()
    ended = await asyncio.gather(*stuck, return_exceptions=True)
    assert all(isinstance(each, SourceError | asyncio.CancelledError) for each in ended)
    for _ in range(500):  # a thread that is told to end is gone a moment later
        left = [each for each in threading.enumerate() if not each.name.startswith("asyncio")]
        if len(left) <= before:
            break
        await asyncio.sleep(0.02)
    assert len(left) <= before


async def test_a_reader_that_takes_all_memory_gets_none(parsers):
    size = 2 * parse_process.MEMORY
    with pytest.raises(SourceError, match="it takes too much memory"):
        await parsers.read("feeds.example", readers.all_memory, size)
    with pytest.raises(SourceError, match="it takes too much memory"):
        await parsers.read("feeds.example", readers.long_answer, parse_process.LONGEST + 1)
    assert await parsers.read("feeds.example", readers.all_memory, 3) == 3


async def test_a_reader_sees_no_secret(parsers, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    fresh = Parsers()
    try:
        seen = await fresh.read("x", readers.environment)
    finally:
        fresh.close()
    assert "xoxb-secret" not in str(seen)
    assert set(seen) <= {
        *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PYTHONPATH"),
        *("PYTHONSAFEPATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"),
    }


async def test_what_a_reader_prints_breaks_or_ends_is_its_own_affair(parsers):
    assert await parsers.read("x", readers.prints, "hello") == "hello"
    with pytest.raises(SourceError, match=r"it cannot be read \(ValueError\)"):
        await parsers.read("x", readers.breaks, "no")
    with pytest.raises(SourceError, match=r"^the service has no such page$"):
        await parsers.read("x", readers.says, "the service has no such page")
    with pytest.raises(SourceError, match="it stopped its reader"):
        await parsers.read("x", readers.dies, 1)
    assert await parsers.read("x", readers.prints, "hello") == "hello"


async def test_one_worker_serves_many_and_goes_when_it_is_not_needed():
    few = Parsers()
    try:
        for _ in range(5):
            await few.read("x", readers.parsers_loaded)
        assert few.started == 1
        (worker,) = few._idle
        few._rest()
        assert worker._process.poll() is not None
        assert await few.read("x", readers.parsers_loaded)
        assert few.started == 2
    finally:
        few.close()


async def test_nothing_is_started_before_something_is_asked():
    async with Web(FakeClock()) as web:
        assert web._parsers.started == 0


@each_of("value", [os.system, print, exec, Parsers, _Values])
def test_what_comes_back_is_values_only(value):
    with pytest.raises(pickle.UnpicklingError):
        _Values(BytesIO(pickle.dumps(value))).load()
    assert _Values(BytesIO(pickle.dumps(Fault("a", "b")))).load() == Fault("a", "b")


async def test_one_hostile_feed_costs_the_others_nothing(monkeypatch, parsers):
    """The attack as it was made: an author that feedparser takes minutes for, beside a good feed."""
    async with PaperServer() as server, Web(FakeClock(), parsers=parsers) as web:
        author = b"<author>" + b"a" * 20_000 + b"</author>"
        hostile = HEAD + item(author) * 10_000 + TAIL
        server.answers["/hostile"] = lambda request: aiohttp.Response(body=hostile)
        monkeypatch.setenv("RSS_FEEDS", f"{server.url}/hostile {server.url}/feed.xml")
        fetched = await sources.build("rss", web, FakeClock()).fetch("", FakeClock().now())
    assert fetched.ok
    assert len({paper.id for paper in fetched.papers if paper.id.startswith("arxiv:")}) == 3


def test_entries_beyond_the_most_are_cut_before_they_are_parsed(monkeypatch):
    monkeypatch.setattr(feed_cut, "MAX_ENTRIES", 10)
    body = HEAD + b"".join(item(b"<link>https://l.example/%d</link>" % number) for number in range(10_000)) + TAIL
    cut = cut_feed(body)
    assert cut.count(b"<item>") == cut.count(b"</item>") == 10
    assert cut.endswith(TAIL)
    feed = parse_feed(body)
    assert (len(feed.entries), feed.reason, feed.flaw) == (10, "", "")


@each_of(
    "author",
    [
        b"<author>%s</author>",
        b"<dc:creator>%s</dc:creator>",
        b"<author><name>%s</name></author>",
        b"<author><![CDATA[%s]]></author>",
        b"<author lang='en'>%s</author>",
    ],
)
def test_no_word_of_a_name_is_longer_than_any_name(author):
    cut = cut_feed(HEAD + item(author % (b"a" * 20_000 + b" " + b"b" * 300)) + TAIL)
    assert max(map(len, cut.replace(b"<", b" ").replace(b">", b" ").replace(b"[", b" ").split())) <= 210
    feed = parse_feed(HEAD + item(author % b"Ann Lee, Bo Chen") + TAIL)
    assert feed.entries[0].author.startswith("Ann Lee")


def test_many_names_of_usual_length_are_all_kept():
    names = b", ".join(b"Ann Lee %d" % number for number in range(3_000))
    body = HEAD + item(b"<author>" + names + b"</author>") + TAIL
    assert cut_feed(body) == body


def test_a_tag_with_thousands_of_attributes_loses_them():
    many = b" ".join(b'a%d="x"' % number for number in range(20_000))
    body = HEAD + item(b"<a " + many + b"/><b " + many + b">y</b>") + TAIL
    assert cut_feed(body) == HEAD + item(b"<a/><b>y</b>") + TAIL


def test_a_long_text_is_cut_between_words_and_stays_a_feed():
    words, signs = "é wörd ".encode() * 100_000, b"<![CDATA[" + b"<p>" + b"word " * 100_000 + b"</p>]]>"
    for inner in (words, words.replace("é".encode(), b"&amp;"), signs, b"x" * 300_000):
        feed = parse_feed(HEAD + item(b"<description>" + inner + b"</description>") + item(b"") + TAIL)
        assert (len(feed.entries), feed.reason, feed.flaw) == (2, "", "")
        assert len(cut_feed(item(inner))) < 1.1 * feed_cut.LONGEST_TEXT


@each_of("body", [b"", b"<", b">", b"<<<>>>", b"< >", b"<item", b"<![CDATA[", bytes(range(256)) * 900])
def test_whatever_it_is_cutting_never_fails(body):
    assert len(cut_feed(body)) <= len(body)
