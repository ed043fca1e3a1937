"""Several processes on one database, of which some die or stand still while they hold something.

The statements by which they agree are PostgreSQL's own (`storage/postgres/queries/outbox.sql`), on the one simulated
SQLite database: locks are left out, since its transactions come one after the other, as SERIALIZABLE ones seem to. The
server's clock is the true time, and who lives is known by heartbeats, which a worker that stands still or is cut off
does not send. So a seed is quick and replays exactly; that the real engine does the same is for `bench.workers` and
the integration tests.
"""

import asyncio
import random
import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from storage.connection import Rows, Values
from storage.postgres.dialect import own_blocks
from storage.rows.instants import to_column
from storage.statements import statements
from tests.fakes.workers import Together
from tests.simulation.chat import Windows
from tests.simulation.clock import SimulatedClock
from tests.simulation.disk import Disk, SimulatedDatabase
from tests.simulation.heart import Heart
from tests.simulation.judge import breaches
from tests.simulation.loop import virtual_loop
from tests.simulation.papers import SimulatedSource
from tests.simulation.process import RECOVER_EVERY, Shared, life
from tests.simulation.run import History, chats, set_up
from tests.simulation.scenario import OF_WORKERS, Event, Kind, Room, Scenario

AT = 1_200.0  # seconds from the start to the hour of all
LASTS = AT + 3_900.0
_LOCK = re.compile(r"\s+FOR UPDATE(?: OF \w+)?(?: SKIP LOCKED)?")
_TABLES = (
    "CREATE TABLE worker (id TEXT NOT NULL PRIMARY KEY)",
    "CREATE VIEW living AS SELECT id FROM worker WHERE lives(id)",
    "CREATE TABLE lease (kind TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, until BIGINT, PRIMARY KEY (kind, name))",
)
_OWN = {statements("outbox")[name]: text for name, text in own_blocks("outbox").items()}


@cache
def _spoken(sql: str) -> str:
    """PostgreSQL's statement in the place of the common one, without its locks."""
    return _LOCK.sub("", _OWN.get(sql, sql))


class _Speaking:
    """A connection on which a topic's statements are PostgreSQL's."""

    Error = sqlite3.Error

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Values = (), /) -> Rows:
        return self._connection.execute(_spoken(sql), values)

    def executemany(self, sql: str, rows: Iterable[Values], /) -> Rows:
        return self._connection.executemany(_spoken(sql), rows)


def of_workers(seed: int) -> Scenario:
    """Three channels with one hour, two or three processes, and what befalls them around that hour."""
    chance = random.Random(f"workers {seed}")
    start = datetime(2026, 11, 17, 8, 40, tzinfo=UTC)
    same = chance.random() < 0.5  # all in one workspace
    rooms = tuple(
        Room(
            platform := "slack" if same else chance.choice(("slack", "discord", "email")),
            "mail" if platform == "email" else "T1" if same else chance.choice(("T1", "T2")),
            f"C{number}",
            "UTC",
            time(9),
        )
        for number in range(1, 4)
    )
    events = []
    for _ in range(chance.choice((1, 2, 3))):
        at, kind = AT + chance.uniform(-1, 30), chance.choice(OF_WORKERS)
        number = chance.randrange(3)  # the others are soon there again, so that somebody always is
        events.append(
            Event(at, kind, str(number), seconds=chance.choice((5.0, 40.0) if number else (5.0, 90.0, 300.0)))
        )
    if chance.random() < 0.4:
        events.append(Event(0.0, Kind.ROUGH, seconds=AT + 600.0))
    return Scenario(seed, start, rooms, tuple(sorted(events)), LASTS, history=True)


def wrong_together(scenario: Scenario) -> list[str]:
    """What several processes break."""
    return breaches(play_together(scenario))


