"""The bot's pace and the count of invalid requests, in virtual time."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.api import limits
from adapters.discord.api.rate_limit import FRESH, WINDOW, Throttle
from adapters.discord.api.traffic import MOST_INVALID, Invalid


class Time:
    """A monotonic clock that sleeping moves."""

    def __init__(self, late: list[float] | None = None) -> None:
        self.now, self.late = 100.0, late or []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + (self.late.pop() if self.late else 0.0)
        await asyncio.sleep(0)


def throttle(time: Time) -> Throttle:
    return Throttle(monotonic=time.monotonic, sleep=time.sleep)


def busiest(at: list[float]) -> int:
    """The most in any second."""
    return max(sum(1 for other in at if 0 <= other - one < 1.0 - 1e-9) for one in at)


async def test_at_least_98_percent_of_the_limit_are_used_and_never_more_than_it() -> None:
    time = Time()
    pace = throttle(time)
    at = []
    for _ in range(600):
        release = await pace.turn()
        pace.answered(release, time.now)
        at.append(release.at)
    assert busiest(at) <= limits.GLOBAL_RATE
    assert 600 / (at[-1] - at[0]) >= 0.98 * limits.GLOBAL_RATE


@settings(max_examples=20)
@given(late=st.lists(st.floats(0, 0.3), max_size=60), urgent=st.lists(st.integers(0, 149), max_size=40))
async def test_no_second_has_too_many_however_late_the_loop_wakes(late: list[float], urgent: list[int]) -> None:
    time = Time(late)
    pace = throttle(time)
    at = []
    for number in range(150):
        if number in urgent:
            pace.urgent()
        at.append((await pace.turn()).at)
    assert busiest(at) <= limits.GLOBAL_RATE


async def test_what_is_urgent_goes_at_once_and_counts() -> None:
    time = Time()
    pace = throttle(time)
    for _ in range(limits.GLOBAL_RATE):
        pace.urgent()
    assert time.now == 100.0
    assert (await pace.turn()).at >= 101.0


async def test_an_answer_that_came_late_counts_from_its_arrival() -> None:
    time = Time()
    pace = throttle(time)
    quick = pace.urgent()
    pace.answered(quick, time.now)
    slow = pace.urgent()
    time.now += 0.1
    pace.answered(slow, 100.0)
    for _ in range(limits.GLOBAL_RATE - 2):
        pace.urgent()
    time.now = 101.05
    pace._due = 0.0
    assert pace.wait() == 0
    pace.urgent()
    pace._due = 0.0
    assert pace.wait() == pytest.approx(0.1 + WINDOW - 1.05)


async def test_a_hold_lets_nothing_go_and_takes_back_what_was_released() -> None:
    time = Time()
    pace = throttle(time)
    before = await pace.turn()
    assert pace.fresh(before)
    pace.hold(3.0)
    assert not pace.fresh(before)
    after = await pace.turn()
    assert after.at >= 103.0
    assert pace.fresh(after)
    time.now += FRESH
    assert not pace.fresh(after)
    assert not pace.fresh(None)


def test_invalid_requests_halt_sending_until_they_are_old() -> None:
    time = Time()
    invalid = Invalid(monotonic=time.monotonic)
    assert MOST_INVALID * 5 <= limits.INVALID
    for status, scope in [(200, ""), (404, ""), (429, "shared"), (500, "")] * MOST_INVALID:
        invalid.count(status, scope)
    assert invalid.halted() == 0
    for number in range(MOST_INVALID):
        time.now += 0.1
        invalid.count((401, 403, 429)[number % 3], "user")
    assert 0 < invalid.halted() <= limits.INVALID_WINDOW
    time.now += limits.INVALID_WINDOW
    assert invalid.halted() == 0


@pytest.mark.parametrize("processes", [2, 3, 7, 50])
def test_processes_that_share_the_limit_never_have_more_than_it_together(processes: int) -> None:
    time = Time()
    paces = [Throttle(lambda: 1 / processes, monotonic=time.monotonic) for _ in range(processes)]
    at = _all_at_once(time, paces, seconds=6)
    assert busiest(at) <= limits.GLOBAL_RATE
    assert len(at) / 6 >= 0.7 * limits.GLOBAL_RATE


def test_a_process_that_joins_or_leaves_brings_no_second_with_too_many() -> None:
    time = Time()
    shares = [1.0, 0.0, 0.0]
    paces = [Throttle(lambda n=n: shares[n], monotonic=time.monotonic) for n in range(3)]  # type: ignore[misc]
    at = list[float]()
    for after in ([1.0, 0, 0], [0.5, 0, 0], [0.5, 0.5, 0], [1 / 3, 0.5, 0], [1 / 3] * 3, [0, 1 / 3, 1 / 3]):
        shares[:] = after
        at += _all_at_once(time, paces, seconds=1.01)  # as long as a share that was given up is left alone
    assert busiest(at) <= limits.GLOBAL_RATE


def _all_at_once(time: Time, paces: list[Throttle], seconds: float) -> list[float]:
    """Each takes what it may, looking every millisecond."""
    at, end = list[float](), time.now + seconds
    while time.now < end:
        for pace in paces:
            if not pace.wait():
                at.append(pace.urgent().at)
                pace.answered(pace._gone[-1], time.now)
        time.now += 0.001
    return at


async def test_without_a_share_nothing_goes_until_there_is_one() -> None:
    time, shares = Time(), [0.0]
    pace = Throttle(lambda: shares[0], monotonic=time.monotonic)
    assert pace.wait() > 0
    shares[0] = 1.0
    assert pace.wait() == 0
