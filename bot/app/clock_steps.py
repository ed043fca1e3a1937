"""Steps of the wall clock: noticed by comparing it with the monotonic one, which nobody sets."""

import threading
import time
from collections.abc import Callable

STEP = 2.0  # seconds between two looks by which the clocks part only if somebody set one, or the machine slept


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
