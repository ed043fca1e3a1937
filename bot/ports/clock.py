"""Time, as the core needs it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests and the replay can turn it."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, which nobody sets: how long something took, whatever the wall clock does."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
