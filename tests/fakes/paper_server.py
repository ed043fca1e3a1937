"""Every paper source's server in one, on the loopback: well, or unwell in each way that servers are."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Self

from aiohttp import web

from tests.fakes import bodies
from tests.fakes.registries import Registries

HUGE = 400_000  # bytes, more than the tests let a source read
UNWELL = ("error", "limited", "page", "cut", "drop", "slow", "huge", "garbage", "empty", "loop")

Answer = Callable[[web.Request], web.Response]


def unwell(mode: str) -> web.Response | None:
    """The answers that are the same to every question."""
    page = "<!doctype html><html><body>Maintenance</body></html>"
    match mode:
        case "error":
            return web.Response(status=503, text="try later")
        case "limited":
            return web.Response(status=429, headers={"RateLimit": '"api";r=0;t=55'}, text="{}")
        case "page":
            return web.Response(text=page, content_type="text/html")
        case "garbage":
            return web.Response(body=bytes(range(256)) * 20)
        case "empty":
            return web.Response(body=b"")
        case _:
            return None


class PaperServer:
    """Serves `today`'s papers; `mode` is "well" or one of UNWELL.

    `answers` go before its own, by the path's start.
    """

    def __init__(self, today: date = date(2026, 11, 20)) -> None:
        self.today = today
        self.mode = "well"
        self.numbers = [f"2611.{10_000 + number}" for number in range(3)]
        self.answers: dict[str, Answer] = {}
        self._by_path: dict[str, Answer] = {
            "/api/daily_papers": self._daily,
            "/api/papers/": self._paper,
            "/api/query": self._query,
            "/atom/": self._announcement,
            "/feed.xml": self._rss,
            **Registries(lambda: self.today, lambda: self.numbers).by_path,
        }
        self.asked: list[web.Request] = []
        self.listening: Callable[[web.Request], Awaitable[None]] | None = None  # hears each, for its body
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._runner.cleanup()

    def paths(self) -> list[str]:
        return [request.path_qs for request in self.asked]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if self.listening is not None:
            await self.listening(request)
        if self.mode == "cut":
            whole = self._well(request).body
            assert isinstance(whole, bytes)
            return web.Response(body=whole[: len(whole) * 2 // 3])
        if self.mode == "drop":
            assert request.transport is not None
            request.transport.abort()
        if self.mode in {"slow", "huge"}:
            return await self._stream(request)
        if self.mode == "loop":
            return web.Response(status=302, headers={"Location": str(request.rel_url)})
        return unwell(self.mode) or self._well(request)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        if self.mode == "huge":
            for _ in range(HUGE // 10_000):
                await response.write(b"[" * 10_000)
            return response
        for _ in range(50):
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response

    def _well(self, request: web.Request) -> web.Response:
        for start, answer in [*self.answers.items(), *self._by_path.items()]:
            if request.path.startswith(start):
                return answer(request)
        return web.Response(status=404, text="{}")

    def _query(self, request: web.Request) -> web.Response:
        wanted = request.query.get("id_list")
        return web.Response(body=bodies.query([wanted] if wanted else self.numbers))

    def _announcement(self, request: web.Request) -> web.Response:
        return web.Response(body=bodies.announcement(request.path.rpartition("/")[2], self.today, self.numbers))

    def _rss(self, request: web.Request) -> web.Response:
        return web.Response(body=bodies.rss([f"https://arxiv.org/abs/{number}" for number in self.numbers]))

    def _daily(self, request: web.Request) -> web.Response:
        day = date.fromisoformat(request.query["date"])
        if day > self.today:
            return web.json_response({"error": "Date is in the future"}, status=400)
        if day.weekday() >= 5:
            return web.json_response([])
        start, limit = int(request.query.get("p", 0)) * int(request.query["limit"]), int(request.query["limit"])
        shown = self.numbers[start : start + limit]
        items = [bodies.daily_item(number, day, upvotes=90 - rank) for rank, number in enumerate(shown)]
        more = {"Link": f'<{request.path}?p=9>; rel="next"'} if start + limit < len(self.numbers) else {}
        return web.Response(body=bodies.daily(items), headers=more)

    def _paper(self, request: web.Request) -> web.Response:
        number = request.path.rpartition("/")[2]
        if number in self.numbers:
            return web.json_response(bodies.daily_item(number, self.today)["paper"])
        return web.json_response({"error": "Paper not found."}, status=404)


def each_days(now: Callable[[], datetime]) -> Answer:
    """Three papers of its own for every day until now."""

    def answer(request: web.Request) -> web.Response:
        day = date.fromisoformat(request.query["date"])
        if day > now().date():
            return web.json_response({"error": "Date is in the future"}, status=400)
        numbers = [f"{day:%y%m}.{day.day:02}{rank:03}" for rank in (1, 2, 3)] if request.query["p"] == "0" else []
        items = [bodies.daily_item(number, day, upvotes=90 - rank) for rank, number in enumerate(numbers)]
        return web.Response(body=bodies.daily(items))

    return answer
