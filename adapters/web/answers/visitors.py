"""Visitors: how many pages an address may have made for it; those that are kept cost nothing and do not count."""

import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final

BURST: Final = 150  # pages at once: a reader who opens everything, and a crawler for a while
A_SECOND: Final = 15.0  # after that; each takes some 10 ms of the processor
REMEMBERED: Final = 10_000  # addresses


class Visitors:
    """A token bucket for each address."""

    def __init__(
        self, seconds: Callable[[], float] = monotonic, burst: float = BURST, rate: float = A_SECOND
    ) -> None:
        self._seconds, self._burst, self._rate = seconds, burst, rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, as of when

    def wait(self, address: str, cost: float = 1) -> int:
        """0 if one more may be made now, which is counted as so many; else in how many seconds."""
        now = self._seconds()
        left, asked = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - asked) * self._rate)
        allowed = left >= cost
        self._left[address] = (left - cost if allowed else left, now)
        while len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((cost - left) / self._rate))
