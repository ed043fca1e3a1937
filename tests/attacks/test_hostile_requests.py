"""Requests that are endless, slow, half-sent, many or forged: cut off while they are read, before any route acts."""

import asyncio
import contextlib
import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from adapters.slack import routes
from adapters.web.limits import LONGEST_BODY, LimitedProtocol, Limits
from adapters.web.server import listen, serve
from adapters.web.site import Site
from bot.health import Health
from tests.each_of import each_of
from tests.fakes.slack_parts import at_work


class Server:
    """Paperboy's own server around one route that reads its request whole, or answers at once."""

    def __init__(self, **limits):
        self.protocol = type("Tight", (LimitedProtocol,), {"limits": Limits(**limits)})
        self.read, self.answered, self.open = 0, 0, asyncio.Event()
        self.open.set()
        self.all_read = asyncio.Event()

    async def _read(self, request):
        async for part in request.stream():
            self.read += len(part)
            if self.read == 15:
                self.all_read.set()
        await self.open.wait()
        self.answered += 1
        return PlainTextResponse(f"read {self.read}")

    async def _at_once(self, request):
        self.answered += 1
        return PlainTextResponse("at once")

    @contextlib.asynccontextmanager
    async def serving(self):
        app = Starlette(
            routes=[
                Route("/read", self._read, methods=["POST"]),
                Route("/at-once", self._at_once, methods=["GET", "POST"]),
            ]
        )
        server = listen("127.0.0.1", 0)
        self.port = server.getsockname()[1]
        task = asyncio.create_task(serve(app, server, self.protocol))
        yield self
        self.open.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def connect(self, sent=b""):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        return reader, writer


@contextlib.asynccontextmanager
async def serving(**limits):
    async with Server(**limits).serving() as server:
        yield server


async def rest(reader):
    """All that still comes; "" if the connection is cut."""
    with contextlib.suppress(ConnectionError):
        return await reader.read()
    return b""


async def leave(writer):
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def chunks(count, size=65_536):
    piece = b"%x\r\n" % size + b"a" * size + b"\r\n"
    return (piece for _ in range(count))


HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@each_of("path", [b"/read", b"/at-once"])
async def test_an_endless_body_is_left_after_the_most_that_is_read(path):
    async with serving() as server:
        reader, writer = await server.connect(HEAD % path)
        sent = 0
        with contextlib.suppress(ConnectionError):
            for piece in chunks(1_000):  # 65 MB
                writer.write(piece)
                await writer.drain()
                sent += len(piece)
        answer = await rest(reader)
        assert server.read <= LONGEST_BODY
        assert sent < 30 * LONGEST_BODY  # what the system's own buffers hold, and no more
        assert path == b"/at-once" or not answer or b" 413 " in answer
        await leave(writer)


async def test_whoever_leaves_before_a_request_is_whole_costs_no_line_in_the_log(caplog):
    async with serving() as server:
        for _ in range(3):
            _, writer = await server.connect(HEAD % b"/read" + b"5\r\nabcde\r\n")
            await writer.drain()
            await leave(writer)
        async with asyncio.timeout(30):
            await server.all_read.wait()
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{server.port}/at-once")).text == "at once"
    assert server.answered == 1
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


async def test_a_body_that_says_that_it_is_too_large_is_refused_before_it_is_read():
    async with serving() as server:
        head = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (LONGEST_BODY + 1)
        reader, writer = await server.connect(head)
        assert b" 413 " in await rest(reader)
        assert (server.read, server.answered) == (0, 0)
        await leave(writer)


async def test_a_body_within_the_limit_is_read_whole():
    async with serving() as server, httpx.AsyncClient() as client:
        for _ in range(3):
            server.read = 0
            answer = await client.post(f"http://127.0.0.1:{server.port}/read", content=b"a" * LONGEST_BODY)
            assert answer.text == f"read {LONGEST_BODY}"


@each_of(
    "half",
    [
        b"",
        b"POST /re",
        b"POST /read HTTP/1.1\r\nHost: x\r\nX-Long: ",
        b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        HEAD % b"/read" + b"5\r\nab",
    ],
)
async def test_a_request_that_is_never_whole_is_cut_off(half):
    async with serving(request=0.3) as server:
        reader, writer = await server.connect(half)
        assert await rest(reader) == b""
        assert server.answered == 0
        await leave(writer)


async def test_a_request_that_drips_is_cut_off_however_often_it_drips():
    async with serving(request=0.5) as server:
        reader, writer = await server.connect(b"GET /at-once HTTP/1.1\r\nHost: x\r\n")
        dripped = 0
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof() and dripped < 2_000:
                writer.write(b"X: y\r\n")
                await writer.drain()
                dripped += 1
                await asyncio.sleep(0.01)
        assert dripped < 2_000
        assert server.answered == 0
        await leave(writer)


async def test_a_head_without_end_is_refused():
    async with serving() as server:
        reader, writer = await server.connect(b"GET /at-once HTTP/1.1\r\nX: " + b"a" * 200_000)
        assert b" 400 " in (await rest(reader) or b" 400 ")
        assert server.answered == 0
        await leave(writer)


