"""A night of mail: addresses planned and handed to a mail server on the loopback, the pace switched off.

`python -m bench.email [--addresses N] [--folder PATH]`
The server is a process of its own that takes everything; planning and sending are one too, so that its memory is its
own. Then a tenth of it again, killed (SIGKILL) in the middle and started anew: what the server has twice is counted.
"""

import argparse
import asyncio
import json
import multiprocessing
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from adapters.email.app import assembled
from adapters.email.settings import EmailSettings
from bench.memory import megabytes
from bench.nightly import NOW, build
from bench.table import Figure, show
from bot.app.system_clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.views.digest import digest_view
from storage import open_store
from storage.rows.instants import to_column
from storage.store import SqliteStore
from tests.fakes.core_services import core_services

ADDRESSES = 10_000
MINUTES = 5
SINK_SAYS = {b"EHLO": b"250 SMTPUTF8\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


def serve(pipe: Pipe) -> None:
    """The server's process: tells its port, then for `ids` the Message-IDs that it took, else ends."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Pipe) -> None:
    taken: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            writer.write(SINK_SAYS.get(word, b"250 OK\r\n"))
            if word == b"DATA":
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                taken.append(head.split("Message-ID: ")[1].split("\r\n")[0])
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 OK\r\n")
        writer.close()

    async def safely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(safely, "127.0.0.1", 0, limit=1_000_000)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv) == "ids":
        pipe.send(taken)


async def mail_all(store: SqliteStore, url: str, look: Callable[[], None] = lambda: None) -> None:
    """Everything that waits, without a pace; `look` is called now and then meanwhile."""
    platform = assembled(
        EmailSettings.load(smtp_url=url, mail_from="papers@paperboy.test", mail_rate=0), core_services()
    )
    dispatcher = Dispatcher(store.outbox, store.plans, [platform], SystemClock(), digest_view)
    running = asyncio.create_task(dispatcher.run())
    while await store.database.read(_unsettled):
        look()
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    if platform.close is not None:
        await platform.close()


def _unsettled(db: sqlite3.Connection) -> int:
    """Also what is being sent and what waits behind it, which never falls due by itself (`Outbox.next_at`)."""
    return int(db.execute("SELECT count(*) FROM delivery WHERE ready IS NOT NULL").fetchone()[0])


@contextmanager
def sink() -> Iterator[tuple[str, Pipe]]:
    """The server, started; its address and how to ask it."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"smtp://127.0.0.1:{here.recv()}", here
    finally:
        here.send("end")
        process.join(5)
        process.terminate()


def prepared(path: Path, addresses: int) -> None:
    """A fresh database with so many addresses, all of them due."""

    def mail(connection: sqlite3.Connection) -> None:
        connection.execute(
            "UPDATE channel SET platform = 'email', workspace = 'mail',"
            " channel = 'you' || id || '@lab' || (id % 997) || '.test'"
        )

    async def make() -> None:
        async with open_store(path) as store:
            await build(store, addresses)
            await store.database.write(mail)

    asyncio.run(make())


async def send(path: Path, url: str) -> dict[str, float]:
    """Plan what is due and mail it, measured; what was planned before is only mailed."""
    seen: list[float] = []
    async with open_store(path) as store:
        start = time.perf_counter()
        planned = await store.plans.plan(NOW, listed_since(NOW.date()), prepare(NOW))
        ready = time.perf_counter()
        now = SystemClock().now()  # a digest of a day that is over would not be sent any more
        today = {"planned": to_column(now), "day": now.date().isoformat()}
        await store.database.write(
            lambda db: db.execute("UPDATE digest SET planned = :planned, local_date = :day", today)
        )
        sending = time.perf_counter()
        await mail_all(store, url, lambda: seen.append(megabytes("VmRSS")))
        return {
            "planned": ready - start,
            "digests": planned.digests,
            "sent": time.perf_counter() - sending,
            "tenth": seen[len(seen) // 10] if seen else 0.0,
            "most": max(seen, default=0.0),
        }


def command(path: Path, url: str) -> list[str]:
    """What is run as a process of its own."""
    return [sys.executable, "-m", "bench.email", "--send", str(path), "--to", url]


def measured(folder: Path, addresses: int) -> tuple[dict[str, Any], list[str]]:
    """A whole night, and what the server took."""
    path = folder / "mail.db"
    prepared(path, addresses)
    with sink() as (url, pipe):
        done = subprocess.run(command(path, url), check=True, capture_output=True, text=True)  # noqa: S603 -- this very module
        pipe.send("ids")
        return json.loads(done.stdout.splitlines()[-1]), pipe.recv()


def killed(folder: Path, addresses: int) -> tuple[list[str], int]:
    """A night that is killed in the middle: what the server took, and how many are parked."""
    path = folder / "killed.db"
    prepared(path, addresses)
    with sink() as (url, pipe):
        with subprocess.Popen(command(path, url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- as above
            while process.poll() is None:
                pipe.send("ids")
                if len(pipe.recv()) >= addresses // 2:
                    process.send_signal(signal.SIGKILL)
                    break
                time.sleep(0.05)
        subprocess.run(command(path, url), check=True, capture_output=True)  # noqa: S603 -- as above
        pipe.send("ids")
        taken = pipe.recv()

    async def parked() -> int:
        async with open_store(path) as store:
            return len(await store.outbox.parked(addresses))

    return taken, asyncio.run(parked())


def figures(folder: Path, addresses: int) -> Iterator[Figure]:
    """Every figure as soon as it is measured."""
    said, taken = measured(folder, addresses)
    seconds = said["planned"] + said["sent"]
    note = f"{len(set(taken)):,} of {said['digests']:,.0f} taken; planned in {said['planned']:.1f} s"
    yield Figure(
        "planned and handed over", seconds, "s", MINUTES * 60 * max(addresses / ADDRESSES, 0.01), note=note
    )
    yield Figure("mails a second", len(taken) / said["sent"], "")
    yield Figure(
        "most memory", said["most"], "MB", said["tenth"] * 1.2, note="at most a fifth more than after a tenth"
    )
    some = max(addresses // 10, 200)
    taken, parked = killed(folder, some)
    twice = sum(times - 1 for times in Counter(taken).values())
    yield Figure("twice after kill -9 in the middle", twice, "", 0.5, note=f"{some:,} addresses")
    lost = some - len(set(taken)) - parked
    yield Figure("neither taken nor parked", max(lost, 0), "", 0.5, note=f"{parked} parked, to be looked at")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=ADDRESSES)
    parser.add_argument("--folder", type=Path, help="where the databases are made; by default a temporary folder")
    parser.add_argument("--send", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.send:
        print(json.dumps(asyncio.run(send(asked.send, asked.to))))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        title = f"a night of mail, {asked.addresses:,} addresses"
        show(title, figures(Path(folder), asked.addresses))


if __name__ == "__main__":
    main()
