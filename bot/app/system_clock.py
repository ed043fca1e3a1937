"""The real clock."""

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's time in UTC, and waiting on the event loop."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait; at least lets others run."""
        await asyncio.sleep(max(seconds, 0.0))
