"""Pacing: never faster than allowed, and as fast as allowed while there is work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.rate_limit import CATCH_UP, SWEEP_LEAST, Rate, RateLimiter
from tests.fakes.clock import FakeClock


def pacer(clock: FakeClock, interval: float, burst: int = 1) -> RateLimiter:
    return RateLimiter(interval, burst, monotonic=clock.monotonic)


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


def take_when_free(pace: RateLimiter, clock: FakeClock, key: object) -> float:
    """Take the key's next turn, the clock moved on until then; when that was."""
    while (left := pace.wait(key)) > 0:
        clock.advance(max(left, 1e-6))
    pace.take(key)
    return clock.monotonic()


def test_work_that_waits_uses_the_whole_rate() -> None:
    clock = FakeClock()
    everything = pacer(clock, 1 / 50)
    for _ in range(500):
        last = take_when_free(everything, clock, "")
    assert last == pytest.approx(499 / 50, rel=0.02)


def test_a_loop_that_lags_a_little_loses_nothing() -> None:
    clock = FakeClock()
    everything = pacer(clock, 1 / 50)
    for _ in range(500):
        take_when_free(everything, clock, "")
        if everything.wait("") > 0:
            clock.advance(everything.wait("") + 0.004)
    assert 499 / 50 <= clock.monotonic() <= 500 / 50 / 0.98


def test_asking_takes_no_turn() -> None:
    clock = FakeClock()
    channels = pacer(clock, 1.0)
    assert [channels.wait("c") for _ in range(3)] == [0, 0, 0]
    channels.take("c")
    assert [channels.wait("c"), channels.wait("d")] == [1.0, 0]


def test_a_hold_stops_one_key_only() -> None:
    clock = FakeClock()
    workspaces = pacer(clock, 0.1, 5)
    workspaces.hold("w", 30)
    assert take_when_free(workspaces, clock, "v") == 0
    assert take_when_free(workspaces, clock, "w") == pytest.approx(30)


def test_channels_at_rest_are_forgotten() -> None:
    clock = FakeClock()
    channels = pacer(clock, 1.0)
    for number in range(5 * SWEEP_LEAST):
        clock.advance(0.01)
        take_when_free(channels, clock, number)
    assert len(channels) <= SWEEP_LEAST
