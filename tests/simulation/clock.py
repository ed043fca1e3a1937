"""A machine's wall clock over the loop's monotonic time; it can be set and can drift."""

import asyncio
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """`bot.ports.Clock`. `true` is the real time of day, `now` what the machine believes."""

    def __init__(self, start: datetime, loop: asyncio.AbstractEventLoop) -> None:
        self._start, self._loop = start, loop
        self._set, self._ahead, self._gains = 0.0, 0.0, 0.0
        self._drifted = 0.0

    def set(self, ahead: float, gains: float = 0.0) -> None:
        """The wall clock is so many seconds ahead of the truth now, and gains so many more in each."""
        self._drifted += self._gains * (self._loop.time() - self._set)
        self._set, self._ahead, self._gains = self._loop.time(), ahead, gains

    def true(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def now(self) -> datetime:
        off = self._ahead + self._gains * (self._loop.time() - self._set) if self._ahead or self._gains else 0.0
        return self._start + timedelta(seconds=self._loop.time() + off)

    def wall(self) -> float:
        return self.now().timestamp()

    def monotonic(self) -> float:
        return self._loop.time()

    def even(self) -> float:
        """The monotonic time as it is seen by whoever looks every few seconds: by that what drifts makes no step."""
        return self._loop.time() + self._drifted + self._gains * (self._loop.time() - self._set)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def until(self, instant: datetime) -> None:
        """Sleep until the truth is there."""
        left = (instant.astimezone(UTC) - self.true()).total_seconds()
        if left > 0:
            await asyncio.sleep(left)
