"""Work that goes on after Slack has its acknowledgement."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)

DRAIN = 10.0  # seconds that work in progress gets when Paperboy stops


class Background:
    """Tasks that are kept alive until done; a failure is logged, never lost and never anyone else's."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Start the work."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float = DRAIN) -> None:
        """Wait for what is in progress, then stop what is left."""
        while self._tasks:
            _, left = await asyncio.wait(set(self._tasks), timeout=seconds)
            if left:
                for task in left:
                    task.cancel()
                await asyncio.wait(left)
                return

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log.exception("slack_work_failed", extra={"error": type(error).__name__})
