"""The bot's global pace: just under 50 requests in any second, as they arrive at Discord.

What is limited is arrivals, what can be timed is departures and answers. A request counts from its departure; one
whose answer took longer than the quickest lately may have arrived that much later, and counts from then.
https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from adapters.discord.api import limits

RATE: Final = limits.GLOBAL_RATE - 1  # a second, evenly: 98% of the limit
WINDOW: Final = 1.01  # seconds in which never more than the limit arrive, as far as that can be told
LATE: Final = 0.15  # seconds: a slower answer than this says more about Discord than about the way there
FRESH: Final = 0.25  # seconds for which a release stands
CATCH_UP: Final = 0.05  # seconds by which a late release does not delay the next ones
QUICKEST_OF: Final = 200  # answers
NO_SHARE: Final = 0.5  # seconds until a process that has no share of the limit asks again
ROOM: Final = 2  # of the limit, left by several processes
TINY: Final = 1e-6  # a third of 50, three times, is 50
# A channel takes about 5 messages in 5 seconds, and says so with each answer: traffic.py.
CHANNEL_INTERVAL: Final = 1.0
CHANNEL_BURST: Final = 5


@dataclass(slots=True)
class Release:
    """A request may go, or went. Seconds on the monotonic clock."""

    at: float
    answered: float | None = None


class Throttle:
    """Releases, first come, first served; what is urgent goes at once and counts.

    `share` is this process's part of the bot's limit at the moment, 0 to 1: whole requests of it are used, so that
    those of all processes never add up to more.
    """

    def __init__(
        self,
        share: Callable[[], float] = lambda: 1.0,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._share, self._monotonic, self._sleep = share, monotonic, sleep
        self._gone: deque[Release] = deque()
        self._took: deque[float] = deque(maxlen=QUICKEST_OF)
        self._due = self._void = float("-inf")
        self._line = asyncio.Lock()

    async def turn(self) -> Release:
        """Wait for a release."""
        async with self._line:
            while (left := self.wait()) > 0:
                await self._sleep(left)
            return self.urgent()

    def urgent(self) -> Release:
        """A release without waiting."""
        now = self._monotonic()
        # Evenly: requests that leave in a bunch may arrive in a bunch with those before them.
        self._due = max(self._due, now - CATCH_UP) + 1.0 / (RATE * (self._share() or 1.0))
        release = Release(now)
        self._gone.append(release)
        return release

    def wait(self) -> float:
        """Seconds until the next release, 0 when it may go; to be asked again after them."""
        now = self._monotonic()
        while self._gone and self._gone[0].at < now - WINDOW - LATE:
            self._gone.popleft()
        quickest = min(self._took, default=0.0)
        until = (_counts_until(release, now, quickest) for release in self._gone)
        counted = sorted(end for end in until if end > now)
        allowed = _allowed(self._share())
        if not allowed:
            return NO_SHARE
        full = counted[-allowed] - now if len(counted) >= allowed else 0.0
        return max(0.0, full, self._due - now)

    def wait_in_line(self) -> float:
        """The same for what does not wait by itself: those who do wait go before it."""
        left = self.wait()
        return max(left, 1.0 / RATE) if self._line.locked() else left

    def fresh(self, release: Release | None) -> bool:
        """Whether a release still stands; what was held up since takes its turn again."""
        return release is not None and release.at > self._void and self._monotonic() - release.at < FRESH

    def answered(self, release: Release, began: float) -> None:
        """An answer came; `began` is when its request left."""
        release.answered = self._monotonic()
        self._took.append(release.answered - began)

    def hold(self, seconds: float) -> None:
        """The global limit was met after all: nothing goes for so long, and what waits takes its turn anew."""
        self._void = self._monotonic()
        self._due = self._void + seconds

    def now(self) -> float:
        """The throttle's own clock."""
        return self._monotonic()


def _allowed(share: float) -> int:
    """How many may be under way or arrive in a second. What several processes send meets on the way, which none of
    them can see: together they leave a little room.
    """
    if share >= 1:
        return limits.GLOBAL_RATE
    return max(1, int((limits.GLOBAL_RATE - ROOM) * share + TINY)) if share >= 1 / limits.GLOBAL_RATE - TINY else 0


def _counts_until(release: Release, now: float, quickest: float) -> float:
    arrived = (release.answered if release.answered is not None else now) - quickest
    return min(max(release.at, arrived), release.at + LATE) + WINDOW
