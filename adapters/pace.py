"""Pacing: rate limits kept before they are hit, exactly and fairly.

`Pace` is the generic cell rate algorithm (ITU-T I.371, annex A) as a value; `Pacer` keeps one for each key.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

CATCH_UP = 0.05  # seconds: a turn taken this little after its slot (loop latency) keeps the schedule's rate
SWEEP_LEAST = 1024  # keys before idle ones are looked for


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one thing each `interval` seconds, after a rest up to `burst` at once.

    `due` is the slot of the next one on a monotonic time scale in seconds.
    """

    interval: float
    burst: int = 1
    due: float = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self.due - (self.burst - 1) * self.interval - now)

    def taken(self, now: float) -> "Pace":
        """After one went at `now`."""
        late = now - self.due
        return replace(self, due=(self.due if late <= CATCH_UP else now) + self.interval)

    def reserve(self, now: float) -> tuple[float, "Pace"]:
        """How long the next one waits, and the pace after it."""
        wait = self.wait(now)
        return wait, self.taken(now + wait)

    def rested(self, now: float) -> bool:
        """Whether it may be forgotten: a new one would allow no more."""
        return now - self.due > CATCH_UP


@dataclass(slots=True)
class _Queue:
    pace: Pace
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


Wider: TypeAlias = "tuple[Pacer, Hashable]"


class Pacer:
    """One rate for each key (a channel, a workspace, everything), first come, first served.

    Feedback is bounded by the keys in use: those at rest are forgotten. Time is monotonic, so that a wall clock
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
        self._fresh = Pace(interval, burst)
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
                while (left := queue.pace.wait(self._monotonic())) > 0:
                    await self._sleep(left)
                if wider:
                    (pacer, its_key), *rest = wider
                    await pacer.turn(its_key, *rest)
                queue.pace = queue.pace.taken(self._monotonic())
        finally:
            queue.inside -= 1

    def hold(self, key: Hashable, seconds: float) -> None:
        """Nothing of this key goes for so many seconds (a platform said so)."""
        queue = self._queue(key)
        rested = self._monotonic() + seconds + (queue.pace.burst - 1) * queue.pace.interval
        queue.pace = replace(queue.pace, due=max(queue.pace.due, rested))

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
        self._queues = {key: q for key, q in self._queues.items() if q.inside or not q.pace.rested(now)}
        self._sweep_at = max(SWEEP_LEAST, 2 * len(self._queues))
