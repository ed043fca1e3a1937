"""Lanes: claimed deliveries waiting for their turn, one lane a workspace, in order within each channel.

Nobody waits inside a lane: what may not go yet is held until an instant while the others go, and what is under way
for long no longer counts against its lane, so that a slow channel holds up only itself.
"""

import heapq
from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.model.delivery import Delivery, Scope

HELD = 4096  # deliveries in memory: over a minute of work for the fastest platform (50 a second)
RUNNING = 512  # at the same time: 10 s of that, so a platform's pace is used up whatever it takes to answer
WIDTH = 32  # at the same time in one workspace
FIRST_WIDTH = 2  # doubled with each quick answer, halved after a slow one, never less
SLOW = timedelta(seconds=2)  # under way for longer, it counts neither in its lane nor among those running

LaneKey: TypeAlias = tuple[str, str]  # platform, workspace


@dataclass(slots=True)
class _Lane:
    queues: dict[str, deque[Delivery]] = field(default_factory=dict)  # by channel, none of them empty
    free: deque[str] = field(default_factory=deque)  # channels of which one may start
    busy: dict[str, bool] = field(default_factory=dict)  # channels with one under way: whether it still counts
    held: dict[str, datetime] = field(default_factory=dict)  # channels that may go on from then
    until: datetime | None = None  # nothing of the lane goes before
    young: int = 0  # of those busy that count
    width: int = FIRST_WIDTH
    size: int = 0  # deliveries in it, those under way included
    listed: bool = False

    @property
    def open(self) -> bool:
        """Whether one may start now."""
        return bool(self.free) and self.until is None and self.young < self.width


@dataclass(slots=True)
class _Platform:
    ready: deque[LaneKey] = field(default_factory=deque)
    until: datetime | None = None
    queued: int = 0  # deliveries that have not started


