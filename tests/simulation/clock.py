"""A machine's wall clock over the loop's monotonic time; it can be set and can drift."""

import asyncio
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """`bot.ports.Clock`. `true` is the real time of day, `now` what the machine believes."""

    def __init__(self, start: datetime, loop: asyncio.AbstractEventLoop) -> None:
        self._start, self._loop = start, loop
        self.offset = 0.0  # seconds by which the wall clock is ahead of the truth
        self.drift = 0.0  # seconds gained a second

    def true(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def now(self) -> datetime:
        return self.true() + timedelta(seconds=self.offset + self.drift * self._loop.time())

    def wall(self) -> float:
        return self.now().timestamp()

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def until(self, instant: datetime) -> None:
        """Sleep until the truth is there."""
        left = (instant.astimezone(UTC) - self.true()).total_seconds()
        if left > 0:
            await asyncio.sleep(left)
