"""A worker that ends, whichever way: the others hear of it at once, and look for what it left."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.model.delivery import State
from storage.postgres import worker
from tests.contract.furnishing import NOW, TODAY, channel, everything, known, planned
from tests.fakes import postgres
from tests.integration.two_workers import two_workers


@pytest.fixture
async def two(tmp_path):
    """The stores of two workers whose hearts beat when a test says so."""
    url = postgres.emptied()
    async with two_workers(url, tmp_path) as (one, other):
        yield one, other, url


def silent(url, store, seconds):
    """It was heard of last so long ago."""
    ago = int(seconds * 1_000_000)
    postgres.run(url, f"UPDATE worker SET seen = server_now() - {ago} WHERE id = '{store.worker.id}'")  # noqa: S608 -- of ours


async def test_whoever_is_taken_for_dead_is_missed_at_that_moment_and_what_it_left_is_looked_for(two, monkeypatch):
    one, other, url = two
    woken, changed = asyncio.Event(), asyncio.Event()
    silent(url, other, 29.5)
    one.workers.watch(changed.set)
    await one.worker._beat()
    one.worker._beat_now.clear()
    monkeypatch.setattr(worker, "BEAT_SECONDS", 3_600.0)  # nobody finds out by the way
    one.worker._beating = asyncio.create_task(one.worker._keep_beating(woken.set))
    async with asyncio.timeout(60):
        while other.worker.id in one.worker._others:  # the news of its start may wake it, too
            woken.clear()
            changed.clear()
            await woken.wait()
    assert changed.is_set()
    assert one.worker._pause() == 3_600.0  # whoever is alone waits for nobody's end


async def test_what_a_dead_one_left_locked_is_looked_for_again(two, monkeypatch):
    one, other, url = two
    silent(url, other, 31)
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.02)
    woken = asyncio.Event()
    one.worker._others = {other.worker.id}
    one.worker._beating = asyncio.create_task(one.worker._keep_beating(woken.set))
    async with asyncio.timeout(60):
        for _ in range(12):  # more than the news of its end
            await woken.wait()
            woken.clear()


async def test_what_a_dead_one_left_was_due_before_what_waits_and_goes_before_it(two):
    one, other, url = two
    await known(one)
    for number in range(2):
        await channel(one, f"C{number}", f"T{number}")
    await planned(one)
    sending, claimed = await one.outbox.claim({"slack": 2}, NOW, 60)
    await one.outbox.begin([sending], NOW, 60)
    later = NOW + timedelta(seconds=5)
    await channel(one, "C3", "T3", next_due=later)
    await one.plans.plan(later, TODAY - timedelta(days=7), everything())
    silent(url, one, 31)
    left = await other.outbox.claim({"slack": 2}, later + timedelta(seconds=1), 60)
    assert [(row.key, row.state) for row in left] == [
        (sending.key, State.AMBIGUOUS),
        (claimed.key, State.QUEUED),
    ]


async def test_why_one_may_do_nothing_is_an_error_of_its_own_for_each_who_asks(two):
    one, *_ = two
    one.worker._hindrance = StorageError("The clock is off.")
    raised = [(await asyncio.gather(one.outbox.claim({}, NOW, 60), return_exceptions=True))[0] for _ in range(2)]
    assert [str(each) for each in raised] == ["The clock is off."] * 2
    assert raised[0] is not raised[1]  # one that all raise is traced to all of them
