"""Several processes on one PostgreSQL: each delivery is one worker's, and what a dead one left is the others'."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import LeaseLostError, StorageError
from bot.model.delivery import State
from bot.model.transition import Transition
from storage.postgres import worker
from storage.postgres.address import address
from storage.postgres.check import check
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW, RECEIPT, channel, known, planned, sent
from tests.fakes import postgres

LATER = NOW + timedelta(seconds=61)


@pytest.fixture
def url():
    return postgres.emptied()


@pytest.fixture
async def two(url, tmp_path):
    """The stores of two workers."""
    async with (
        open_postgres(address(url), index=tmp_path / "a") as one,
        open_postgres(address(url), index=tmp_path / "b") as other,
        one.claim_delivery(NOW),
        other.claim_delivery(NOW),
    ):
        yield one, other


def dies(url, store):
    """It is heard of no more."""
    postgres.run(url, f"UPDATE worker SET seen = seen - 31000000 WHERE id = '{store.worker.id}'")  # noqa: S608 -- of ours


async def claim(store, at=NOW, limit=100):
    return await store.outbox.claim(["slack"], at, 60, limit)


async def one_row(store):
    await known(store)
    await channel(store)
    await planned(store)
    (row,) = await claim(store)
    return row


async def state(store, row):
    return (await store.outbox.receipts(row.digest))[0]


async def test_each_delivery_is_claimed_by_one_worker_however_many_claim_at_once(two):
    await known(two[0])
    for number in range(60):
        await channel(two[0], f"C{number}")
    await planned(two[0])
    rounds = await asyncio.gather(*(claim(store, limit=7) for _ in range(9) for store in two))
    keys = [row.key for rows in rounds for row in rows]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) == 60


async def test_a_worker_that_lost_its_lease_is_told_and_neither_begins_nor_overwrites(two):
    one, other = two
    row = await one_row(one)
    (taken,) = await claim(other, LATER)
    assert taken == row
    with pytest.raises(LeaseLostError, match="Another process has taken this delivery over"):
        await one.outbox.begin([row], LATER, 60)
    assert (await state(one, row))[0].attempts == 0
    await other.outbox.begin([taken], LATER, 60)
    for late in (State.QUEUED, State.CANCELLED, State.PARKED):
        await one.outbox.settle([Transition(delivery=row, state=late, due=LATER, reason="too late")], LATER)
        assert (await state(one, row))[0].state is State.SENDING
    await other.outbox.settle([sent(taken)], LATER)
    assert (await state(one, row))[1] == RECEIPT


async def test_a_receipt_counts_whoever_brings_it(two):
    one, other = two
    row = await one_row(one)
    await one.outbox.begin([row], NOW, 60)
    assert [each.state for each in await claim(other, LATER)] == [State.AMBIGUOUS]
    await one.outbox.settle([sent(row)], LATER)
    assert (await state(other, row))[1] == RECEIPT


async def test_what_a_living_worker_holds_is_not_recovered_and_what_a_dead_one_was_sending_is_looked_up(two, url):
    one, other = two
    row = await one_row(one)
    await one.outbox.begin([row], NOW, 105)
    assert await other.outbox.recover(NOW) == 0
    assert await claim(other) == []
    dies(url, one)
    (left,) = await claim(other)
    assert (left.key, left.state) == (row.key, State.AMBIGUOUS)


async def test_what_a_dead_worker_had_claimed_is_not_waited_for(two, url):
    one, other = two
    row = await one_row(one)
    dies(url, one)
    (left,) = await claim(other, NOW + timedelta(seconds=1))
    assert (left.key, left.state) == (row.key, State.QUEUED)


async def test_the_first_leads_and_the_next_one_when_it_is_gone(two, url):
    one, other = two
    assert (one.leads, other.leads) == (True, False)
    dies(url, one)
    await other.worker._beat()
    assert other.leads
    await one.worker._beat()  # it was not dead after all: it was there first
    await other.worker._beat()
    assert (one.leads, other.leads) == (True, False)


async def test_a_worker_that_ends_is_no_worker_any_more_and_doctor_shows_those_that_live(two, tmp_path, url):
    async with open_postgres(address(url), index=tmp_path / "c") as third:
        async with third.claim_delivery(NOW):
            assert len((await check(address(url)))[1].detail.split(", since")) == 4
        assert (third.worker.id, third.leads) == ("", False)
    assert len((await check(address(url)))[1].detail.split(", since")) == 3


async def test_what_one_puts_into_the_outbox_wakes_the_others(two, tmp_path, url):
    woken = asyncio.Event()
    async with (
        open_postgres(address(url), index=tmp_path / "c") as third,
        third.claim_delivery(NOW, woken.set),
    ):
        async with asyncio.timeout(20):
            await woken.wait()  # it listens
            woken.clear()
            await one_row(two[0])
            await woken.wait()


async def test_a_worker_whose_clock_is_off_does_nothing_by_it_and_says_so(two, monkeypatch):
    one, other = two
    await known(one)
    await channel(one)
    with monkeypatch.context() as patched:
        real = worker.time.time
        patched.setattr(worker.time, "time", lambda: real() + 600)
        await one.worker._beat()
    for work in (planned(one), claim(one)):
        with pytest.raises(
            StorageError, match=r"clock is 600 s ahead of the one of postgresql://.*: set it \(NTP\)"
        ):
            await work
    assert (await planned(other)).digests == 1
    await one.worker._beat()
    assert len(await claim(one)) == 1


async def test_a_worker_goes_on_after_the_server_ended_its_connections(two, url):
    one, _ = two
    postgres.run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await one.worker._beat()
    assert one.leads
    assert await claim(one) == []
