"""The web server answers on a loopback port, and a taken port gets a sentence."""

import asyncio
import contextlib
import socket

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route

from adapters.web import application
from adapters.web.server import listen, serve
from adapters.web.site import Site
from bot.errors import SettingsError
from bot.health import Health
from tests.fakes.discord_parts import until


@contextlib.asynccontextmanager
async def running(health):
    async def judged():
        return health

    async def metrics():
        return b"paperboy_up 1\n", "text/plain"

    server = listen("127.0.0.1", 0)
    task = asyncio.create_task(serve(application(judged, metrics), server))
    base = f"http://127.0.0.1:{server.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=base) as client:
        yield client
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_health_and_metrics_are_served():
    async with running(Health(ok=True, reason="fine")) as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"ok": True, "reason": "fine"})
        assert (await client.get("/metrics")).text == "paperboy_up 1\n"


async def test_bad_health_is_a_503_with_the_reason():
    async with running(Health(ok=False, reason="late")) as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "late")


def test_a_taken_port_is_a_sentence_with_the_way_out():
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(SettingsError, match="set PAPERBOY_PORT to a free port"):
            listen("127.0.0.1", taken.getsockname()[1])
    for nowhere in ("999.1.1.1", "192.0.2.1"):
        with pytest.raises(SettingsError, match="set PAPERBOY_HOST to an address of this machine"):
            listen(nowhere, 0)


async def test_the_site_answers_from_the_first_moment_and_takes_routes_later():
    async def judged():
        return Health(ok=True, reason="starting: opening the database")

    async def metrics():
        return b"", "text/plain"

    async def hello(_request):
        return Response("hello")

    site, said = Site(judged, metrics), []
    async with site.serving("127.0.0.1", 0, said.append):
        address = said[0].split()[1].removesuffix("/papers.")
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.get("/healthz")).json()["reason"] == "starting: opening the database"
            early = await client.get("/hello")
            assert (early.status_code, early.headers["retry-after"]) == (503, "5")
            site.add([Route("/hello", hello)])
            assert (await client.get("/hello")).text == "hello"


async def test_a_taken_port_is_said_and_everything_else_goes_on():
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        said = []
        async with Site(None, None).serving("127.0.0.1", taken.getsockname()[1], said.append):
            assert "set PAPERBOY_PORT to a free port" in said[0]


async def test_no_answer_waits_for_an_acknowledgement_of_its_head():
    """Head and body are two writes: with Nagle's algorithm the second waits 40 ms for a delayed acknowledgement."""
    accepted = []
    with listen("127.0.0.1", 0) as server:

        def connected(reader, writer):
            accepted.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(connected, sock=server):
            _, writer = await asyncio.open_connection(*server.getsockname())
            await until(lambda: accepted)
            writer.close()
            await writer.wait_closed()
    assert accepted[0]
