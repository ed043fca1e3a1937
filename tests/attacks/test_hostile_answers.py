"""A feed that packs gigabytes into a few bytes, or leads inward."""

import gzip
import socket
import tracemalloc

import httpx
import pytest
from aiohttp import web as aiohttp

from adapters import sources
from adapters.sources.common.connections import Reachable
from adapters.sources.common.web import Web, redirected
from bot.errors import SourceError
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer

MOST = 1_000_000  # bytes that the client of these tests reads
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0x7f.1",
    "localhost",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "0.0.0.0",
    "0",
    "[::]",
]


@pytest.fixture
async def server():
    async with PaperServer() as server:
        yield server


@pytest.fixture
async def web(server, parsers, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    async with Web(FakeClock(), parsers=parsers, max_body=MOST) as web:
        web.trust(server.url)
        yield web


def packed_twice():
    """About 30 KB that hold 300 MB of zeros."""
    return gzip.compress(gzip.compress(bytes(MOST)) * 300)


def sent(body, encoding):
    return lambda request: aiohttp.Response(body=body, headers={"Content-Encoding": encoding})


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip", "deflate", "br", "zstd", "gzip, identity"])
async def test_what_is_packed_twice_or_otherwise_is_not_unpacked(server, web, encoding):
    server.answers["/x"] = sent(packed_twice(), encoding)
    await web.get(f"{server.url}/feed.xml")  # what is loaded with the first answer is not counted
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="packed its answer in a way that nobody asked for"):
            await web.get(f"{server.url}/x")
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST
    finally:
        tracemalloc.stop()


async def test_what_unpacks_into_too_much_is_left_after_that_much(server, web):
    bomb = gzip.compress(bytes(30 * MOST))
    assert len(bomb) < MOST / 10
    server.answers["/x"] = sent(bomb, "gzip")
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="more than 1,000,000 bytes"):
            await web.get(f"{server.url}/x")
        assert tracemalloc.get_traced_memory()[1] < 5 * MOST
    finally:
        tracemalloc.stop()


async def test_a_gzip_body_is_read_whole_and_a_damaged_one_refused(server, web):
    text = b"".join(b"%d " % number for number in range(100_000))
    server.answers["/x"] = sent(gzip.compress(text), "gzip")
    assert (await web.get(f"{server.url}/x")).body == text
    server.answers["/x"] = sent(b"no gzip at all", "gzip")
    with pytest.raises(SourceError, match="damaged"):
        await web.get(f"{server.url}/x")


async def test_only_one_way_of_packing_is_asked_for(server, web):
    await web.get(f"{server.url}/feed.xml")
    assert server.asked[0].headers["Accept-Encoding"] == "gzip"


@each_of("host", SPELLINGS)
async def test_a_redirect_inward_is_refused_in_every_spelling(server, web, host):
    async with PaperServer() as inside:
        port = inside.url.rpartition(":")[2]
        server.answers["/x"] = lambda request: aiohttp.Response(
            status=302, headers={"Location": f"http://{host}:{port}/feed.xml"}
        )
        with pytest.raises(SourceError, match="leads to an address inside this network"):
            await web.get(f"{server.url}/x")
        assert inside.asked == []


@pytest.mark.parametrize(
    "named", [lambda url: url, lambda url: url.removeprefix("http://"), lambda url: "127.0.0.1"]
)
async def test_a_setting_may_name_where_a_redirect_leads(server, parsers, monkeypatch, named):
    async with PaperServer() as inside:
        monkeypatch.setenv("PAPERBOY_INWARD", named(inside.url))
        server.answers["/x"] = lambda request: aiohttp.Response(
            status=302, headers={"Location": f"{inside.url}/feed.xml"}
        )
        async with Web(FakeClock(), parsers=parsers) as web:
            web.trust(server.url)
            assert (await web.get(f"{server.url}/x")).status == 200
            assert len(inside.asked) == 1


async def test_an_address_that_no_setting_names_is_refused_at_once(server, parsers):
    async with Web(FakeClock(), parsers=parsers) as web:
        with pytest.raises(SourceError, match="PAPERBOY_INWARD"):
            await web.get(f"{server.url}/x")
    assert server.asked == []


