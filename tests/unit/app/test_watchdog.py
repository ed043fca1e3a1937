"""The watchdog sees what the loop cannot: that the clock was set, and that the loop itself stands still."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.clock_steps import ClockSteps
from bot.app.watchdog import Watchdog
from tests.fakes.clock import MovableClock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_step_is_told_once_in_either_direction_and_a_slow_correction_never():
    clock = MovableClock(NOW)
    steps = ClockSteps(clock.wall, clock.monotonic)
    clock.goes_on(3600)
    assert steps.look() == 0.0
    assert steps.steady == 3600
    for _ in range(100):  # a time service pulls the clock by half a second at a time
        clock.set(clock.now() + timedelta(seconds=0.5))
        assert steps.look() == 0.0
    clock.set(clock.now() + timedelta(days=30))
    assert steps.look() == pytest.approx(30 * 86400)
    assert steps.look() == 0.0
    assert steps.steady == 0
    clock.set(NOW)
    assert steps.look() < -30 * 86400


async def test_a_step_is_reported_in_the_loop():
    clock, told = MovableClock(NOW), asyncio.Queue()
    with Watchdog(ClockSteps(clock.wall, clock.monotonic), told.put_nowait, look_seconds=0.01):
        await asyncio.sleep(0.05)
        assert told.empty()
        clock.set(NOW - timedelta(hours=1))
        async with asyncio.timeout(30):
            assert await told.get() == pytest.approx(-3600)


async def test_a_loop_that_stands_still_is_said_with_what_it_does_and_that_it_goes_on(caplog):
    clock = MovableClock(NOW)
    with Watchdog(ClockSteps(clock.wall, clock.monotonic), lambda _: None, look_seconds=0.02, still_seconds=0.1):
        await asyncio.sleep(0.05)
        time.sleep(0.5)  # noqa: ASYNC251 -- this is what is to be noticed
        await asyncio.sleep(0.2)
    said = [record for record in caplog.records if record.name == "bot.app.watchdog"]
    assert said[-1].getMessage() == "loop_goes_on"
    stood = [vars(record)["where"] for record in said if record.getMessage() == "loop_stands_still"]
    assert [where for where in stood if "test_watchdog.py" in where]  # a busy machine can make it stand once more
