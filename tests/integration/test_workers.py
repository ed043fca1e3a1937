"""Several processes on one PostgreSQL: each delivery is one worker's, and what a dead one left is the others'."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import pytest

from bot.delivery.next_state import let_go
from bot.errors import StorageError
from bot.model.delivery import State
from bot.model.role import ALL_ROLES, Role
from bot.model.transition import Transition
from bot.ports import LeaseKind
from storage.postgres import worker
from storage.postgres.address import address
from storage.postgres.check import check
from storage.postgres.store import open_postgres
from storage.postgres.worker import SURE_SECONDS
from tests.contract.furnishing import NOW, RECEIPT, channel, known, planned, sent
from tests.each_of import each_of
from tests.fakes import postgres
from tests.integration.two_workers import still, two_workers

LATER = NOW + timedelta(seconds=61)


@pytest.fixture
def url():
    return postgres.emptied()


@pytest.fixture
async def two(url, tmp_path):
    """The stores of two workers."""
    async with two_workers(url, tmp_path) as both:
        yield both


def dies(url, store):
    """It is heard of no more."""
    postgres.run(url, f"UPDATE worker SET seen = seen - 31000000 WHERE id = '{store.worker.id}'")  # noqa: S608 -- of ours


def rested(url):
    """Nothing was delivered to any workspace for a while."""
    postgres.run(url, "UPDATE lease SET until = until - 76000000")


async def claim(store, at=NOW, limit=100):
    return await store.outbox.claim({"slack": limit}, at, 60)


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
    rounds += [await claim(store) for store in two]  # who did not get the workspace came away with nothing
    keys = [row.key for rows in rounds for row in rows]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) == 60


async def test_a_workspace_is_delivered_to_by_one_worker_until_that_rests_ends_or_dies(two, url):
    one, other = two
    await known(one)
    for number in range(3):
        await channel(one, f"C{number}")
    await planned(one)
    (first,) = await claim(one, limit=1)
    assert await claim(other) == []
    await one.outbox.settle([sent(first)], NOW)
    assert await claim(other) == []  # the channel's pace is known to the one alone
    rested(url)
    (second,) = await claim(other, limit=1)
    assert await claim(one) == []
    dies(url, other)
    assert {row.key for row in await claim(one)} >= {second.key}


async def test_a_workspace_that_nothing_is_in_hand_for_is_handed_on_when_its_pace_is_over(two, url):
    one, other = two
    await known(one)
    for workspace in ("T1", "T2"):
        for number in range(2):
            await channel(one, f"C{number}", workspace)
    await planned(one)
    first = await claim(one, limit=4)
    await one.outbox.settle([sent(row) for row in first if row.address.channel == "C0"], NOW)
    await one.outbox.rest([("slack", "T1")])
    await one.outbox.settle([let_go(row, NOW) for row in first if row.address.channel == "C1"], NOW)
    assert await claim(other) == []  # what went last counts for its pace
    postgres.run(url, "UPDATE lease SET until = until - 5000000")
    assert [row.address.workspace for row in await claim(other)] == ["T2"]


async def test_what_a_workspace_waits_for_goes_on_at_once_when_its_worker_is_stopped(two, tmp_path, url):
    one, _ = two
    await known(one)
    for number in range(2):
        await channel(one, f"C{number}")
    await planned(one)
    async with (
        open_postgres(address(url), index=tmp_path / "c") as third,
        third.claim_delivery(NOW, roles=ALL_ROLES),
    ):
        (first,) = await claim(third, limit=1)
        await third.outbox.settle([sent(first)], NOW)
        assert await claim(one) == []
    assert len(await claim(one)) == 1


async def test_a_worker_that_lost_its_lease_is_told_and_neither_begins_nor_overwrites(two, url):
    one, other = two
    row = await one_row(one)
    rested(url)
    (taken,) = await claim(other, LATER)
    assert taken == row
    assert await one.outbox.begin([row], LATER, 60) == [False]
    assert (await state(one, row))[0].attempts == 0
    assert await other.outbox.begin([taken], LATER, 60) == [True]
    for late in (State.QUEUED, State.CANCELLED, State.PARKED):
        await one.outbox.settle([Transition(delivery=row, state=late, due=LATER, reason="too late")], LATER)
        assert (await state(one, row))[0].state is State.SENDING
    await other.outbox.settle([sent(taken)], LATER)
    assert (await state(one, row))[1] == RECEIPT


async def test_of_attempts_begun_together_only_those_that_were_taken_over_do_not_count(two, url):
    one, other = two
    await known(one)
    for number in range(4):
        await channel(one, f"C{number}", f"T{number}")
    await planned(one)
    rows = await claim(one)
    rested(url)
    lost = {row.key for row in await claim(other, LATER, limit=2)}
    assert await one.outbox.begin(rows, LATER, 60) == [row.key not in lost for row in rows]
    found = [(await state(one, row))[0] for row in rows]
    assert [each.state is State.SENDING for each in found] == [row.key not in lost for row in rows]


async def test_a_receipt_counts_whoever_brings_it(two, url):
    one, other = two
    row = await one_row(one)
    await one.outbox.begin([row], NOW, 60)
    rested(url)
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


async def beat(*stores):
    for store in stores:
        await store.worker._beat()


async def test_a_duty_is_held_by_one_and_by_the_next_when_that_is_gone(two, url):
    one, other = two
    poll = LeaseKind.DUTY, "poll"
    assert await one.workers.take(*poll)
    assert not await other.workers.take(*poll)
    assert (one.workers.holds(*poll), other.workers.holds(*poll)) == (True, False)
    dies(url, one)
    assert not await other.workers.take(*poll)  # asked again after the next look, not before
    await beat(other)
    assert await other.workers.take(*poll)
    await beat(one)  # it was not dead after all
    assert not await one.workers.take(*poll)
    assert not one.workers.holds(*poll)
    await other.workers.give_back(LeaseKind.DUTY, ["poll"])
    await beat(one)
    assert await one.workers.take(*poll)


async def test_many_who_want_one_thing_at_once_get_it_once(two):
    got = await asyncio.gather(*(store.workers.take(LeaseKind.SHARD, f"{n}") for n in range(20) for store in two))
    assert sum(got) == 20


async def test_a_worker_that_cannot_be_heard_of_holds_and_shares_nothing(two):
    one, _ = two
    assert await one.workers.take(LeaseKind.DUTY, "poll")
    one.worker._beaten -= SURE_SECONDS
    assert not one.workers.holds(LeaseKind.DUTY, "poll")
    assert not await one.workers.take(LeaseKind.DUTY, "poll")
    assert one.workers.share == 0


async def test_what_all_share_is_never_more_than_one_whoever_joins_or_leaves(two, tmp_path, url):
    one, other = two
    await beat(one, other)
    settle(one, other)
    assert (one.workers.share, other.workers.share) == (0.5, 0.5)
    async with open_postgres(address(url), index=tmp_path / "c") as third:
        async with third.claim_delivery(NOW, roles=ALL_ROLES):
            await still(third)
            settle(third)
            assert third.workers.share == 0  # the others have it still
            await beat(one)
            assert one.workers.share == pytest.approx(1 / 3)
            await beat(third)
            settle(third)
            assert third.workers.share == pytest.approx(1 / 6)
            await beat(other, third)
            settle(third)
            assert third.workers.share == pytest.approx(1 / 3)
        await beat(one)
        assert one.workers.share == pytest.approx(1 / 3)  # for a moment still, until who left has surely ended
        settle(one)
        assert one.workers.share == pytest.approx(1 / 2)
    async with (
        open_postgres(address(url), index=tmp_path / "d") as listener,
        listener.claim_delivery(NOW, roles=[Role.LISTEN]),
    ):
        await still(listener)
        await beat(one, other, listener)
        settle(listener)
        assert listener.workers.share == pytest.approx(0.02)
        assert one.workers.share == pytest.approx(0.49)


def settle(*stores):
    """A second passes."""
    for store in stores:
        before, now, _ = store.worker._shares
        store.worker._shares = (before, now, 0.0)


async def test_who_lives_is_shown_with_what_each_does_and_holds(two, tmp_path, url):
    one, other = two
    await one.workers.take(LeaseKind.DUTY, "poll")
    await known(one)
    await channel(one)
    await planned(one)
    await claim(one, datetime.now(UTC))
    first, second = await one.workers.living()
    assert (first.own, second.own) == (True, False)
    assert (first.roles, first.deliveries, first.leases[LeaseKind.DUTY]) == (ALL_ROLES, 1, ["poll"])
    assert (second.deliveries, second.leases) == (0, {})
    async with (
        open_postgres(address(url), index=tmp_path / "c") as third,
        third.claim_delivery(NOW, roles=[Role.WEB]),
    ):
        assert (await other.workers.living())[-1].roles == {Role.WEB}
    assert len(await other.workers.living()) == 2


async def test_doctor_shows_who_lives_and_says_what_nobody_does(tmp_path, url):
    async with open_postgres(address(url), index=tmp_path / "c") as store:
        async with store.claim_delivery(NOW, roles=[Role.WEB, Role.POLL, Role.PLAN, Role.LISTEN]):
            found = (await check(address(url)))[1]
            assert found.ok is False
            assert "nothing is posted (no worker has the role deliver)" in found.fix
        assert store.worker.id == ""
        assert (await check(address(url)))[1].detail == "none runs"


async def test_who_watches_hears_that_another_left_and_what_it_held_is_free(tmp_path, url):
    changed = asyncio.Event()
    async with (
        open_postgres(address(url), index=tmp_path / "a") as one,
        one.claim_delivery(NOW, roles=ALL_ROLES),
    ):
        one.workers.watch(changed.set)
        async with (
            open_postgres(address(url), index=tmp_path / "c") as third,
            third.claim_delivery(NOW, roles=ALL_ROLES),
        ):
            assert await third.workers.take(LeaseKind.DUTY, "poll")
            assert not await one.workers.take(LeaseKind.DUTY, "poll")
        async with asyncio.timeout(30):
            while not await one.workers.take(LeaseKind.DUTY, "poll"):
                changed.clear()
                await changed.wait()


async def test_who_is_cut_off_with_the_share_or_a_workspace_in_its_hands_holds_nobody_up(two, url):
    one, other = two
    await known(one)
    await channel(one)
    await planned(one)
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(1349671217, 4)")
            async with asyncio.timeout(30):
                await beat(one)
            assert one.worker.heard
        (row,) = await claim(one)
        rested(url)
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM lease FOR UPDATE")
            async with asyncio.timeout(30):
                await beat(other)
                assert await claim(other, LATER) == []
    finally:
        await connection.close()
    assert [each.key for each in await claim(other, LATER)] == [row.key]


async def test_what_one_puts_into_the_outbox_wakes_the_others(two, tmp_path, url):
    woken = asyncio.Event()
    async with (
        open_postgres(address(url), index=tmp_path / "c") as third,
        third.claim_delivery(NOW, woken.set),
    ):
        async with asyncio.timeout(30):
            await woken.wait()  # it listens
            woken.clear()
            await one_row(two[0])
            await woken.wait()


async def test_two_workers_with_one_id_are_told_apart_and_nothing_comes_twice(two, caplog):
    one, other = two
    row = await one_row(one)
    mine = one.worker.id
    other.worker.id = mine  # its machine was copied as it ran
    await beat(other, one, other)
    assert one.worker.id == mine
    assert other.worker.id not in {"", mine}
    assert "Another process works on postgresql://" in caplog.records[0].why
    assert await other.outbox.begin([row], NOW, 60) == [False]
    assert await one.outbox.begin([row], NOW, 60) == [True]


@each_of("arrives", [(True,), (False,), (False, False, True)])
async def test_a_heartbeat_that_failed_whether_it_arrived_or_not_is_no_other_process(two, monkeypatch, arrives):
    one, _ = two
    real, mine = one.database.beat, one.worker.id
    for arrived in arrives:

        async def unheard(job, arrived=arrived):
            if arrived:
                await real(job)
            raise StorageError("the connection broke")

        with monkeypatch.context() as patched:
            patched.setattr(type(one.database), "beat", staticmethod(unheard))
            with pytest.raises(StorageError):
                await one.worker._beat()
    await one.worker._beat()
    assert one.worker.id == mine


async def test_a_worker_goes_on_after_the_server_ended_its_connections(two, url):
    one, _ = two
    postgres.run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await one.worker._beat()
    assert one.worker.heard
    assert await claim(one) == []


async def test_what_a_lost_answer_had_leased_is_claimed_again_at_once(two, monkeypatch):
    """The server commits and goes before it says so: the worker lives on, so nobody else would take its rows."""
    one, _ = two
    await known(one)
    await channel(one)
    await planned(one)
    real = one.database.take

    async def unheard(job):
        await real(job)
        raise StorageError("the connection broke")

    rows = []
    for work in (partial(claim, one), lambda: one.outbox.begin(rows, NOW, 105)):  # noqa: B023 -- those of the last turn
        with monkeypatch.context() as patched:
            patched.setattr(type(one.database), "take", staticmethod(unheard))
            with pytest.raises(StorageError):
                await work()
        rows = await claim(one, NOW + timedelta(seconds=1))
        assert [row.state for row in rows] == [State.QUEUED]


async def test_a_worker_that_the_server_has_not_heard_for_long_does_nothing_even_if_an_answer_comes_at_last(
    two, url, monkeypatch
):
    one, other = two
    row = await one_row(one)
    silent = worker.time.monotonic() + worker.SURE_SECONDS + 1
    with monkeypatch.context() as patched:
        patched.setattr(worker.time, "monotonic", lambda: silent)
        with pytest.raises(StorageError, match="has not answered this process's heartbeat for a while"):
            await claim(one)
    real = type(one.database).note

    async def late(database, job):
        result = await real(database, job)
        monkeypatch.setattr(worker.time, "monotonic", lambda: silent)
        return result

    monkeypatch.setattr(type(one.database), "note", late)
    with pytest.raises(StorageError, match="has not answered"):
        await one.outbox.begin([row], NOW, 60)
    monkeypatch.undo()
    dies(url, one)
    assert [each.state for each in await claim(other)] == [State.AMBIGUOUS]


async def test_what_somebody_who_is_cut_off_has_locked_holds_nobody_up(two, url):
    one, other = two
    await one_row(one)
    dies(url, one)
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM delivery FOR UPDATE")
            async with asyncio.timeout(30):
                assert await claim(other, NOW + timedelta(seconds=1)) == []
    finally:
        await connection.close()
    assert len(await claim(other, NOW + timedelta(seconds=1))) == 1
