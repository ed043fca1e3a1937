"""Slow and throttled channels hold up nobody else, and order within a channel stays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.delivery.limits import Limits
from bot.model.delivery import RetryAfter, Scope, State
from bot.ports import NotYet
from tests.each_of import each_of
from tests.fakes.platform import FakePlatform, Slow
from tests.unit.delivery.dispatching import Application

LONG = 40.0  # seconds of an answer


@asynccontextmanager
async def dispatching(application: Application) -> AsyncIterator[None]:
    running = asyncio.create_task(application.dispatcher().run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running], timeout=0.01)
        await application.clock.run(application.clock.sleep(300))
        await asyncio.gather(running, return_exceptions=True)


def accepted(application: Application) -> list[str]:
    return [delivery.address.channel for delivery, _ in application.fake.accepted]


async def test_a_channel_that_answers_after_40_s_keeps_none_of_its_server_waiting() -> None:
    application = Application(patient=True, limits=Limits(send=1000, shortest_nap=0))
    for n in range(23):
        application.put(f"c{n}")
    application.fake.script([Slow(LONG)], "c0")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(3))
        assert len(accepted(application)) == 22


async def test_nor_after_it_was_slow_before_or_is_looked_up() -> None:
    """What had been slow once made the lane one wide: the next slow answer then held up everybody."""
    application = Application(patient=True, limits=Limits(send=30, shortest_nap=0))
    application.put("c0")
    application.fake.script([Slow(LONG), Slow(LONG)], "c0")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(31))  # given up, to be looked up and sent again
        for n in range(1, 23):
            application.put(f"c{n}")
        application.put("c0")
        await application.clock.run(application.clock.sleep(35))
        assert len(set(accepted(application)) - {"c0"}) == 22


async def test_a_server_in_which_every_answer_takes_40_s_is_not_served_one_by_one() -> None:
    application = Application(patient=True, limits=Limits(send=1000, shortest_nap=0))
    for n in range(40):
        application.put(f"c{n}")
        application.fake.script([Slow(LONG)], f"c{n}")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(2 * LONG + 5))
        assert len(accepted(application)) == 40


@each_of("scope", [Scope.CHANNEL, Scope.WORKSPACE])
async def test_many_throttled_workspaces_take_no_place_from_the_others(scope: Scope) -> None:
    application = Application(patient=True)
    for workspace in range(30):
        application.fake.turn_waits[f"t{workspace}"] = NotYet(9.0, scope)
        for n in range(40):
            application.put(f"t{workspace}-{n}", f"t{workspace}")
    for n in range(40):
        application.put(f"q{n}", "quick")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(1))
        assert sorted(accepted(application)) == sorted(f"q{n}" for n in range(40))


async def test_a_workspace_that_is_paced_is_asked_once_a_slot_and_not_once_a_row() -> None:
    application = Application(patient=True)
    application.fake.turn_waits["w"] = NotYet(1.0, Scope.WORKSPACE)
    for n in range(40):
        application.put(f"c{n}")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(60))
        assert len(accepted(application)) == 40
        assert sum(application.fake.asked.values()) <= 3 * 40


async def test_a_message_that_must_come_later_says_when_and_its_place_is_free_meanwhile() -> None:
    application = Application(patient=True, limits=Limits(shortest_nap=0))
    throttled = application.put("c0")
    application.fake.script([RetryAfter(25, "429")], "c0")
    for n in range(1, 10):
        application.put(f"c{n}")
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(1))
        assert application.outbox.state(throttled) is State.QUEUED
        assert (application.outbox.rows[1].due - application.outbox.rows[2].due).total_seconds() == pytest.approx(
            25, abs=1
        )
        assert len(accepted(application)) == 9
        await application.clock.run(application.clock.sleep(26))
        assert application.outbox.state(throttled) is State.SENT


async def test_the_parts_of_a_slow_channel_come_in_order() -> None:
    application = Application(patient=True, split=1, limits=Limits(send=1000, shortest_nap=0))
    application.put("c0", papers=4)
    application.fake.script([Slow(LONG), Slow(5)], "c0")
    for n in range(1, 5):
        application.put(f"c{n}", papers=3)
        application.fake.turn_waits[f"c{n}"] = NotYet(1.0)
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(120))
    parts: dict[str, list[int]] = {}
    for delivery, _ in application.fake.accepted:
        parts.setdefault(delivery.address.channel, []).append(delivery.part)
    assert parts == {"c0": [0, 1, 2, 3, 4]} | {f"c{n}": [0, 1, 2, 3] for n in range(1, 5)}


async def test_an_adapter_whose_pace_breaks_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Application(patient=True)
    digest = application.put("c0")

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(FakePlatform, "turn", broken)
    async with dispatching(application):
        await application.clock.run(application.clock.sleep(1))
        assert application.outbox.state(digest) is State.SENT


async def test_a_clock_that_is_set_back_stalls_nothing() -> None:
    application = Application(patient=True)
    application.fake.turn_waits["c0"] = NotYet(5.0)
    application.put("c0")
    dispatcher = application.dispatcher()
    running = asyncio.create_task(dispatcher.run())
    await application.clock.run(application.clock.sleep(1))
    application.fake.turn_waits.clear()
    dispatcher.clock_stepped()
    for _ in range(50):
        await asyncio.sleep(0)
    assert accepted(application) == ["c0"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
