"""How many deliveries are claimed in advance: where other processes deliver too, what goes in a few seconds."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot.delivery.lanes import Lanes
from bot.model.delivery import Delivery

SECONDS: Final = 1.0  # what waits for longer, a process that joins could send
LEAST: Final = 16  # so that a quick platform is known to be quick within a moment


class Prefetch:
    """Says how many rows to claim of each platform, and when to claim again.

    A process that delivers alone takes what the lanes hold. One of several lets no more wait than went in the last
    seconds: the rest is there for whoever joins. What the platform itself told to wait is not counted.
    """

    def __init__(self, lanes: Lanes, most: int, monotonic: Callable[[], float], *, shared: bool) -> None:
        """`most`: rows of a platform in one claim."""
        self._lanes, self._most, self._monotonic, self._shared = lanes, most, monotonic, shared
        self._ended: defaultdict[str, deque[float]] = defaultdict(deque)  # when, in the last seconds
        self._more: frozenset[str] = frozenset()  # platforms of which there may be more

    @property
    def again(self) -> bool:
        """Whether there is more, and room for a good part of it."""
        return any(self._room(name) * 2 >= self._window(name) for name in self._more)

    @property
    def more(self) -> frozenset[str]:
        """The platforms of which there may be more, as far as the last claim says."""
        return self._more

    def limits(self, platforms: Iterable[str]) -> dict[str, int]:
        """How many to claim of each platform that there is room for."""
        rooms = {name: min(self._room(name), self._most) for name in platforms}
        self._more = frozenset(name for name, room in rooms.items() if not room)
        return {name: room for name, room in rooms.items() if room}

    def claimed(self, limits: Mapping[str, int], rows: Sequence[Delivery]) -> None:
        """These were claimed."""
        found = Counter(row.address.platform for row in rows)
        self._more |= {name for name, limit in limits.items() if found[name] >= limit}

    def ended(self, platform: str) -> bool:
        """One is done with: whether to claim again now."""
        if not self._shared:
            return self._lanes.room == 1  # they were full
        self._ended[platform].append(self._monotonic())
        return platform in self._more and self._lanes.queued(platform) * 2 <= self._window(platform)

    def _room(self, platform: str) -> int:
        if not self._shared:
            return self._lanes.room
        return max(0, min(self._lanes.room, self._window(platform) - self._lanes.queued(platform, held=False)))

    def _window(self, platform: str) -> int:
        """How many may wait for their turn."""
        if not self._shared:
            return 1
        ended, since = self._ended[platform], self._monotonic() - SECONDS
        while ended and ended[0] < since:
            ended.popleft()
        return max(LEAST, len(ended))
