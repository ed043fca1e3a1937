"""IDENTIFYs: Discord allows a bot 1,000 a day and then resets its token; so many are never sent.

https://discord.com/developers/docs/events/gateway#session-start-limit
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from adapters.rate_limit import RateLimiter

A_DAY: Final = 1_000
INTERVAL: Final = 100.0  # seconds: 864 a day
BURST: Final = 100  # shards that start at once; 964 in any day
SPARE: Final = 20  # left to a start by hand when Discord says how few there are
FLAPPING: Final = 5  # connections lost within the window: discord.py's own quick reconnecting is not to go on
WINDOW: Final = 60.0  # seconds


class IdentifyLimitError(Exception):
    """No IDENTIFY now; the next one may go in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the next IDENTIFY may go in {seconds:.0f} s")
        self.seconds = seconds


class Identifies:
    """How many went, over every client that took another's place, and how often connections were lost."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._rate = RateLimiter(INTERVAL, BURST, monotonic=monotonic)
        self._lost: deque[float] = deque(maxlen=FLAPPING)

    def check(self) -> None:
        """Raises IdentifyLimitError where none may go now."""
        if (left := self._rate.wait("")) > 0:
            raise IdentifyLimitError(left)

    def take(self) -> None:
        """One goes now. Raises IdentifyLimitError where none may."""
        self.check()
        self._rate.take("")

    def told(self, remaining: int, seconds: float) -> None:
        """What Discord says is left, and in how many seconds it counts anew. Raises IdentifyLimitError."""
        if remaining <= SPARE:
            self._rate.hold("", seconds)
        self.check()

    def lost(self) -> bool:
        """A connection was lost; whether that happened too often to go on at once."""
        self._lost.append(self._monotonic())
        if len(self._lost) < FLAPPING or self._lost[-1] - self._lost[0] > WINDOW:
            return False
        self._lost.clear()
        return True
