"""The dispatcher that runs on: woken, stopped, and beside others."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.lanes import Lanes
from bot.delivery.limits import Limits, Tally
from bot.errors import DatabaseLostError
from bot.model.delivery import (
    Delivery,
    NotThere,
    Receipt,
    RetryAfter,
    Sent,
    State,
)
from bot.model.transition import Wait
from tests.fakes.outbox import FakeOutbox
from tests.fakes.platform import DropAfter, DropBefore, Raises, Slow
from tests.unit.delivery.dispatching import Application, Beside, show


async def test_it_wakes_when_something_falls_due_and_when_poked() -> None:
    application = Application(patient=True, limits=Limits(shortest_nap=0))
    first = application.put("a")
    application.fake.script([RetryAfter(100, "busy")], "a")
    dispatcher = application.dispatcher()
    running = asyncio.create_task(dispatcher.run())

    async def settled() -> None:
        await application.clock.sleep(101)

    await application.clock.run(settled())
    assert application.outbox.state(first) is State.SENT
    second = application.put("b")
    dispatcher.poke()
    for _ in range(100):
        await asyncio.sleep(0.001)
    assert application.outbox.state(second) is State.SENT
    assert application.outbox.hops.count("claim") < 30, "no hot loop"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_retry_in_seconds_is_not_slept_through() -> None:
    """While the answer is awaited nothing is due, and the dispatcher lies down for its longest nap."""
    application = Application(patient=True, limits=Limits(shortest_nap=0))
    digest = application.put("a")
    application.fake.script([Slow(2, RetryAfter(1, "busy"))], "a")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(10))
    assert application.outbox.state(digest) is State.SENT
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_database_that_fails_does_not_end_it_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    application = Application(patient=True)
    digest = application.put()
    application.outbox.fails["claim"] = 3
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(60))
    assert application.outbox.state(digest) is State.SENT
    assert [each.message for each in caplog.records] == ["dispatch_round_failed"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_workspace_that_answers_in_thirty_seconds_delays_no_other() -> None:
    application = Application(patient=True, limits=Limits(send=1000))
    for n in range(200):
        application.put(f"s{n}", f"slow{n % 4}")
        application.fake.script([Slow(30)], f"s{n}")
    for n in range(200):
        application.put(f"q{n}", f"quick{n % 4}")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(2))
    sent = [delivery.address.channel for delivery, _ in application.fake.accepted]
    assert len([channel for channel in sent if channel.startswith("q")]) == 200
    running.cancel()
    await asyncio.wait([running], timeout=0.01)
    await application.clock.run(application.clock.sleep(60))
    await asyncio.gather(running, return_exceptions=True)


async def test_a_call_without_an_answer_is_ended_and_looked_up() -> None:
    application = Application(patient=True, limits=Limits(send=0.02))
    digest = application.put()
    application.fake.script([Slow(1e6)])
    tally = await application.drain()
    assert tally == Tally(ambiguous=1)
    assert application.outbox.state(digest) is State.AMBIGUOUS


async def test_shutdown_waits_for_what_is_under_way_and_starts_nothing_more() -> None:
    application = Application(patient=True)
    for n in range(10):
        application.put(f"c{n}")
        application.fake.script([Slow(3)], f"c{n}")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(1))
    assert application.fake.busy == 2
    running.cancel()
    await application.clock.run(application.clock.sleep(5))
    await asyncio.gather(running, return_exceptions=True)
    assert len(application.fake.accepted) == 2
    assert application.outbox.states() == {State.SENT, State.QUEUED}
    assert all(row.leased is None for row in application.outbox.rows.values()), "the next start need not wait"


async def test_shutdown_leaves_nothing_in_sending_even_when_a_platform_hangs() -> None:
    application = Application(patient=True, limits=Limits(let_finish=0.02))
    digest = application.put()
    application.fake.script([Slow(1e6)])
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(1))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert application.outbox.state(digest) is State.AMBIGUOUS


async def test_random_faults_on_many_channels_lose_nothing_and_send_nothing_twice() -> None:
    application = Application(split=2)
    digests = [application.put(f"c{n}", f"w{n % 7}", papers=n % 4 + 1) for n in range(120)]
    steps = [DropBefore(), DropAfter(), RetryAfter(2, "429"), RetryAfter(None, "503"), Raises(OSError("x"))]
    for n in range(120):
        application.fake.script([steps[(n + k) % len(steps)] for k in range(n % 6)], f"c{n}")
    await application.drain_for_hours(10)
    assert application.outbox.states() == {State.SENT}
    assert not application.fake.duplicates()
    assert len(application.fake.posted) == len(application.outbox.rows) >= len(digests)


async def test_a_message_that_is_stored_long_after_its_answer_was_lost_is_not_sent_again() -> None:
    application = Application()
    digest = application.put()
    application.fake.script([DropBefore()])
    application.fake.lookups.extend([NotThere(), Sent(Receipt("there"))])  # stored between the two looks
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.tried) == 1


async def test_what_was_in_doubt_is_looked_for_again_after_a_platform_told_its_next_try_to_wait() -> None:
    """The try that was told to wait surely did not arrive; the one before it may have, meanwhile."""
    application = Application()
    digest = application.put()
    application.fake.script([DropBefore(), RetryAfter(600, "429")])
    application.fake.lookups.extend([NotThere(), NotThere(), Sent(Receipt("there"))])
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.tried) == 2


async def test_what_another_process_was_told_to_wait_for_holds_here_too() -> None:
    application = Application(limits=Limits(heed=0))
    beside = Beside(application.outbox)
    given = (beside, application.outbox, [application.fake.platform()], application.clock, show)
    for shared, sent in ((True, 0), (False, 1)):
        digest = application.put(channel=f"c{sent}")
        until = application.clock.now() + timedelta(minutes=5)
        beside.noted = [Wait(platform="fake", workspace=None, channel=None, until=until)]
        await Dispatcher(*given, limits=application.limits, shared=shared).drain()  # type: ignore[arg-type]
        assert len(application.fake.posted) == sent, digest
    assert beside.kept == set()


async def test_lanes_of_its_own_bound_how_many_are_sent_at_a_time() -> None:
    application = Application(send_seconds=1)
    for channel in "abcdef":
        application.put(channel, workspace=channel)
    given = (application.outbox, application.outbox, [application.fake.platform()], application.clock, show)
    tally = await Dispatcher(*given, lanes=Lanes(running=2)).drain()
    assert (tally.sent, application.fake.busiest) == (6, 2)
    assert application.outbox.hops.count("editions") < 6, "what starts together reads its digests together"


async def test_a_delivery_that_another_process_took_over_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Application()
    application.put("mine")
    taken = application.put("taken")

    async def begin(_: object, attempts: Sequence[Delivery], *__: object) -> Sequence[bool]:
        return [each.digest != taken for each in attempts]

    monkeypatch.setattr(FakeOutbox, "begin", begin)
    tally = await application.drain()
    assert (tally.sent, tally.put_off) == (1, 1)
    assert [each.address.channel for each in application.fake.tried] == ["mine"]


async def test_what_was_put_off_and_is_claimed_again_is_not_given_back_while_it_is_sent() -> None:
    """Its lease had ended meanwhile: given back, it was due later than it was sent, and free to be claimed by others."""
    application = Application(limits=Limits(lease=0))
    application.put()
    application.outbox.fails["begin"] = 1
    assert (await application.drain()).sent == 1
    assert [each.state for each in application.outbox.transitions] == [State.SENT]


async def test_a_database_that_is_lost_or_damaged_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Application(patient=True)

    async def claim(*_: object) -> list[Delivery]:
        raise DatabaseLostError("It is damaged.")

    monkeypatch.setattr(FakeOutbox, "claim", claim)
    with pytest.raises(DatabaseLostError):
        await application.clock.run(application.dispatcher().run())
