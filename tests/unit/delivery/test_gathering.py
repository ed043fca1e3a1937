"""Gathering: few calls when busy, an answer each, and one bad item fails alone."""

import asyncio
from collections.abc import Sequence

from bot.delivery.gathering import Gathering


async def test_items_that_come_during_a_call_go_together_in_the_next_and_each_has_its_answer() -> None:
    asked: list[list[int]] = []

    async def double(items: Sequence[int]) -> Sequence[int]:
        asked.append(list(items))
        await asyncio.sleep(0.001)
        return [2 * each for each in items]

    gathering = Gathering(double)
    assert await gathering.put(0) == 0
    answers = await asyncio.gather(*(gathering.put(n) for n in range(1, 100)))
    assert answers == [2 * n for n in range(1, 100)]
    assert sorted(n for batch in asked for n in batch) == list(range(100))
    assert len(asked) <= 3


async def test_one_bad_item_fails_alone_and_the_cancelled_wait_for_nothing() -> None:
    written: list[int] = []

    async def write(items: Sequence[int]) -> Sequence[None]:
        await asyncio.sleep(0)
        if 13 in items:
            raise ValueError("13")
        written.extend(items)
        return [None] * len(items)

    gathering = Gathering(write)
    tasks = [asyncio.create_task(gathering.put(n)) for n in range(20)]
    await asyncio.sleep(0)
    tasks[5].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [n for n, result in enumerate(results) if result is not None] == [5, 13]
    assert sorted(written) == [n for n in range(20) if n != 13]
