"""Pacing: never faster than allowed, and as fast as allowed while there is work."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.rate_limit import CATCH_UP, SWEEP_LEAST, Rate, RateLimiter
from tests.fakes.clock import FakeClock


def pacer(clock: FakeClock, interval: float, burst: int = 1) -> RateLimiter:
    return RateLimiter(interval, burst, sleep=clock.sleep, monotonic=clock.monotonic)


def reserved(pace: Rate, now: float) -> tuple[float, Rate]:
    """How long the next one waits, and the rate after it."""
    wait = pace.wait(now)
    return wait, pace.taken(now + wait)


def test_a_burst_goes_at_once_and_then_one_each_interval() -> None:
    pace, waits = Rate(1.0, 3), []
    for _ in range(6):
        wait, pace = reserved(pace, 100.0)
        waits.append(wait)
    assert waits == [0, 0, 0, 1, 2, 3]


def test_a_rest_allows_a_burst_again_but_no_more_than_one() -> None:
    pace = Rate(1.0, 2)
    for _ in range(5):
        _, pace = reserved(pace, 0.0)
    waits = []
    for _ in range(3):
        wait, pace = reserved(pace, 1000.0)
        waits.append(wait)
    assert waits == [0, 0, 1]


@given(st.lists(st.floats(0, 3), min_size=2, max_size=60), st.sampled_from([0.02, 0.5, 1.0]), st.integers(1, 5))
def test_no_window_ever_holds_more_than_rate_and_burst(gaps: list[float], interval: float, burst: int) -> None:
    pace, now, taken = Rate(interval, burst), 0.0, []
    for gap in gaps:
        now += gap
        wait, pace = reserved(pace, now)
        taken.append(now + wait)
        now += wait
    for i, first in enumerate(taken):
        for j in range(i, len(taken)):
            allowed = burst + (taken[j] - first + CATCH_UP) / interval
            assert j - i + 1 <= allowed + 1e-6


async def test_work_that_waits_uses_the_whole_rate_first_come_first_served() -> None:
    clock = FakeClock(patient=True)
    everything = pacer(clock, 1 / 50)
    order: list[int] = []

    async def send(number: int) -> None:
        await everything.turn("")
        order.append(number)

    async def work() -> None:
        await asyncio.gather(*(send(n) for n in range(500)))

    await clock.run(work())
    assert order == list(range(500))
    assert clock.monotonic() == pytest.approx(499 / 50, rel=0.02)


async def test_a_loop_that_lags_a_little_loses_nothing() -> None:
    clock = FakeClock()
    everything = RateLimiter(1 / 50, sleep=lambda s: clock.sleep(s + 0.004), monotonic=clock.monotonic)
    for _ in range(500):
        await everything.turn("")
    assert 499 / 50 <= clock.monotonic() <= 500 / 50 / 0.98


async def test_a_slow_channel_takes_no_turn_from_the_others() -> None:
    clock = FakeClock(patient=True)
    channels, everything = pacer(clock, 1.0), pacer(clock, 0.1)
    done: dict[str, list[float]] = {"busy": [], "calm": []}

    async def send(channel: str) -> None:
        await channels.turn(channel, (everything, ""))
        done[channel].append(clock.monotonic())

    async def work() -> None:
        await asyncio.gather(*(send("busy") for _ in range(5)), send("calm"))

    await clock.run(work())
    assert done["busy"] == pytest.approx([0, 1, 2, 3, 4])
    assert done["calm"] == pytest.approx([0.1])


async def test_a_channel_keeps_its_distance_after_a_wait_for_everything() -> None:
    clock = FakeClock(patient=True)
    channels, everything = pacer(clock, 1.0), pacer(clock, 0.6)
    done: list[float] = []

    async def send(channel: str) -> None:
        await channels.turn(channel, (everything, ""))
        if channel == "c":
            done.append(clock.monotonic())

    async def work() -> None:
        await asyncio.gather(*(send(c) for c in ("a", "b", "c", "c")))

    await clock.run(work())
    assert done[1] - done[0] >= 1.0 - 1e-6


async def test_a_hold_stops_one_key_only() -> None:
    clock = FakeClock()
    workspaces = pacer(clock, 0.1, 5)
    workspaces.hold("w", 30)
    await workspaces.turn("v")
    assert clock.monotonic() == 0
    await workspaces.turn("w")
    assert clock.monotonic() == pytest.approx(30)


async def test_a_waiter_that_is_cancelled_leaves_the_queue_working() -> None:
    clock = FakeClock(patient=True)
    channels = pacer(clock, 1.0)
    await channels.turn("c")
    waiting = asyncio.create_task(channels.turn("c"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await clock.run(channels.turn("c"))
    assert clock.monotonic() == pytest.approx(1.0)


async def test_channels_at_rest_are_forgotten() -> None:
    clock = FakeClock()
    channels = pacer(clock, 1.0)
    for number in range(5 * SWEEP_LEAST):
        clock.advance(0.01)
        await channels.turn(number)
    assert len(channels) <= SWEEP_LEAST
