"""Pages and feeds at 100,000 papers, 50 clients at once: `python -m bench.web [--papers N] [--requests N]`.

Two servers with the same settings, each a process of its own: Paperboy's, and a bare Starlette that has the very same
bytes in memory. The clients (keep-alive, no pause between two requests) ask one and the other in turns, so that a
neighbour's noise falls on both; of each page the median of the turns counts. The 95th percentile is that of a request
among 50 under way; processor times are the server's own for one request, and say more on a machine that others use.
Then first visits: pages that nobody has asked for, one after the other. Page weights are those of a browser.
"""

import argparse
import asyncio
import contextlib
import gzip
import os
import random
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web.answers.visitors import Visitors
from adapters.web.reading import reading_routes
from adapters.web.server import listen, serve
from adapters.web.services import WebServices
from bench.catalogue import library
from bench.corpus import LAST_DAY
from bench.table import Figure, percentile, show
from bot.search.searcher import Search
from storage.index.folder import SUFFIX
from storage.store import open_store

NOW = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 18, tzinfo=UTC)
CLIENTS = 50
TURNS = 5
PAGES = {
    "day": "/papers/date/2026-04-30",
    "week": f"/papers/week/{LAST_DAY:%G-W%V}",
    "month": "/papers/month/2026-04",
    "trending": "/papers/trending",
    "search": "/papers?q=diffusion+models",
    "keyword": "/keyword?q=reinforcement+learning",
    "paper": "/papers/2001.50000",
    "Atom": "/feeds/atom",
    "Atom of a query": "/feeds/atom?q=agents",
    "JSON Feed": "/feeds/json",
    "API, a day": "/api/daily_papers?date=2026-04-30",
}
FIRST = 100  # visits
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


class Then:
    """It is always the evening of the last day."""

    def now(self) -> datetime:
        """That evening."""
        return NOW

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def listed_library(papers: int) -> Path:
    """The benchmarks' library with what it leaves out: listings, and the ids that papers go by."""
    plain = await library(papers)
    path = plain.with_name(f"web-{papers}.db")
    if path.exists():
        return path
    making = plain.with_name(f"making-web-{papers}.db")
    shutil.rmtree(f"{path}{SUFFIX}", ignore_errors=True)
    shutil.copytree(f"{plain}{SUFFIX}", f"{path}{SUFFIX}")
    with closing(sqlite3.connect(plain)) as source, closing(sqlite3.connect(making)) as copy:
        source.backup(copy)
        copy.execute(
            "INSERT INTO alias (id, paper)"  # the library's own ids are of no month
            " SELECT printf('arxiv:2001.%05d', id - 1), id FROM paper WHERE true ON CONFLICT DO NOTHING"
        )
        copy.execute(
            "INSERT INTO listing SELECT id, 'huggingface', last_listed, 1000000 * unixepoch(last_listed), 1, upvotes, 0"
            " FROM paper WHERE true ON CONFLICT DO NOTHING"
        )
        copy.commit()
    making.replace(path)
    return path


async def serve_paperboy(path: Path, port: int) -> None:
    """Until killed."""
    async with open_store(path) as store:
        await store.index.repair()
        home = f"http://127.0.0.1:{port}"
        asked = WebServices.of(store, Search(store.index, store.papers), Then(), home)
        app = Starlette(routes=list(reading_routes(asked, Visitors(burst=1e9))))
        await serve(app, listen("127.0.0.1", port))


async def serve_bare(folder: Path, port: int) -> None:
    """The same bytes, from memory, by number."""
    bodies = [each.read_bytes() for each in sorted(folder.iterdir())]

    async def page(request: Request) -> Response:
        return Response(bodies[int(request.path_params["number"])], media_type="text/html")

    await serve(Starlette(routes=[Route("/{number}", page)]), listen("127.0.0.1", port))


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves."""

    process: asyncio.subprocess.Process
    port: int

    def seconds(self) -> float:
        """Of the processor, so far."""
        user, system = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").split()[13:15]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def served(what: str, path: Path) -> AsyncIterator[Server]:
    """One of the two, as soon as it answers; the first time it makes its index before, which takes a minute or two."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.web", what, str(path), str(port))
    try:
        while process.returncode is None:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.1)
        yield Server(process, port)
    finally:
        process.kill()
        await process.wait()


