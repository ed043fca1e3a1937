"""Asking over HTTP: who we are, whom we give a token, and what we refuse."""

import pytest
from aiohttp import web as aiohttp

from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Web
from bot.errors import SourceError
from tests.fakes.clock import FakeClock
from tests.fakes.paper_server import PaperServer


@pytest.fixture
async def server():
    async with PaperServer() as server:
        yield server


@pytest.fixture
async def web(monkeypatch, parsers, server):
    monkeypatch.setenv("PAPERBOY_CONTACT", "me@example.org\u00e9\n(x)")
    async with Web(FakeClock(), parsers=parsers, max_body=1_000) as web:
        web.trust(server.url)
        yield web


def redirect(location):
    return lambda request: aiohttp.Response(status=302, headers={"Location": location})


async def test_the_user_agent_says_who_asks(server, web):
    server.answers["/x"] = lambda request: aiohttp.Response(text=request.headers["User-Agent"])
    answer = await web.get(f"{server.url}/x")
    assert answer.body.startswith(b"Paperboy/")
    assert answer.body.endswith(b"(research paper digest bot; me@example.orgx)")


async def test_a_token_goes_to_its_own_host_only(server, web):
    async with PaperServer() as other:
        web.trust(other.url)
        said = lambda request: aiohttp.Response(text=request.headers.get("Authorization", "nothing"))  # noqa: E731 -- used twice
        server.answers["/own"] = other.answers["/other"] = said
        server.answers["/away"] = redirect(f"{other.url}/other")
        server.answers["/home"] = redirect("/own")
        assert (await web.get(f"{server.url}/own", token="t0k")).body == b"Bearer t0k"
        assert (await web.get(f"{server.url}/home", token="t0k")).body == b"Bearer t0k"
        assert (await web.get(f"{server.url}/away", token="t0k")).body == b"nothing"
        assert (await web.get(f"{server.url}/own")).body == b"nothing"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.example/"])
async def test_a_redirect_to_another_kind_of_address_is_refused(server, web, target):
    server.answers["/x"] = redirect(target)
    with pytest.raises(SourceError, match="not safe to follow"):
        await web.get(f"{server.url}/x")


async def test_a_body_that_says_it_is_too_large_is_not_read(server, web):
    server.answers["/x"] = lambda request: aiohttp.Response(body=b"x" * 1_001)
    with pytest.raises(SourceError, match="more than 1,000 bytes"):
        await web.get(f"{server.url}/x")
    server.answers["/y"] = lambda request: aiohttp.Response(body=b"x" * 1_000)
    assert len((await web.get(f"{server.url}/y")).body) == 1_000


async def test_a_small_body_that_unpacks_into_a_large_one_is_refused(server, web):
    def packed(request):
        response = aiohttp.Response(body=b"x" * 100_000)
        response.enable_compression(aiohttp.ContentCoding.gzip)
        return response

    server.answers["/x"] = packed
    with pytest.raises(SourceError, match="more than 1,000 bytes"):
        await web.get(f"{server.url}/x")


async def test_a_status_that_is_no_success_is_an_error_unless_expected(server, web):
    server.answers["/x"] = lambda request: aiohttp.Response(status=404, text="gone")
    with pytest.raises(RefusedError, match="answered HTTP 404") as refused:
        await web.get(f"{server.url}/x")
    assert refused.value.status == 404
    assert (await web.get(f"{server.url}/x", accept=frozenset({404}))).body == b"gone"


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://[::1", ""),
        ("nonsense", ""),
        ("gopher://x.example/", ""),
        ("http://127.0.0.1:1/secret-path", ""),
        ("http://127.0.0.1:9/", "secret\ntoken"),
        ("http://127.0.0.1:9/", "sécret"),
    ],
)
async def test_whatever_is_wrong_is_one_sentence_without_secrets(web, url, token):
    with pytest.raises(SourceError) as error:
        await web.get(url, token=token)
    assert "secret" not in error.value.sentence
    assert "sécret" not in error.value.sentence
    assert "\n" not in error.value.sentence
