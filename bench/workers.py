"""Three processes deliver from one PostgreSQL, and something fails at a random moment: none twice, none lost, none early.

`python -m bench.workers [--trouble kill server network] [--rounds 50 20 10] [--deliveries 10000] [--cut 90]`

kill: one of the three is ended with `kill -9`. server: PostgreSQL is, and started again. network: nothing comes through
between one of the three and PostgreSQL for so many seconds (`tests.fakes.cut_network`). What falls due is spread over the
first seconds, and the platform is a file to which every message that it accepts is written, with the time. Leases and
heartbeats are as in production. By itself (`python -m bench`) it plays one small round of each.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.table import Figure, show
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.fakes.cut_network import Network, network
from tests.fakes.postgres_server import Server, own_server
from tests.integration.test_delivery_crash import PAPERS, furnish

PROCESSES = 3
TROUBLES = ("kill", "server", "network")
ROUNDS = (50, 20, 10)
SPREAD_SECONDS = 8.0  # in which everything falls due
LIMIT_SECONDS = 400.0
TAKEN_OVER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Round:
    """How it ended. `over`: seconds after the trouble until the last of what one that failed held was settled."""

    deliveries: int
    twice: int
    lost: int
    early: int
    over: float
    seconds: float


async def fill(url: str, folder: Path, deliveries: int, chance: random.Random) -> dict[int, int]:
    """So many planned messages, of which each digest falls due at a moment of its own: when, by digest, in µs."""
    async with open_postgres(address(url), index=folder / "index") as store:
        await furnish(store, channels := deliveries // (PAPERS + 1), workspaces=max(9, channels // 4))
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT digest FROM delivery")
        now = time.time()
        due = {row["digest"]: int((now + 2 + chance.random() * SPREAD_SECONDS) * 1e6) for row in rows}
        columns = [(at, digest) for digest, at in due.items()]
        await connection.executemany("UPDATE delivery SET due = $1, ready = $1 WHERE digest = $2", columns)
    finally:
        await connection.close()
    return due


@contextlib.contextmanager
def processes(urls: Sequence[str], accepted: Path, seed: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Three that deliver, each from a URL of its own; none of them outlives its round."""
    words = [sys.executable, "-m", "tests.integration.delivering"]
    with (accepted.parent / "log").open("ab") as log:
        started = [
            subprocess.Popen([*words, url, str(accepted), str(seed + n)], stdout=log, stderr=log)  # noqa: S603 -- our own
            for n, url in enumerate(urls)
        ]
    try:
        yield started
    finally:
        for each in started:
            with contextlib.suppress(ProcessLookupError):
                each.kill()
            each.wait()


async def one_round(  # noqa: PLR0917 -- what is played, where and how much
    trouble: str, server: Server, seed: int, deliveries: int, cut: float, folder: Path
) -> Round:
    """Play it."""
    chance, name = random.Random(seed), f"round_{seed}"
    await _statement(server.url(), f"CREATE DATABASE {name}")
    url = server.url(name)
    due = await fill(url, folder, deliveries, chance)
    accepted = folder / f"accepted{seed}"
    accepted.touch()
    async with network(server.port) as between, _ended(url, accepted, server, due) as result:
        urls = [url] * PROCESSES
        if trouble == "network":
            urls[0] = server.url(name, port=between.port)
        with processes(urls, accepted, seed * 10) as started:
            until = chance.uniform(0.05, 0.9) * deliveries
            while _lines(accepted) < until:  # noqa: ASYNC110 -- a file has no event
                await asyncio.sleep(0.01)
            result.began, result.owner = time.time(), await _first(url, started[0].pid)
            await _make(trouble, server, between, started, cut)
            await _all_settled(url, result.began + LIMIT_SECONDS)
            result.ended = time.time()
    return result.round


async def _make(
    trouble: str, server: Server, between: Network, started: Sequence[subprocess.Popen[bytes]], cut: float
) -> None:
    if trouble == "kill":
        started[0].send_signal(signal.SIGKILL)
    elif trouble == "server":
        server.kill()
        await asyncio.to_thread(server.start)
    else:
        between.stall()
        await asyncio.sleep(cut)
        between.restore()


@dataclass(slots=True)
class _Result:
    began: float = 0.0
    ended: float = 0.0
    owner: str = ""
    round: Round = Round(0, 0, 0, 0, 0, 0)