async def asked(server: Server, path: str, requests: int) -> tuple[list[float], float]:
    """Milliseconds of each request of 50 clients at once, and the server's processor milliseconds for one."""
    message = f"GET {path} HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip\r\n\r\n".encode()
    times: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1 << 20)
        for _ in range(max(requests // CLIENTS, 1)):
            started = time.perf_counter()
            writer.write(message)
            head = await reader.readuntil(b"\r\n\r\n")
            found = _LENGTH.search(head)
            if not head.startswith(b"HTTP/1.1 200") or not found:
                sys.exit(f"{path} was answered with {head[:60]!r}")
            await reader.readexactly(int(found[1]))
            times.append((time.perf_counter() - started) * 1e3)
        writer.close()

    spent = server.seconds()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return times, (server.seconds() - spent) * 1e3 / len(times)


async def compared(paperboy: Server, bare: Server, requests: int) -> list[Figure]:
    """Each page beside the same bytes."""
    figures = []
    for number, (name, path) in enumerate(PAGES.items()):
        ours, theirs, spent = [], [], []
        for _ in range(TURNS):
            times, mine = await asked(paperboy, path, requests)
            plain, others = await asked(bare, f"/{number}", requests)
            ours.append(percentile(times, 95))
            theirs.append(percentile(plain, 95))
            spent.append((mine, others))
        mine, other = median(ours), median(theirs)
        note = (
            f"bare {other:.1f}; processor {median(one for one, _ in spent):.2f} ms a request, "
            f"bare {median(one for _, one in spent):.2f}"
        )
        figures.append(Figure(f"{name}, p95", mine, "ms", 30, note=note))
        ratio = median(one / two for one, two in zip(ours, theirs, strict=True))
        figures.append(Figure(f"{name}, beside the bare page", ratio, "x", 1.5))
    return figures


async def first_visits(client: httpx.AsyncClient) -> list[Figure]:
    """Pages that are made for the first who asks."""
    draw = random.Random(11)
    words = (
        "agents",
        "diffusion",
        "benchmark",
        "vision",
        "language",
        "reasoning",
        "speech",
        "robot",
        "graph",
        "video",
    )
    kinds = {
        "paper": [f"/papers/2001.{draw.randrange(100_000):05d}" for _ in range(FIRST)],
        "search": [f"/papers?q={'+'.join(draw.sample(words, 2))}+{number}" for number in range(FIRST)],
        "day": [
            f"/papers/date/{datetime.fromordinal(NOW.toordinal() - number):%Y-%m-%d}" for number in range(1, FIRST)
        ],
    }
    figures = []
    for name, paths in kinds.items():
        times = []
        for path in paths:
            started = time.perf_counter()
            await client.get(path)
            times.append((time.perf_counter() - started) * 1e3)
        note = f"p50 {percentile(times, 50):.1f}; one after the other, not counted"
        figures.append(Figure(f"first visit of a {name}, p95", percentile(times, 95), "ms", note=note))
    return figures


async def weights(client: httpx.AsyncClient) -> list[Figure]:
    """The heaviest page with all that it needs, as sent, and how many requests that takes."""
    heaviest, which, most = 0, "", 0
    for name in ("day", "week", "month", "trending", "search", "keyword", "paper"):
        page = await client.get(PAGES[name])
        own = sorted(set(_STATIC.findall(page.text)))
        bodies = [page.content, *[(await client.get(each)).content for each in own]]
        sent, plain = len(gzip.compress(bodies[0])) + sum(map(len, bodies[1:])), sum(map(len, bodies))
        most = max(most, len(bodies))
        if sent > heaviest:
            heaviest, which = sent, f"{name}; {plain / 1e3:.0f} kB unpacked"
    return [
        Figure("the heaviest page with style and script", heaviest / 1e3, "kB", 60, note=which),
        Figure("requests a page", most, "", 3),
    ]


async def run(papers: int, requests: int) -> None:
    path = await listed_library(papers)
    folder = path.with_name("web-bodies")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    async with served("paperboy", path) as paperboy:
        base = f"http://127.0.0.1:{paperboy.port}"
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            for number, page in enumerate(PAGES.values()):
                async with client.stream("GET", page, headers={"accept-encoding": "gzip"}) as answer:
                    raw = b"".join([part async for part in answer.aiter_raw()])
                if answer.status_code != 200:
                    sys.exit(f"{page} is {answer.status_code}")
                (folder / f"{number:02d}").write_bytes(raw)
            async with served("bare", folder) as bare:
                figures = await compared(paperboy, bare, requests)
            figures += [*await first_visits(client), *await weights(client)]
    show(
        f"pages and feeds, {papers:,} papers, {CLIENTS} clients at once, {TURNS} turns of {requests} requests",
        figures,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; or serve, for a measuring process."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["paperboy"]:
        asyncio.run(serve_paperboy(Path(given[1]), int(given[2])))
    elif given[:1] == ["bare"]:
        asyncio.run(serve_bare(Path(given[1]), int(given[2])))
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--papers", type=int, default=100_000)
        parser.add_argument("--requests", type=int, default=1_000, help="a page and turn")
        sizes = parser.parse_args(given)
        asyncio.run(run(sizes.papers, sizes.requests))


if __name__ == "__main__":
    main()
