"""A worker whose machine's clock is off: it does nothing by it, and what it cannot do the others do."""

from contextlib import contextmanager

import pytest

from bot.errors import StorageError
from bot.model.role import ALL_ROLES, Role
from bot.ports import LeaseKind
from storage.postgres import worker
from tests.contract.furnishing import NOW, channel, known, planned
from tests.fakes import postgres
from tests.integration.two_workers import two_workers


@pytest.fixture
async def two(tmp_path):
    """The stores of two workers."""
    async with two_workers(postgres.emptied(), tmp_path) as both:
        yield both


@contextmanager
def ten_minutes_ahead(monkeypatch):
    """The clock of whoever beats meanwhile."""
    with monkeypatch.context() as patched:
        real = worker.time.time
        patched.setattr(worker.time, "time", lambda: real() + 600)
        yield


async def beat(*stores):
    """One after the other; what was told a second ago has settled."""
    for store in stores:
        await store.worker._beat()
    for store in stores:
        before, now, _ = store.worker._shares
        store.worker._shares = (before, now, 0.0)


async def claim(store):
    return await store.outbox.claim({"slack": 100}, NOW, 60)


async def test_a_worker_whose_clock_is_off_does_nothing_by_it_and_says_so(two, monkeypatch):
    one, other = two
    await known(one)
    await channel(one)
    assert await one.workers.take(LeaseKind.DUTY, "poll")
    with ten_minutes_ahead(monkeypatch):
        await beat(one)
    assert not await one.workers.take(LeaseKind.DUTY, "poll")
    assert await other.workers.take(LeaseKind.DUTY, "poll")
    for work in (planned(one), claim(one), one.workers.check()):
        with pytest.raises(
            StorageError, match=r"clock is 600 s ahead of the one of postgresql://.*: set it \(NTP\)"
        ):
            await work
    await other.workers.check()
    assert (await planned(other)).digests == 1
    await beat(one)
    await one.workers.check()
    assert len(await claim(one)) == 1


async def test_its_share_is_the_others_until_its_clock_is_right(two, monkeypatch):
    one, other = two
    await beat(one, other)
    with ten_minutes_ahead(monkeypatch):
        await beat(one)
    await beat(other)
    assert (one.workers.share, other.workers.share) == (pytest.approx(0.02), pytest.approx(0.98))
    assert {each.roles for each in await other.workers.living()} == {
        ALL_ROLES,
        ALL_ROLES - {Role.PLAN, Role.DELIVER},
    }
    await beat(one, other, one)
    assert (one.workers.share, other.workers.share) == (0.5, 0.5)