async def test_many_half_sent_requests_keep_nobody_out_and_are_bounded():
    async with serving(connections=20) as server:
        held = [await server.connect(b"POST /read HTTP/1.1\r\nHost: x\r\n") for _ in range(100)]
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{server.port}/at-once")).text == "at once"
        ended = await asyncio.gather(
            *(asyncio.wait_for(rest(reader), 1) for reader, _ in held), return_exceptions=True
        )
        assert len([each for each in ended if each == b""]) >= 80
        for _, writer in held:
            await leave(writer)


async def test_requests_that_are_being_answered_are_not_cut_off_for_newcomers():
    async with serving(connections=5) as server, httpx.AsyncClient() as client:
        server.open.clear()
        url = f"http://127.0.0.1:{server.port}/read"
        under_way = [asyncio.create_task(client.post(url, content=b"abc")) for _ in range(5)]
        await asyncio.wait_for(server.all_read.wait(), 30)
        reader, writer = await server.connect(b"GET /at-once HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await rest(reader) == b""
        server.open.set()
        assert [answer.status_code for answer in await asyncio.gather(*under_way)] == [200] * 5
        await leave(writer)


async def test_an_answer_that_nobody_takes_is_thrown_away():
    async with serving(answer=0.3) as server:
        server.open.clear()
        reader, writer = await server.connect(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        assert await rest(reader) == b""
        await leave(writer)


async def test_one_connection_may_ask_again_and_again():
    async with serving() as server, httpx.AsyncClient() as client:
        for _ in range(5):
            assert (await client.get(f"http://127.0.0.1:{server.port}/at-once")).text == "at once"
        both = b"GET /at-once HTTP/1.1\r\nHost: x\r\n\r\n" * 2
        reader, writer = await server.connect(both + both.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert (await rest(reader)).count(b"at once") == 3
        await leave(writer)


@pytest.mark.parametrize(
    ("stamp", "signed"),
    [
        (b"now", "v0=ü".encode()),
        (b"now", "v0=ü".encode("latin-1")),
        (b"now", b"v0=" + b"0" * 64),
        (b"now", b""),
        (b"9" * 5_000, b"v0=0"),
        ("١٢٣".encode(), b"v0=0"),
        (b"-1", b"v0=0"),
        (b"", b"v0=0"),
        (b"1", b"v0=0"),
    ],
)
async def test_a_forged_signature_is_a_quiet_401(stamp, signed, caplog):
    async with at_work(slack_signing_secret="shh") as bench:
        app = Starlette(routes=list(routes(bench.platform)))
        server = listen("127.0.0.1", 0)
        task = asyncio.create_task(serve(app, server))
        now = str(int(time.time())).encode() if stamp == b"now" else stamp
        head = [("X-Slack-Request-Timestamp", now), ("X-Slack-Signature", signed)]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.getsockname()[1]}") as client:
            answer = await client.post("/slack/events", content=b"a=b", headers=head)
        assert (answer.status_code, answer.text) == (401, "invalid signature")
        assert not caplog.records
        assert bench.desk.asked == []
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_unsigned_flood_is_not_read_before_the_signature():
    async with at_work(slack_signing_secret="shh") as bench:
        app = Starlette(routes=list(routes(bench.platform)))
        server = listen("127.0.0.1", 0)
        task = asyncio.create_task(serve(app, server))
        reader, writer = await asyncio.open_connection("127.0.0.1", server.getsockname()[1])
        writer.write(HEAD % b"/slack/events")
        sent = 0
        with contextlib.suppress(ConnectionError):
            for piece in chunks(1_000):
                writer.write(piece)
                await writer.drain()
                sent += len(piece)
        assert sent < 30 * LONGEST_BODY
        assert b" 413 " in (await rest(reader) or b" 413 ")
        await leave(writer)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_health_and_metrics_can_have_a_port_of_their_own():
    async def judged():
        return Health(ok=True, reason="fine")

    async def metrics():
        return b"paperboy_up 1\n", "text/plain"

    async def hello(request):
        return PlainTextResponse("hello")

    with listen("127.0.0.1", 0) as free:
        public = free.getsockname()[1]
    site, said = Site(judged, metrics), []
    site.add([Route("/hello", hello)])
    async with site.serving("127.0.0.1", public, said.append, health_port=0), httpx.AsyncClient() as client:
        own = said[0].split()[5].removesuffix("/healthz,")
        assert (await client.get(f"{own}/healthz")).json()["ok"] is True
        assert (await client.get(f"{own}/metrics")).text == "paperboy_up 1\n"
        assert (await client.get(f"{own}/hello")).status_code == 404
        for path in ("healthz", "metrics"):
            answer = await client.get(f"http://127.0.0.1:{public}/{path}")
            assert (answer.status_code, "starting" in answer.text) == (
                503,
                True,
            )  # as for every path not added yet
        assert (await client.get(f"http://127.0.0.1:{public}/hello")).text == "hello"
