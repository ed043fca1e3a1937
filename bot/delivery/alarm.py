"""An alarm: something is called at the earliest instant that was asked for."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.ports import Clock


class Alarm:
    """Set again and again; only the earliest instant rings."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock, self._ring = clock, ring
        self._at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def task(self) -> asyncio.Task[None] | None:
        """What ends when it rings; None while it is not set."""
        return self._task

    def set(self, at: datetime | None) -> None:
        """Ring at that instant unless it rings before; None asks for nothing."""
        if at is None or (self._at is not None and self._at <= at):
            return
        self.stop()
        self._at = at
        self._task = asyncio.create_task(self._wait(at))

    def stop(self) -> None:
        """Do not ring any more."""
        if self._task is not None:
            self._task.cancel()
        self._at = self._task = None

    async def _wait(self, at: datetime) -> None:
        await self._clock.sleep(max(0.0, (at - self._clock.now()).total_seconds()))
        self._at = self._task = None
        self._ring()
