"""Rate limits, kept before they are hit: when the next message may go is asked, never waited for.

`Rate` is the generic cell rate algorithm (ITU-T I.371, annex A) as a value; `RateLimiter` keeps one for each key.
"""

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

CATCH_UP = 0.05  # seconds: a turn taken this little after its slot (loop latency) keeps the schedule's rate
SWEEP_LEAST = 1024  # keys before idle ones are looked for


@dataclass(frozen=True, slots=True)
class Rate:
    """At most one thing each `interval` seconds, after a rest up to `burst` at once.

    `due` is the slot of the next one on a monotonic time scale in seconds.
    """

    interval: float
    burst: int = 1
    due: float = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self.due - (self.burst - 1) * self.interval - now)

    def taken(self, now: float) -> "Rate":
        """After one went at `now`."""
        late = now - self.due
        return replace(self, due=(self.due if late <= CATCH_UP else now) + self.interval)

    def rested(self, now: float) -> bool:
        """Whether it may be forgotten: a new one would allow no more."""
        return now - self.due > CATCH_UP


class RateLimiter:
    """One rate for each key (a channel, a workspace, everything).

    Memory is bounded by the keys in use: those at rest are forgotten. Time is monotonic, so that a wall clock
    that jumps neither floods nor stalls.
    """

    def __init__(
        self, interval: float, burst: int = 1, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._fresh = Rate(interval, burst)
        self._monotonic = monotonic
        self._rates: dict[Hashable, Rate] = {}
        self._sweep_at = SWEEP_LEAST

    def wait(self, key: Hashable) -> float:
        """Seconds until the key's next turn, 0 when it may be taken."""
        rate = self._rates.get(key)
        return 0.0 if rate is None else rate.wait(self._monotonic())

    def take(self, key: Hashable) -> None:
        """The key's turn is taken now."""
        if key not in self._rates and len(self._rates) >= self._sweep_at:
            self._sweep()
        self._rates[key] = self._rates.get(key, self._fresh).taken(self._monotonic())

    def hold(self, key: Hashable, seconds: float) -> None:
        """Nothing of this key goes for so many seconds (a platform said so)."""
        rate = self._rates.get(key, self._fresh)
        rested = self._monotonic() + seconds + (rate.burst - 1) * rate.interval
        self._rates[key] = replace(rate, due=max(rate.due, rested))

    def __len__(self) -> int:
        return len(self._rates)

    def _sweep(self) -> None:
        now = self._monotonic()
        self._rates = {key: rate for key, rate in self._rates.items() if not rate.rested(now)}
        self._sweep_at = max(SWEEP_LEAST, 2 * len(self._rates))


async def turn(limiter: RateLimiter, key: Hashable) -> None:
    """Wait for the key's turn and take it, where nothing else has to wait behind."""
    while (wait := limiter.wait(key)) > 0:  # noqa: ASYNC110 -- somebody else may have taken it meanwhile
        await asyncio.sleep(wait)
    limiter.take(key)