async def test_the_addresses_in_the_settings_of_sources_need_no_mention(server, parsers, monkeypatch):
    monkeypatch.setenv("RSS_FEEDS", f"https://feeds.example/a,{server.url}/feed.xml")
    async with Web(FakeClock(), parsers=parsers) as web:
        source = sources.build("rss", web, FakeClock())
        assert (await web.get(f"{server.url}/feed.xml")).status == 200
        assert source.name == "rss"


async def test_a_name_is_looked_up_once_and_the_checked_address_connected_to(server, parsers, monkeypatch):
    answers, asked = ["127.0.0.1", "127.0.0.2"], []

    def look_up(host, port, *rest, **more):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[len(asked) - 1], port))]

    port = int(server.url.rpartition(":")[2])
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with Web(FakeClock(), parsers=parsers) as web:
        with pytest.raises(SourceError, match=r"rebinding\.example leads to an address inside"):
            await web.get(f"http://rebinding.example:{port}/feed.xml")
    asked.clear()
    monkeypatch.setenv("PAPERBOY_INWARD", f"rebinding.example:{port}")
    async with Web(FakeClock(), parsers=parsers) as web:
        assert (await web.get(f"http://rebinding.example:{port}/feed.xml")).status == 200
    assert asked == ["rebinding.example"]
    assert server.asked[0].headers["Host"] == f"rebinding.example:{port}"


@each_of(
    ("address", "reached"),
    [
        ("10.1.2.3", True),
        ("fd12::1", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        ("fd00:ec2::254", False),
        ("100.100.100.200", False),
    ],
)
def test_a_feeds_own_name_may_be_in_this_network_but_not_this_machine(address, reached):
    feeds, named = Reachable(), Reachable()
    feeds.add("http://feeds.example/feed.xml")
    named.add("feeds.example:80", inside=True)
    assert feeds.may_be("feeds.example", 80, [address]) is reached
    assert named.may_be("feeds.example", 80, [address])
    assert not feeds.may_be("feeds.example", 8080, [address])


async def test_one_inward_address_among_public_ones_is_enough(server, parsers, monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: both)
    async with Web(FakeClock(), parsers=parsers) as web:
        with pytest.raises(SourceError, match="inside this network"):
            await web.get("http://both.example/")


async def test_through_a_proxy_names_that_say_that_they_are_inside_are_refused(server, parsers, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "")
    async with Web(FakeClock(), parsers=parsers) as web:
        for host in (
            "127.1",
            "0x7f000001",
            "metadata",
            "printer.lan",
            "169.254.169.254",
            "[::1]",
            "[2a00::5efe:a00:1]",
        ):
            with pytest.raises(SourceError, match="inside this network"):
                await web.get(f"http://{host}/feed.xml")
        assert server.asked == []
        await web.get("http://feeds.example/feed.xml")
    assert server.asked[0].headers["Host"] == "feeds.example"


def test_https_never_falls_to_http():
    secure = httpx.URL("https://feeds.example/a")
    assert str(redirected(secure, "/b")) == "https://feeds.example/b"
    assert str(redirected(secure, "//other.example/b")) == "https://other.example/b"
    for location in ("http://feeds.example/b", "HTTP://feeds.example", "file:///etc/passwd", "gopher://x.example"):
        with pytest.raises(SourceError, match="not safe to follow"):
            redirected(secure, location)
    assert str(redirected(httpx.URL("http://a.example"), "https://a.example")) == "https://a.example"


def test_a_host_with_a_port_is_that_port_only():
    reachable = Reachable()
    for address in ("http://10.0.0.1/feed", "intranet:8080", "[::1]:81", "http://[", ""):
        reachable.add(address)
    assert ("10.0.0.1", 80) in reachable
    assert ("10.0.0.1", 8080) not in reachable
    assert ("INTRANET.", 8080) in reachable
    assert ("intranet", 80) not in reachable
    assert ("::1", 81) in reachable