@contextlib.asynccontextmanager
async def _ended(url: str, accepted: Path, server: Server, due: Mapping[int, int]) -> AsyncIterator[_Result]:
    """Compares what the database says in the end with what the platform accepted.

    Early is what came before the hour that it was planned for. A row's own `due` may be later: whoever takes over
    what arrived, and cannot look it up at once, puts it off.
    """
    result = _Result()
    yield result
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT token, digest, part, state, settled, attempts, lease FROM delivery")
    finally:
        await connection.close()
    arrived: dict[str, list[float]] = {}
    for line in accepted.read_text(encoding="ascii").splitlines():
        token, at = line.split()
        arrived.setdefault(token, []).append(float(at))
    early = [row for row in rows if min(arrived.get(row["token"], [1e12])) < due[row["digest"]] / 1e6]
    for row in early:
        before = due[row["digest"]] / 1e6 - min(arrived[row["token"]])
        print(
            f"    early: part {row['part']}, {before:.3f} s before it was due, {row['attempts']} attempts,"
            f" claimed by {row['lease']} in turn"
        )
    left = [row["settled"] / 1e6 - result.began for row in rows if row["token"] in _held(result.owner)]
    result.round = Round(
        deliveries=len(rows),
        twice=sum(len(times) - 1 for times in arrived.values()),
        lost=sum(row["state"] != "sent" or row["token"] not in arrived for row in rows),
        early=len(early),
        over=max(left, default=0.0),
        seconds=result.ended - result.began,
    )
    await _statement(server.url(), f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


def _held(owner: str) -> frozenset[str]:
    return frozenset(owner.split())


async def _first(url: str, process: int) -> str:
    """What the first process holds, as tokens."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT token FROM delivery AS d JOIN worker AS w ON w.id = d.owner"
            " WHERE d.ready IS NOT NULL AND w.place LIKE '%:' || $1",
            str(process),
        )
    finally:
        await connection.close()
    return " ".join(row["token"] for row in rows)


async def _all_settled(url: str, until: float) -> None:
    while time.time() < until:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if not await _value(url, "SELECT count(*) FROM delivery WHERE ready IS NOT NULL"):
                return
        await asyncio.sleep(0.2)


async def _value(url: str, sql: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


async def _statement(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n")


def figures(troubles: Sequence[str], rounds: Sequence[int], deliveries: int, cut: float) -> Iterator[Figure]:
    """Every trouble's figures as soon as its rounds are played; each round says its seed."""
    with own_server(max_connections="200") as server, tempfile.TemporaryDirectory() as name:
        for trouble, count in zip(troubles, rounds, strict=True):
            played = []
            for number in range(1, count + 1):
                seed = random.SystemRandom().randrange(10**6)
                one = asyncio.run(one_round(trouble, server, seed, deliveries, cut, Path(name)))
                played.append(one)
                print(
                    f"    {trouble} {number} (seed {seed}): {one.deliveries:,} deliveries, {one.twice} twice, "
                    f"{one.lost} lost, {one.early} early; taken over in {one.over:.0f} s, all done in {one.seconds:.0f} s",
                    flush=True,
                )
            for what in ("twice", "lost", "early"):
                total = sum(getattr(one, what) for one in played)
                yield Figure(
                    f"{trouble}, {count} rounds: {what}", total, "", 0.5, note="none" if not total else ""
                )
            worst = max(one.over for one in played)
            yield Figure(f"{trouble}, {count} rounds: taken over", worst, "s", TAKEN_OVER_SECONDS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures; a message twice, lost or early is a failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trouble", nargs="+", choices=TROUBLES, default=list(TROUBLES))
    parser.add_argument("--rounds", nargs="+", type=int, help="one number for all, or one for each trouble")
    parser.add_argument("--deliveries", type=int, default=1_000)
    parser.add_argument("--cut", type=float, default=90.0, help="seconds for which nothing comes through")
    said, _ = parser.parse_known_args(arguments)
    rounds = said.rounds or [1]
    rounds = rounds * len(said.trouble) if len(rounds) == 1 else rounds
    found: list[Figure] = []

    def kept() -> Iterator[Figure]:
        for each in figures(said.trouble, rounds, said.deliveries, said.cut):
            found.append(each)
            yield each

    show(f"{PROCESSES} processes, {said.deliveries:,} deliveries a round", kept())
    sys.exit(not all(each.reached for each in found))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