class Lanes:
    """Who goes next: round robin over workspaces, each as wide as its answers are quick, bounded altogether."""

    def __init__(
        self, *, held: int = HELD, running: int = RUNNING, width: int = WIDTH, slow: timedelta = SLOW
    ) -> None:
        self._held, self._running, self._width, self._slow = held, running, width, slow
        self._lanes: dict[LaneKey, _Lane] = {}
        self._platforms: OrderedDict[str, _Platform] = OrderedDict()
        self._keys: set[int] = set()
        self._started: OrderedDict[int, tuple[datetime, Delivery]] = OrderedDict()  # those that count
        self._holds: list[tuple[datetime, int, str, str | None, str | None]] = []  # a heap of instants
        self._number = 0
        self._under_way = 0

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, delivery: Delivery) -> bool:
        return delivery.key in self._keys

    @property
    def room(self) -> int:
        """How many more may be claimed."""
        return max(0, self._held - len(self._keys))

    @property
    def workspaces(self) -> Collection[LaneKey]:
        """Those that something is in hand for."""
        return self._lanes.keys()

    @property
    def waiting(self) -> int:
        """How many have not started."""
        return len(self._keys) - self._under_way

    def queued(self, platform: str, *, held: bool = True) -> int:
        """How many of a platform have not started; `held`: those among them that it told to wait itself."""
        there = self._platforms.get(platform)
        if there is None or held or not there.queued:
            return there.queued if there else 0
        return sum(
            len(queue)
            for key, lane in self._lanes.items()
            if key[0] == platform and lane.until is None
            for channel, queue in lane.queues.items()
            if channel not in lane.held
        )

    def add(self, delivery: Delivery, *, fair: bool = True) -> bool:
        """Queue a delivery; False when it is held already or, if `fair`, beyond its workspace's share."""
        if delivery in self:
            return False
        key = _lane_of(delivery)
        lane = self._lanes.get(key) or _Lane()
        share = max(self._width, self._held // max(1, len(self._lanes)))
        if fair and lane.size >= share:
            return False
        self._lanes[key] = lane
        self._keys.add(delivery.key)
        lane.size += 1
        channel = delivery.address.channel
        queue = lane.queues.setdefault(channel, deque())
        queue.append(delivery)
        if len(queue) == 1 and channel not in lane.busy and channel not in lane.held:
            lane.free.append(channel)
        self._offer(key, lane)
        self._platforms[key[0]].queued += 1
        return True

    def next(self, now: datetime) -> Delivery | None:
        """The next delivery to start now; None while all that may run does."""
        self._wake(now)
        for _ in range(len(self._platforms)):
            if len(self._started) >= self._running:
                return None
            name, platform = next(iter(self._platforms.items()))
            self._platforms.move_to_end(name)
            while platform.ready and platform.until is None:
                key = platform.ready.popleft()
                lane = self._lanes.get(key)
                if lane is None:
                    continue
                lane.listed = False
                if lane.open:
                    return self._start(key, lane, now)
        return None

    def hold(self, delivery: Delivery, until: datetime, scope: Scope) -> None:
        """What `next` gave may not go before an instant, nor may others within the scope: it keeps its place."""
        key, channel = _lane_of(delivery), delivery.address.channel
        lane, platform = self._lanes[key], self._platforms[key[0]]
        self._ended(lane, delivery)
        lane.queues.setdefault(channel, deque()).appendleft(delivery)
        platform.queued += 1
        if scope is Scope.CHANNEL:
            lane.held[channel] = until
            self._hold(until, key[0], key[1], channel)
            self._offer(key, lane)
            return
        lane.free.appendleft(channel)
        if scope is Scope.WORKSPACE:
            lane.until = until
            self._hold(until, key[0], key[1], None)
        else:
            platform.until = until
            self._hold(until, key[0], None, None)
            if lane.listed and platform.ready[-1] == key:  # as `next` has just put it behind the others
                platform.ready.pop()
                lane.listed = False
            self._offer(key, lane, first=True)

    def done(self, delivery: Delivery, *, quick: bool) -> None:
        """A started delivery ended."""
        key, channel = _lane_of(delivery), delivery.address.channel
        lane = self._lanes[key]
        self._ended(lane, delivery)
        lane.width = min(self._width, lane.width * 2) if quick else max(FIRST_WIDTH, lane.width // 2)
        lane.size -= 1
        self._keys.discard(delivery.key)
        if channel in lane.queues:
            lane.free.append(channel)
        self._offer(key, lane)
        if not lane.size:
            del self._lanes[key]

    def opens(self) -> datetime | None:
        """When to ask `next` again although nothing ended: a hold ends, or what is under way stops counting."""
        if not self.waiting:
            return None
        oldest = next(iter(self._started.values()), None)
        instants = [self._holds[0][0]] if self._holds else []
        if oldest is not None:
            instants.append(oldest[0] + self._slow)
        return min(instants, default=None)

    def clock_stepped(self, now: datetime) -> None:
        """Instants mean nothing any more: nothing is held, and what is under way counts from now."""
        self._holds = [(now, *each[1:]) for each in self._holds]
        heapq.heapify(self._holds)
        for lane in self._lanes.values():
            lane.held = dict.fromkeys(lane.held, now)
            lane.until = now if lane.until else None
        for platform in self._platforms.values():
            platform.until = now if platform.until else None
        self._started = OrderedDict((key, (now, each)) for key, (_, each) in self._started.items())

    def withdraw(self, platform: str, workspace: str | None = None, channel: str | None = None) -> list[Delivery]:
        """Take back what has not started there (None: anywhere within)."""
        taken: list[Delivery] = []
        for key in [k for k in self._lanes if k[0] == platform and workspace in {None, k[1]}]:
            lane = self._lanes[key]
            out = [c for c in lane.queues if channel in {None, c}]
            found = [delivery for each in out for delivery in lane.queues.pop(each)]
            lane.free = deque(each for each in lane.free if each in lane.queues)
            self._keys.difference_update(delivery.key for delivery in found)
            lane.size -= len(found)
            self._platforms[platform].queued -= len(found)
            taken += found
            if not lane.size:
                del self._lanes[key]
        return taken

    def withdraw_all(self) -> list[Delivery]:
        """Take back everything that has not started."""
        return [d for platform in {k[0] for k in self._lanes} for d in self.withdraw(platform)]

    def _start(self, key: LaneKey, lane: _Lane, now: datetime) -> Delivery:
        channel = lane.free.popleft()
        queue = lane.queues[channel]
        delivery = queue.popleft()
        if not queue:
            del lane.queues[channel]
        lane.busy[channel] = True
        lane.young += 1
        self._under_way += 1
        self._platforms[key[0]].queued -= 1
        self._started[delivery.key] = (now, delivery)
        self._offer(key, lane)
        return delivery

    def _ended(self, lane: _Lane, delivery: Delivery) -> None:
        counted = lane.busy.pop(delivery.address.channel)
        lane.young -= counted
        self._under_way -= 1
        self._started.pop(delivery.key, None)

    def _wake(self, now: datetime) -> None:
        """Open what was held until now, and set aside what has been under way for long."""
        while self._holds and self._holds[0][0] <= now:
            _, _, name, workspace, channel = heapq.heappop(self._holds)
            self._open(name, workspace, channel, now)
        while self._started:
            began, delivery = next(iter(self._started.values()))
            if began + self._slow > now:
                return
            del self._started[delivery.key]
            key = _lane_of(delivery)
            lane = self._lanes[key]
            lane.busy[delivery.address.channel] = False
            lane.young -= 1
            self._offer(key, lane)

    def _open(self, name: str, workspace: str | None, channel: str | None, now: datetime) -> None:
        platform = self._platforms[name]
        if workspace is None:
            platform.until = None if platform.until is None or platform.until <= now else platform.until
            return
        lane = self._lanes.get((name, workspace))
        if lane is None:
            return
        if channel is None:
            lane.until = None if lane.until is None or lane.until <= now else lane.until
        elif channel in lane.held and lane.held[channel] <= now:
            del lane.held[channel]
            if channel in lane.queues:
                lane.free.append(channel)
        self._offer((name, workspace), lane)

    def _hold(self, until: datetime, platform: str, workspace: str | None, channel: str | None) -> None:
        self._number += 1
        heapq.heappush(self._holds, (until, self._number, platform, workspace, channel))

    def _offer(self, key: LaneKey, lane: _Lane, *, first: bool = False) -> None:
        platform = self._platforms.setdefault(key[0], _Platform())
        if lane.open and not lane.listed:
            lane.listed = True
            (platform.ready.appendleft if first else platform.ready.append)(key)


def _lane_of(delivery: Delivery) -> LaneKey:
    return delivery.address.platform, delivery.address.workspace