def play_together(scenario: Scenario) -> History:
    """Play it to its end."""
    disk = Disk.own()
    world = _World(scenario, disk)
    history = world.history
    for event in scenario.of(Kind.ROUGH):
        span = ("", scenario.instant(event.at), scenario.instant(event.at + event.seconds))
        for chat in history.chats.values():
            chat.rough.spans.append(span)
    loop = virtual_loop(random.Random(f"{scenario.seed}/loop"))
    world.loop = loop
    disk.connection.create_function("least", 2, min)
    disk.connection.create_function("lives", 1, lambda owner: world.hearts[owner].lives(loop.time()))
    disk.connection.create_function(
        "server_now", 0, lambda: to_column(SimulatedClock(scenario.start, loop).true())
    )
    for table in _TABLES:
        disk.connection.execute(table)
    loop.run(set_up(scenario, SimulatedClock(scenario.start, loop), SimulatedDatabase(disk, random.Random(0))))
    loop.run(world.work())
    history.steps = loop.steps
    history.broken += [str(context.get("exception") or context["message"]) for context in loop.broken]
    return history


class _World:
    """The processes, and who of them lives."""

    def __init__(self, scenario: Scenario, disk: Disk) -> None:
        self.history = History(scenario, disk, chats(scenario))
        for chat in self.history.chats.values():
            chat.handed_on = True
        self.scenario, self.disk, self.together = scenario, disk, Together()
        self.loop: Any = None
        self.hearts: dict[str, Heart] = {}

    async def work(self) -> None:
        """All of them, until it is over."""
        count = 2 + self.scenario.seed % 2
        tasks = [asyncio.ensure_future(self._process(number)) for number in range(count)]
        await asyncio.sleep(self.scenario.seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _process(self, number: int) -> None:
        """One after the other, each a worker of its own."""
        troubles = [e for e in self.scenario.of(*OF_WORKERS) if e.place == str(number)]
        await asyncio.sleep(number * 0.7)
        while True:
            left = [event for event in troubles if event.at >= self.loop.time()]
            death = next((event for event in left if event.kind is Kind.WORKER_DIES), None)
            await self._life(left, death.at if death else self.scenario.seconds * 2)
            if death is None:
                return
            self.history.crashes += 1
            await asyncio.sleep(death.seconds)

    async def _life(self, troubles: list[Event], until: float) -> None:
        frozen = [event for event in troubles if event.kind is Kind.WORKER_FREEZES]
        cut_off = [event for event in troubles if event.kind is Kind.WORKER_UNHEARD]
        self.history.starts += 1
        owner, member = f"w{self.history.starts}", self.together.joins()
        clock = SimulatedClock(self.scenario.start, self.loop)
        database = SimulatedDatabase(self.disk, random.Random(f"{self.scenario.seed}/{owner}"), speaks=_Speaking)
        database.frozen = lambda: max(
            (e.at + e.seconds - clock.monotonic() for e in frozen if e.at <= clock.monotonic()), default=0.0
        )
        self.disk.connection.execute("INSERT INTO worker (id) VALUES (?)", (owner,))
        heart = self.hearts[owner] = Heart(clock.monotonic(), frozen, cut_off)
        database.may_work = lambda: heart.may_work(clock.monotonic())
        shared = Shared(owner, member)
        for chat in self.history.chats.values() if frozen else ():
            chat.stood_still.add(self.history.starts)
        async with life(
            self.disk,
            clock,
            self.history.chats,
            SimulatedSource(clock, Windows()),
            database,
            number=self.history.starts,
            worker=shared,
        ) as here:
            await here.duties.begin()
            tasks = [
                asyncio.ensure_future(work)
                for work in (
                    here.plan_for_ever(random.Random(f"{self.scenario.seed}/plan/{owner}")),
                    here.poll_for_ever(),
                    here.every(RECOVER_EVERY, here.duties.recover),
                    here.dispatcher.run(),
                )
            ]
            try:
                await asyncio.sleep(until - clock.monotonic())
            finally:
                database.dead = True  # what is under way comes to nothing from here on
                heart.died = clock.monotonic()
                with suppress(ValueError):
                    self.together.dies(member)
                for task in tasks:
                    task.cancel()
