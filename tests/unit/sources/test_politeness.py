"""How long a source is left alone, and one question at a time."""

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.sources.common.gate import Gate
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.retry_after import retry_after
from tests.each_of import each_of
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@each_of(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "99999999999"}, 86_400),
        ({"retry-after": "Fri, 20 Nov 2026 12:01:00 GMT"}, 60),
        ({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT"}, 1),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"ratelimit": '"api";r=0;t=55'}, 56),
        ({"ratelimit": '"api";r=12;t=55'}, None),
        ({"ratelimit": "nonsense"}, None),
        ({"retry-after": "30", "ratelimit": '"api";r=0;t=55'}, 30),
    ],
)
def test_a_wish_to_be_left_alone_is_understood(headers, seconds):
    assert seconds == retry_after(headers, NOW)


async def test_one_question_at_a_time_three_seconds_apart():
    clock = FakeClock(NOW)
    gate, inside, starts = Gate(clock, 3), 0, []

    async def ask():
        nonlocal inside
        async with gate.turn("arxiv.org"):
            inside += 1
            assert inside == 1
            starts.append((clock.now() - NOW).total_seconds())
            await asyncio.sleep(0)
            clock.advance(1)
            inside -= 1

    await asyncio.gather(*(ask() for _ in range(4)))
    assert starts == [0, 4, 8, 12]


async def test_a_wall_clock_set_back_makes_nobody_wait_for_hours():
    clock = FakeClock(NOW)
    gate = Gate(clock, 3)
    async with gate.turn("x"):
        pass
    clock.set(datetime(2026, 11, 20, 6, 0, tzinfo=UTC))
    async with gate.turn("x"):
        pass
    assert clock.slept == [3]


async def test_while_a_host_is_left_alone_questions_are_refused_with_the_time():
    clock = FakeClock(NOW)
    gate = Gate(clock, 3)
    gate.quiet(600)
    with pytest.raises(RefusedError, match=r"x asked for quiet until 12:10 UTC") as refused:
        async with gate.turn("x"):
            pass
    assert (refused.value.status, refused.value.retry_after) == (429, 600)
    clock.advance(600)
    async with gate.turn("x"):
        pass
    assert not gate.is_quiet()
