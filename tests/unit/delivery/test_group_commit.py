"""Group commit: few writes when busy, and one bad item fails alone."""

import asyncio
from collections.abc import Sequence

from bot.delivery.group_commit import GroupCommit


async def test_items_that_come_during_a_write_go_together_in_the_next() -> None:
    written: list[list[int]] = []

    async def write(items: Sequence[int]) -> None:
        written.append(list(items))
        await asyncio.sleep(0.001)

    group = GroupCommit(write)
    await group.put(0)
    await asyncio.gather(*(group.put(n) for n in range(1, 100)))
    assert sorted(n for batch in written for n in batch) == list(range(100))
    assert len(written) <= 3


async def test_one_bad_item_fails_alone_and_the_cancelled_wait_for_nothing() -> None:
    written: list[int] = []

    async def write(items: Sequence[int]) -> None:
        await asyncio.sleep(0)
        if 13 in items:
            raise ValueError("13")
        written.extend(items)

    group = GroupCommit(write)
    tasks = [asyncio.create_task(group.put(n)) for n in range(20)]
    await asyncio.sleep(0)
    tasks[5].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [n for n, result in enumerate(results) if result is not None] == [5, 13]
    assert sorted(written) == [n for n in range(20) if n != 13]
