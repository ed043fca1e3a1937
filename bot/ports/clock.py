"""Time, as the core needs it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests and the replay can turn it."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
