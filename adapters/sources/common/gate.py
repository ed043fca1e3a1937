"""Politeness: one request at a time, a pause between two, and quiet when the host asked for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from adapters.sources.common.refusal import RefusedError
from bot.ports import Clock


class Gate:
    """Lets one request through at a time, `pause` seconds after the one before ended."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = timedelta(seconds=pause)
        self._lock = asyncio.Lock()
        self._free_at: datetime | None = None
        self._quiet_until: datetime | None = None
        self._quiet_for = timedelta()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Inside, nobody else asks. Raises RefusedError while the host is to be left alone."""
        async with self._lock:
            now = self._clock.now()
            if self._quiet_until and self.is_quiet():
                wait = (self._quiet_until - now).total_seconds()
                until = f"{self._quiet_until:%H:%M} UTC"
                raise RefusedError(f"{host} asked for quiet until {until}", status=429, retry_after=wait)
            if self._free_at and now < self._free_at:
                # never longer than the pause, whatever the wall clock did meanwhile
                await self._clock.sleep(min(self._free_at - now, self._pause).total_seconds())
            try:
                yield
            finally:
                self._free_at = self._clock.now() + self._pause

    def quiet(self, seconds: float) -> None:
        """Leave the host alone for so long."""
        self._quiet_for = timedelta(seconds=seconds)
        self._quiet_until = self._clock.now() + self._quiet_for

    def is_quiet(self) -> bool:
        """Whether the host is being left alone; what a clock that was ahead wrote down does not count."""
        return (
            self._quiet_until is not None
            and self._clock.now() < self._quiet_until <= self._clock.now() + self._quiet_for
        )
