"""PostgreSQL against SQLite, and one process against several: `python -m bench.postgres [--channels 20000] [--processes 2]`.

Planning of as many channels as are said, all due at once; deliveries from claim to receipt by real dispatchers, to a
platform that answers at once and to one that takes 50 ms; and what a night writes, the first and the fiftieth. The server
is the wheel's own, on this machine: it shares the cores with the processes, and what that forbids is said beside the
figure. With a million channels it takes about half an hour. Its processes are fresh: they read each query for the first time.
"""

import argparse
import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg

from bench import server_cpu
from bench.nightly import NOW, PAPERS, build, record
from bench.table import Figure, show
from bot.app.system_clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.lanes import Lanes
from bot.model.channel import Address
from bot.model.delivery import Delivery, Lookup, NotThere, Outcome, Receipt, Sent
from bot.model.digest import Edition
from bot.model.role import ALL_ROLES
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import Message, Platform
from bot.text.document import read_ahead
from bot.views.blocks import View
from storage.locations import location
from tests.fakes.postgres_server import Server, own_server
from tests.integration.delivering import show as view

DELIVERIES = 12_000
SLOW = 0.05  # seconds that the slower platform takes
AT_ONCE = 4  # calls under way in a process with it: few, so that the cores are not what is measured
NIGHTS = 50
EACH = 1_000  # deliveries a process with it: twenty seconds, of which the last one, when some have none left, is little
READY = "ready"
_LOGGED = "SELECT pg_current_wal_insert_lsn() - '0/0'"  # bytes since the server was made
_SEEN = (
    "INSERT INTO seen SELECT {first} + (c.id * 7 + p) % {papers}, c.id, 1, NULL"
    " FROM channel AS c, generate_series(0, 1) AS p ORDER BY 1, 2"
)


