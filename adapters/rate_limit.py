"""Rate limits, kept before they are hit, exactly and fairly.

`Rate` is the generic cell rate algorithm (ITU-T I.371, annex A) as a value; `RateLimiter` keeps one for each key.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

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


@dataclass(slots=True)
class _Queue:
    rate: Rate
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


Wider: TypeAlias = "tuple[RateLimiter, Hashable]"


class RateLimiter:
    """One rate for each key (a channel, a workspace, everything), first come, first served.

    Memory is bounded by the keys in use: those at rest are forgotten. Time is monotonic, so that a wall clock
    that jumps neither floods nor stalls.
    """

    def __init__(
        self,
        interval: float,
        burst: int = 1,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fresh = Rate(interval, burst)
        self._sleep = sleep
        self._monotonic = monotonic
        self._queues: dict[Hashable, _Queue] = {}
        self._sweep_at = SWEEP_LEAST

    async def turn(self, key: Hashable, *wider: Wider) -> None:
        """Wait for the key's turn, then for the wider ones', narrow to wide.

        A narrow wait takes no wide slot meanwhile, and a narrow slot counts from when the wide one let it go:
        `await channels.turn(address, (workspaces, address.workspace), (everything, ""))`.
        """
        queue = self._queue(key)
        queue.inside += 1
        try:
            async with queue.lock:
                while (left := queue.rate.wait(self._monotonic())) > 0:
                    await self._sleep(left)
                if wider:
                    (limiter, its_key), *rest = wider
                    await limiter.turn(its_key, *rest)
                queue.rate = queue.rate.taken(self._monotonic())
        finally:
            queue.inside -= 1

    def hold(self, key: Hashable, seconds: float) -> None:
        """Nothing of this key goes for so many seconds (a platform said so)."""
        queue = self._queue(key)
        rested = self._monotonic() + seconds + (queue.rate.burst - 1) * queue.rate.interval
        queue.rate = replace(queue.rate, due=max(queue.rate.due, rested))

    def __len__(self) -> int:
        return len(self._queues)

    def _queue(self, key: Hashable) -> _Queue:
        queue = self._queues.get(key)
        if queue is None:
            if len(self._queues) >= self._sweep_at:
                self._sweep()
            queue = self._queues[key] = _Queue(self._fresh)
        return queue

    def _sweep(self) -> None:
        now = self._monotonic()
        self._queues = {key: q for key, q in self._queues.items() if q.inside or not q.rate.rested(now)}
        self._sweep_at = max(SWEEP_LEAST, 2 * len(self._queues))
