"""A clock that tests turn.

By default `sleep` moves the clock on by itself (tests that only count time). `FakeClock(patient=True)` waits
until somebody advances it; `run(awaitable)` then plays virtual time: whenever nothing else can happen, the
clock jumps to the next sleeper.
"""

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

IDLE_YIELDS = 30  # turns of the event loop after which everybody is taken to be asleep


class FakeClock:
    def __init__(
        self, start: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), *, patient: bool = False
    ) -> None:
        self._start = self._now = start
        self._patient = patient
        self._sleepers: list[tuple[datetime, int, asyncio.Event]] = []
        self._order = itertools.count()
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    def step(self, by: timedelta) -> None:
        """The wall clock is set; no time passes, and nobody wakes up."""
        self._now += by
        self._start += by
        self._sleepers = [(until + by, order, event) for until, order, event in self._sleepers]

    def set(self, now: datetime) -> None:
        """Jump there, in either direction; sleepers whose time has come wake up."""
        self._now = now
        while self._sleepers and self._sleepers[0][0] <= now:
            heapq.heappop(self._sleepers)[2].set()

    def advance(self, seconds: float) -> None:
        self.set(self._now + timedelta(seconds=seconds))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self._now + max(timedelta(microseconds=1), timedelta(seconds=seconds))
        if not self._patient:
            self.set(max(self._now, until))
            await asyncio.sleep(0)
            return
        event = asyncio.Event()
        heapq.heappush(self._sleepers, (until, next(self._order), event))
        await event.wait()

    async def run(self, work: Coroutine[Any, Any, T], *, until: float = 1e7) -> T:
        """The work's result in virtual time; fails if it has not ended `until` so many seconds from now."""
        deadline = self._now + timedelta(seconds=until)
        task = asyncio.ensure_future(work)
        while True:
            for _ in range(IDLE_YIELDS):
                await asyncio.sleep(0)
                if task.done():
                    return task.result()
            assert self._sleepers, "everybody waits for something other than the clock"
            assert self._sleepers[0][0] <= deadline, "not done in time"
            self.set(self._sleepers[0][0])


class MovableClock:
    """A machine's two clocks: `set` moves the wall clock only, as a time service, a person or a sleep does."""

    def __init__(self, start: datetime) -> None:
        self._wall, self._monotonic = start, 1000.0

    def now(self) -> datetime:
        return self._wall

    def wall(self) -> float:
        return self._wall.timestamp()

    def monotonic(self) -> float:
        return self._monotonic

    def set(self, now: datetime) -> None:
        self._wall = now

    def goes_on(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._monotonic += seconds

    async def sleep(self, seconds: float) -> None:
        self.goes_on(seconds)
        await asyncio.sleep(0)
