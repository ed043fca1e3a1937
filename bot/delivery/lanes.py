"""Lanes: claimed deliveries waiting for their turn, one lane a workspace: a slow one holds up only itself."""

from collections import deque
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.model.delivery import Delivery

HELD = 4096  # deliveries in memory: over a minute of work for the fastest platform (50 a second)
RUNNING = 512  # at the same time: 10 s of that, so a platform's pace is used up whatever it takes to answer
WIDTH = 32  # at the same time in one workspace
FIRST_WIDTH = 2  # doubled with each quick answer, back to 1 after a slow one

LaneKey: TypeAlias = tuple[str, str]  # platform, workspace


@dataclass(slots=True)
class _Lane:
    queue: deque[Delivery] = field(default_factory=deque)
    busy: set[str] = field(default_factory=set)  # channels with a delivery under way
    width: int = FIRST_WIDTH
    listed: bool = False

    def pick(self) -> Delivery | None:
        """The first delivery whose channel is free: parts of a digest never overtake each other."""
        for index, delivery in enumerate(self.queue):
            if delivery.address.channel not in self.busy:
                del self.queue[index]
                self.busy.add(delivery.address.channel)
                return delivery
        return None


class Lanes:
    """Who goes next: round robin over workspaces, each as wide as its answers are quick, bounded altogether."""

    def __init__(self, *, held: int = HELD, running: int = RUNNING, width: int = WIDTH) -> None:
        self._held, self._running, self._width = held, running, width
        self._lanes: dict[LaneKey, _Lane] = {}
        self._ready: deque[LaneKey] = deque()
        self._keys: set[int] = set()
        self.running = 0

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, delivery: Delivery) -> bool:
        return delivery.key in self._keys

    @property
    def room(self) -> bool:
        """Whether more may be claimed."""
        return len(self._keys) < self._held

    def add(self, delivery: Delivery, *, fair: bool = True) -> bool:
        """Queue a delivery; False when it is held already or, if `fair`, beyond its workspace's share."""
        if delivery in self:
            return False
        key = _lane_of(delivery)
        lane = self._lanes.get(key) or _Lane()
        share = max(self._width, self._held // max(1, len(self._lanes)))
        if fair and len(lane.queue) + len(lane.busy) >= share:
            return False
        self._lanes[key] = lane
        self._keys.add(delivery.key)
        lane.queue.append(delivery)
        self._offer(key, lane)
        return True

    def next(self) -> Delivery | None:
        """The next delivery to start now; None while all that may run does."""
        while self._ready and self.running < self._running:
            key = self._ready.popleft()
            lane = self._lanes.get(key)
            if lane is None:
                continue
            lane.listed = False
            delivery = lane.pick()
            if delivery is None:
                continue
            self.running += 1
            self._offer(key, lane)
            return delivery
        return None

    def done(self, delivery: Delivery, *, quick: bool) -> None:
        """A started delivery ended."""
        key = _lane_of(delivery)
        lane = self._lanes[key]
        lane.busy.discard(delivery.address.channel)
        lane.width = min(self._width, lane.width * 2) if quick else 1
        self._keys.discard(delivery.key)
        self.running -= 1
        self._offer(key, lane)
        if not lane.queue and not lane.busy:
            del self._lanes[key]

    def withdraw(self, platform: str, workspace: str | None = None, channel: str | None = None) -> list[Delivery]:
        """Take back what has not started there (None: anywhere within)."""
        taken = []
        for key in [k for k in self._lanes if k[0] == platform and workspace in {None, k[1]}]:
            lane = self._lanes[key]
            out = [d for d in lane.queue if channel in {None, d.address.channel}]
            lane.queue = deque(d for d in lane.queue if channel not in {None, d.address.channel})
            self._keys.difference_update(d.key for d in out)
            taken += out
            if not lane.queue and not lane.busy:
                del self._lanes[key]
        return taken

    def withdraw_all(self) -> list[Delivery]:
        """Take back everything that has not started."""
        return [d for platform in {k[0] for k in self._lanes} for d in self.withdraw(platform)]

    def _offer(self, key: LaneKey, lane: _Lane) -> None:
        if lane.queue and len(lane.busy) < lane.width and not lane.listed:
            lane.listed = True
            self._ready.append(key)


def _lane_of(delivery: Delivery) -> LaneKey:
    return delivery.address.platform, delivery.address.workspace
