"""The whole nightly job: channels, subscriptions and papers in SQLite; digests and outbox written.

`python -m bench.nightly [--channels N] [--nights N] [--folder PATH]`
Every channel is due at once and asks one of 50,000 queries (`bench.asked`) of 1,000 recombined papers. Planning
runs in a process of its own, so that its peak memory is its own. Then all deliveries are recorded as sent
(receipts, and their papers as seen), in the first night and, in turns with it, after `nights` of them.
"""

import argparse
import asyncio
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path

from bench.asked import queries
from bench.corpus import LAST_DAY, real_papers, recombined
from bench.table import Figure, show
from bot.model.channel import Address, Channel, Schedule
from bot.model.delivery import Receipt, State
from bot.model.paper import Listing
from bot.model.transition import Transition
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import Fetched
from storage import open_store
from storage.connection import Connection
from storage.postgres.store import PostgresStore
from storage.rows.channels import columns
from storage.rows.instants import to_column
from storage.store import SqliteStore

NOW = datetime.combine(LAST_DAY, wall(9), UTC)
PAPERS = 1_000
QUERIES = 50_000
IN_TURN = 20_000  # deliveries recorded in the first night before as many in the last one
SETTLED_AT_ONCE = 500  # receipts a transaction, as many as a dispatcher gathers on a busy night
PICKS = 5