class Instant:
    """A platform that accepts everything, after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:  # noqa: ARG002 -- the port's
        """One message."""
        return [{"text": str(len(view.blocks))}]

    def turn(self, address: Address) -> None:  # noqa: ARG002 -- the port's
        """No limits."""
        return

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:  # noqa: ARG002 -- as above
        """It arrives."""
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return Sent(Receipt(delivery.token))

    async def find(self, *_: object) -> Lookup:
        """Nothing is ever in doubt."""
        return NotThere()


async def plan(place: str) -> dict[str, float]:
    """Plan what is due there."""
    where = location(place if "://" in place else Path(place), Path(tempfile.mkdtemp()))
    async with where.open(secret_key=None, older_key=None) as store:
        # What a paper's words are is read as it arrives, and not counted here (nor in bench.matching).
        read_ahead(each.paper for each in await store.plans.among(listed_since(NOW.date())))
        _begin_together()
        began, busy = time.time(), time.process_time()
        planned = await store.plans.plan(NOW, listed_since(NOW.date()), prepare(NOW))
        return {
            "began": began,
            "ended": time.time(),
            "digests": planned.digests,
            "busy": time.process_time() - busy,
        }


async def deliver(place: str, seconds: float, at_once: int) -> dict[str, float]:
    """Deliver until nothing is left."""
    logging.disable(logging.WARNING)
    where = location(place, Path(tempfile.mkdtemp()))
    async with (
        where.open(secret_key=None, older_key=None) as store,
        store.claim_delivery(SystemClock().now(), roles=ALL_ROLES),
    ):
        sender = Instant(seconds)
        lanes = Lanes(running=at_once) if at_once else Lanes()
        platform = Platform("fake", sender, sender)  # type: ignore[arg-type] -- nobody is told anything here
        dispatcher = Dispatcher(
            store.outbox, store.plans, [platform], SystemClock(), view, lanes=lanes, shared=True
        )
        _begin_together()
        began, busy = time.time(), time.process_time()
        tally = await dispatcher.drain()
        return {"began": began, "ended": time.time(), "sent": tally.sent, "busy": time.process_time() - busy}


def _begin_together() -> None:
    """Processes that start beside each other on few cores are ready up to a second apart: that is not measured."""
    print(READY, flush=True)
    sys.stdin.readline()


def apart(count: int, *words: str) -> tuple[float, list[dict[str, float]]]:
    """The module in so many processes at once: seconds from the first's beginning to the last's end."""
    command = [sys.executable, "-m", "bench.postgres", *words]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own
        for _ in range(count)
    ]
    for each in started:
        while each.stdout and each.stdout.readline() not in {READY + "\n", ""}:
            pass
    for each in started:  # before any of them is waited for
        if each.stdin:
            each.stdin.write("\n")
            each.stdin.flush()
    found = [json.loads(each.communicate()[0].splitlines()[-1]) for each in started]
    return max(each["ended"] for each in found) - min(each["began"] for each in found), found


def statement(url: str, sql: str) -> list[tuple[object, ...]]:
    """One statement, and its rows."""

    async def go() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return asyncio.run(go())


def copied(server: Server, source: str, name: str) -> str:
    """The URL of a copy of a database."""
    statement(server.url(), f"CREATE DATABASE {name} TEMPLATE {source}")
    return server.url(name)


async def furnish(place: str, channels: int) -> None:
    """Channels that are due, with papers."""
    where = location(place if "://" in place else Path(place), Path(tempfile.mkdtemp()))
    async with where.open(secret_key=None, older_key=None) as store:
        await build(store, channels)


def figures(server: Server, folder: Path, channels: int, processes: int) -> Iterator[Figure]:
    """Every figure as soon as it is measured."""
    statement(server.url(), "CREATE DATABASE due")
    asyncio.run(furnish(server.url("due"), channels))
    statement(server.url("due"), "ANALYZE")
    file = folder / "due.db"
    asyncio.run(furnish(str(file), channels))
    lite, alone = apart(1, "--plan", str(file))
    url = copied(server, "due", "one")
    before = _taken(server)
    one, found = apart(1, "--plan", url)
    whole = found[0]["busy"] + (served := _taken(server) - before)
    each, both = 1e3 / channels, whole / alone[0]["busy"]  # holds on a busy machine, too
    yield Figure("planned on SQLite", lite, "s")
    yield Figure(
        "planned on PostgreSQL, 1 process",
        one / lite,
        "x",
        1.5,
        note=f"{one:.1f} s; {found[0]['busy'] * each:.3f} ms of its processor a channel, {served * each:.3f} of the server's,"
        f" {both:.2f} x SQLite's",
    )
    url = copied(server, "due", "two")
    before = _taken(server)
    two, found = apart(2, "--plan", url)
    taken, cores = sum(each["busy"] for each in found) + _taken(server) - before, os.cpu_count() or 1
    most = whole / taken * cores  # what one learns of papers and queries each of two learns by itself
    yield Figure(
        "2 processes against 1",
        one / two,
        "x",
        1.5,
        least=True,
        note=f"{two:.1f} s; with the server {taken:.1f} s of processors where one took {whole:.1f}: {cores} cores give at most"
        f" {most:.2f}",
    )
    yield from rates(server, processes)
    yield from nights(server, channels)


def _taken(server: Server) -> float:
    """Seconds of processor that the server took so far, when those who asked are gone."""
    time.sleep(0.3)
    return server_cpu.seconds(server.process.pid) if server.process else 0.0


def rates(server: Server, processes: int) -> Iterator[Figure]:
    """Deliveries a second."""
    statement(server.url(), "CREATE DATABASE small")
    asyncio.run(furnish(server.url("small"), DELIVERIES))
    apart(1, "--plan", server.url("small"))
    statement(server.url("small"), "UPDATE delivery SET ready = 0, due = 0, insisted = 1")
    statement(server.url("small"), "VACUUM ANALYZE")
    for count in range(1, processes + 1):
        url = copied(server, "small", f"fast{count}")
        before = _taken(server)
        seconds, found = apart(count, "--deliver", url)
        served = _taken(server) - before
        sent, busy = sum(each["sent"] for each in found), sum(each["busy"] for each in found)
        note = f"{busy / sent * 1e3:.2f} ms of processor each, and {served / sent * 1e3:.2f} of the server's"
        target = 2_000.0 if count == processes else 0.0
        yield Figure(f"claim to receipt, {count} processes", sent / seconds, "/s", target, least=True, note=note)
    first = 0.0
    for count in (1, 2, 4):
        url = copied(server, "small", f"slow{count}")
        statement(url, f"DELETE FROM delivery WHERE id > {EACH * count}")  # noqa: S608 -- a number of ours
        seconds, found = apart(count, "--deliver", url, "--latency", str(SLOW), "--at-once", str(AT_ONCE))
        rate = sum(each["sent"] for each in found) / seconds
        first = first or rate
        yield Figure(
            f"to a platform of 50 ms, {count} processes",
            rate / first / count,
            "x",
            0.9 if count > 1 else 0,
            least=True,
            note=f"{rate:.0f} a second",
        )


def nights(server: Server, channels: int) -> Iterator[Figure]:
    """What is written: the first night, and one after so many."""
    found = []
    for name, before in (("young", 0), ("old", NIGHTS)):
        url = copied(server, "due", name)
        for night in range(before):
            first = 10**6 + night * PAPERS
            statement(url, _SEEN.format(first=first, papers=PAPERS))
        statement(url, "VACUUM ANALYZE")
        statement(server.url(), "CHECKPOINT")
        ((start,),) = statement(url, _LOGGED)
        apart(1, "--plan", url)
        apart(1, "--record", url, "--channels", str(channels))
        ((end,),) = statement(url, _LOGGED)
        time.sleep(1.5)  # what was counted is told by then
        ((rows,),) = statement(
            url, "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname <> 'seen'"
        )
        found.append(((float(str(end)) - float(str(start))) / channels, float(str(rows)) / channels))
    yield Figure("bytes written a channel, first night", found[0][0], "B")
    yield Figure(f"night {NIGHTS} against the first: bytes", found[1][0] / found[0][0], "x", 1.2)
    yield Figure(
        f"night {NIGHTS} against the first: rows",
        found[1][1] / found[0][1],
        "x",
        1.2,
        note=f"{found[0][1]:.1f} rows a channel",
    )


async def record_all(place: str, channels: int) -> dict[str, float]:
    """Receipts for everything that is due."""
    where = location(place, Path(tempfile.mkdtemp()))
    async with where.open(secret_key=None, older_key=None) as store:
        _begin_together()
        began = time.time()
        await record(store, channels)
        return {"began": began, "ended": time.time()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--channels", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    for hidden in ("--plan", "--deliver", "--record"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--latency", type=float, default=0.0, help=argparse.SUPPRESS)
    parser.add_argument("--at-once", type=int, default=0, help=argparse.SUPPRESS)
    said, _ = parser.parse_known_args(arguments)
    if said.plan:
        print(json.dumps(asyncio.run(plan(said.plan))))
    elif said.deliver:
        print(json.dumps(asyncio.run(deliver(said.deliver, said.latency, said.at_once))))
    elif said.record:
        print(json.dumps(asyncio.run(record_all(said.record, said.channels))))
    else:
        with (
            own_server(shared_buffers="1GB", max_wal_size="8GB", max_connections="200") as server,
            tempfile.TemporaryDirectory() as folder,
        ):
            title = f"PostgreSQL, {said.channels:,} channels, {os.cpu_count()} cores for all"
            show(title, figures(server, Path(folder), said.channels, said.processes))


if __name__ == "__main__":
    main()
