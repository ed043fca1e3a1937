"""Steps of the wall clock: noticed by the monotonic one, which nobody sets, and by what it was before."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from bot.ports import AdapterFacts

STEP = 2.0  # seconds between two looks by which the clocks part only if somebody set one, or the machine slept
EVEN: Final = timedelta(days=1)  # for so long, with shorter times than that between two looks
APART: Final = timedelta(minutes=10)  # by which the clocks of two machines that look may differ
_WHO, _CLOCK = "paperboy", "clock"


class ClockSteps:
    """Looked at from any thread; each step is reported once."""

    def __init__(
        self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._lock = threading.Lock()
        self._before = wall() - monotonic()
        self._steady_since = monotonic()

    def look(self) -> float:
        """By how many seconds the wall clock stepped since the last look; 0.0 if it did not.

        What the time service does little by little is no step.
        """
        with self._lock:
            offset = self._wall() - self._monotonic()
            step, self._before = offset - self._before, offset
            if abs(step) < STEP:
                return 0.0
            self._steady_since = self._monotonic()
            return step

    @property
    def steady(self) -> float:
        """For how many seconds the wall clock has been going evenly, as far as this process knows."""
        return self._monotonic() - self._steady_since


class Looks(NamedTuple):
    """The last one, and since when none was a day after the one before, or earlier than that."""

    last: datetime
    since: datetime


def looked(before: Looks | None, now: datetime) -> Looks:
    """With one more. Pure."""
    even = before is not None and before.last - APART <= now < before.last + EVEN
    return Looks(now, before.since if before is not None and even else now)


async def goes_evenly(facts: AdapterFacts, now: datetime) -> bool:
    """Look at it; true once it has been going evenly for a day: it may be believed in what deletes for good.

    A process cannot tell whether the clock was right as it started; what the database remembers of earlier looks
    can. One that is found days ahead is not believed for a day: where it was wrong somebody has set it by then.
    """
    looks = looked(_read(await facts.read(_WHO, _CLOCK)), now)
    await facts.write(_WHO, _CLOCK, " ".join(each.astimezone(UTC).isoformat() for each in looks))
    return looks.last - looks.since >= EVEN


def _read(text: str | None) -> Looks | None:
    return Looks(*map(datetime.fromisoformat, text.split())) if text else None