async def build(store: SqliteStore | PostgresStore, channels: int) -> None:
    """Papers by the front listener; a million channels by one statement, since nobody adds them in a night."""
    real = real_papers()
    papers = [each.paper for each in recombined(real, PAPERS)]
    listings = tuple(
        Listing(paper_id=paper.id, source="bench", list_date=LAST_DAY, rank=n, observed=NOW, upvotes=n % 97)
        for n, paper in enumerate(papers, 1)
    )
    await store.papers.ingest("bench", Fetched(papers=tuple(papers), listings=listings, cursor="1"), NOW)
    texts = queries(real, min(QUERIES, max(channels // 20, 10)))

    def fill(connection: Connection) -> None:
        draw = random.Random(4)
        connection.executemany("INSERT INTO query (id, text) VALUES (?, ?)", enumerate(texts, 1))
        connection.executemany(
            "INSERT INTO channel (id, platform, workspace, channel, name, since, schedule, settings, pause, owner,"
            " next_due, last_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_channel_row(key) for key in range(1, channels + 1)),
        )
        connection.executemany(
            "INSERT INTO subscription (channel, position, query, added, person) VALUES (?, 1, ?, 0, 'U')",
            ((key, draw.randrange(len(texts)) + 1) for key in range(1, channels + 1)),
        )

    await store.database.take(fill)


def _channel_row(key: int) -> tuple[object, ...]:
    channel = Channel(
        key=key,
        address=Address("fake", f"W{key % 5000}", f"C{key}"),
        name=f"channel {key}",
        since=LAST_DAY - timedelta(days=30),
        schedule=Schedule(at=wall(9), weekdays=frozenset(range(7))),
        next_due=NOW,
        last_date=LAST_DAY - timedelta(days=1),
    )
    address = channel.address
    return (key, address.platform, address.workspace, address.channel, *columns(channel))


async def plan(path: Path) -> dict[str, float]:
    """One night's planning, measured."""
    async with open_store(path) as store:
        before, start = store.database.hops, time.perf_counter()
        planned = await store.plans.plan(NOW, listed_since(NOW.date()), prepare(NOW))
        return {
            "seconds": time.perf_counter() - start,
            "hops": store.database.hops - before,
            "digests": planned.digests,
            "picks": planned.picks,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


async def record(store: SqliteStore | PostgresStore, deliveries: int) -> float:
    """Seconds to record so many deliveries as sent and their papers as seen."""
    start = time.perf_counter()
    left = deliveries
    while left > 0:
        claimed = await store.outbox.claim({"fake": min(SETTLED_AT_ONCE, left)}, NOW, 60.0)
        if not claimed:
            break
        await store.outbox.begin(claimed, NOW, 60)
        sent = [Transition(delivery=each, state=State.SENT, receipt=Receipt(f"m{each.key}")) for each in claimed]
        await store.outbox.settle(sent, NOW)
        left -= len(claimed)
    return time.perf_counter() - start


async def age(store: SqliteStore, channels: int, nights: int) -> None:
    """The seen rows that so many earlier nights left behind, each of papers of its own."""

    def fill(connection: sqlite3.Connection) -> None:
        for night in range(nights):
            first = 10**6 + night * PAPERS  # keys that no paper of tonight has
            rows = sorted(
                (first + (key * 7 + pick) % PAPERS, key) for key in range(1, channels + 1) for pick in (0, 1)
            )
            connection.executemany("INSERT INTO seen (paper, channel, how, digest) VALUES (?, ?, 1, NULL)", rows)

    await store.database.write(fill)
    with closing(sqlite3.connect(store.database.path)) as other:  # each night's own log was put away at the time
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def measure(folder: Path, channels: int) -> tuple[Path, dict[str, float]]:
    """A fresh database of that size, planned once in a process of its own."""
    path = folder / f"nightly-{channels}.db"

    async def make() -> None:
        async with open_store(path) as store:
            await build(store, channels)

    asyncio.run(make())
    return path, planned(path)


def planned(path: Path) -> dict[str, float]:
    """Planned in a process of its own."""
    command = [sys.executable, "-m", "bench.nightly", "--plan", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 -- this very module
    found: dict[str, float] = json.loads(done.stdout)
    return found


def zone(path: Path) -> dict[str, float]:
    """The next evening, of one zone of 24: its channels lie among all others, and each has had 40 of the papers."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM seen")
        connection.execute(
            "INSERT INTO seen SELECT p.id, c.id, 1, NULL FROM paper AS p, channel AS c"
            " WHERE (c.id * 7 + p.id) % 25 = 0 ORDER BY p.id, c.id"
        )
        connection.execute("DELETE FROM digest")
        connection.execute("DELETE FROM delivery")
        due, last = to_column(NOW), (LAST_DAY - timedelta(days=1)).isoformat()
        connection.execute("UPDATE channel SET next_due = ?, last_date = ? WHERE id % 24 = 0", (due, last))
        connection.commit()
    return planned(path)


async def nights(path: Path, channels: int, count: int) -> tuple[float, float]:
    """Seconds to record all of a night's deliveries in the first night and after so many.

    Two copies of one planned database, the second aged, take turns: a machine that is slower for a minute is slower
    for both.
    """
    aged = path.with_suffix(".aged")
    shutil.copy(path, aged)
    async with open_store(path) as young, open_store(aged) as old:
        await age(old, channels, count)
        first = last = 0.0
        for start in range(0, channels, IN_TURN):
            some = min(IN_TURN, channels - start)
            first += await record(young, some)
            last += await record(old, some)
    return first, last


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=1_000_000)
    parser.add_argument("--nights", type=int, default=50)
    parser.add_argument("--folder", type=Path, help="where the databases are made; by default a temporary folder")
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.plan:
        print(json.dumps(asyncio.run(plan(asked.plan))))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        title = f"the nightly job, {asked.channels:,} channels: SQLite in, digests and outbox written"
        show(title, figures(Path(folder), asked.channels, asked.nights))


def figures(folder: Path, channels: int, count: int) -> Iterator[Figure]:
    """Every figure as soon as it is measured."""
    small, tenth = measure(folder, channels // 10)
    path, whole = measure(folder, channels)
    said = f"{whole['digests']:,.0f} digests, {whole['picks']:,.0f} picks"
    yield Figure("planned", whole["seconds"], "s", 60, note=said)
    yield Figure("a tenth of the channels", tenth["seconds"], "s")
    some = zone(small)
    said = f"{some['digests']:,.0f} of {channels // 10:,} channels, {some['megabytes']:.0f} MB"
    yield Figure("one zone of 24, 40 papers had by each", some["seconds"], "s", note=said)
    yield Figure("peak memory", whole["megabytes"], "MB", 1000)
    yield Figure(
        "hops into the database's threads", whole["hops"], "", tenth["hops"], note="no more than for a tenth"
    )
    first, last = asyncio.run(nights(path, channels, count))
    said = f"{channels:,} deliveries: {first:.1f} s, then {last:.1f} s"
    yield Figure(f"night {count} against night 1", last / first, "x", 1.2, note=said)


if __name__ == "__main__":
    main()
