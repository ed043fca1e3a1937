"""What is in hand goes by what was sent in the last seconds, so that whoever joins finds work at once."""

import asyncio
from datetime import timedelta

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.lanes import HELD, Lanes
from bot.delivery.limits import Limits
from bot.delivery.prefetch import LEAST, SECONDS, Prefetch
from bot.model.channel import Address
from bot.model.delivery import Delivery, Scope, State
from bot.ports import NotYet
from tests.fakes.outbox import NOON
from tests.fakes.platform import FakePlatform
from tests.unit.delivery.dispatching import Application, Beside, show


class Time:
    """Turned by the test."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def delivery(number: int, platform: str = "fake") -> Delivery:
    address = Address(platform, f"w{number}", "c")
    return Delivery(key=number, digest=number, address=address, part=0, token=f"t{number}", state=State.QUEUED)


def claimed(prefetch: Prefetch, lanes: Lanes, numbers: range, limits: dict[str, int]) -> None:
    rows = [delivery(number) for number in numbers]
    for row in rows:
        lanes.add(row)
    prefetch.claimed(limits, rows)


def test_as_many_wait_as_went_in_the_last_seconds_and_a_few_before_anything_went() -> None:
    time, lanes = Time(), Lanes()
    prefetch = Prefetch(lanes, 256, time, shared=True)
    assert prefetch.limits(["fake", "other"]) == {"fake": LEAST, "other": LEAST}
    for _ in range(100):
        prefetch.ended("fake")
    assert prefetch.limits(["fake", "other"]) == {"fake": 100, "other": LEAST}
    for _ in range(900):
        prefetch.ended("fake")
    assert prefetch.limits(["fake"]) == {"fake": 256}, "the most of one claim"
    time.now += SECONDS + 0.1
    assert prefetch.limits(["fake"]) == {"fake": LEAST}


def test_who_delivers_alone_takes_what_the_lanes_hold() -> None:
    lanes = Lanes(held=300)
    prefetch = Prefetch(lanes, 256, Time(), shared=False)
    assert prefetch.limits(["fake"]) == {"fake": 256}
    claimed(prefetch, lanes, range(256), {"fake": 256})
    assert prefetch.again
    assert prefetch.limits(["fake"]) == {"fake": 44}
    claimed(prefetch, lanes, range(256, 300), {"fake": 44})
    assert not prefetch.again
    assert (prefetch.limits(["fake"]), prefetch.more) == ({}, {"fake"})


def test_it_claims_again_when_half_has_gone_if_there_was_more() -> None:
    time, lanes = Time(), Lanes()
    prefetch = Prefetch(lanes, 256, time, shared=True)
    claimed(prefetch, lanes, range(LEAST), prefetch.limits(["fake"]))
    assert not prefetch.again, "it is full"
    again = []
    for _ in range(LEAST):
        lanes.next(NOON)
        again.append(prefetch.ended("fake"))
    assert again == [False] * (LEAST // 2 - 1) + [True] * (LEAST // 2 + 1)
    assert prefetch.again
    claimed(prefetch, lanes, range(100, 102), prefetch.limits(["fake"]))
    assert not prefetch.again, "that was all"
    assert not prefetch.ended("fake")


def test_what_its_channel_or_workspace_is_told_to_wait_with_takes_no_place_but_what_the_platform_is_does() -> None:
    for scope, room in ((Scope.CHANNEL, LEAST), (Scope.WORKSPACE, LEAST), (Scope.PLATFORM, 0)):
        lanes = Lanes()
        prefetch = Prefetch(lanes, 256, Time(), shared=True)
        claimed(prefetch, lanes, range(LEAST), {"fake": LEAST})
        while (each := lanes.next(NOON)) is not None:
            lanes.hold(each, NOON.replace(hour=13), scope)
        assert prefetch.limits(["fake"]) == ({"fake": room} if room else {}), scope
        assert lanes.queued("fake") == LEAST


def test_what_was_withdrawn_no_longer_waits() -> None:
    lanes = Lanes()
    claimed(Prefetch(lanes, 256, Time(), shared=True), lanes, range(5), {"fake": 5})
    lanes.withdraw("fake", "w3")
    assert (lanes.queued("fake"), lanes.queued("other"), lanes.room) == (4, 0, HELD - 4)


class Paced(FakePlatform):
    """Lets a process send 25 a second in all."""

    free = NOON

    def turn(self, address: Address) -> NotYet | None:
        now = self.clock.now()
        if now < self.free:
            return NotYet((self.free - now).total_seconds(), Scope.PLATFORM)
        self.free = now + timedelta(seconds=1 / 25)
        return None


async def test_a_process_that_joins_in_the_middle_of_a_burst_has_its_part_at_once() -> None:
    """Who joined found everything in the first one's hands, and held a share of what the platform takes for nothing."""
    application = Application(patient=True)
    for number in range(600):
        application.put(f"c{number}", f"w{number}")
    one, other = Paced(clock=application.clock), Paced(clock=application.clock)
    outbox = Beside(application.outbox)

    def another(platform: Paced) -> asyncio.Task[None]:
        given = (outbox, application.outbox, [platform.platform()], application.clock, show)
        dispatcher = Dispatcher(*given, limits=Limits(shortest_nap=0), shared=True)
        return asyncio.create_task(dispatcher.run())

    running = [another(one)]
    await application.clock.run(application.clock.sleep(8))
    assert len(one.accepted) > 150
    running.append(another(other))
    await application.clock.run(application.clock.sleep(4))
    assert len(other.accepted) > 75
    for task in running:
        task.cancel()
    await application.clock.run(application.clock.sleep(30))
    await asyncio.gather(*running, return_exceptions=True)
    assert not {each.key for each, _ in one.accepted} & {each.key for each, _ in other.accepted}
