"""Planning runs on a real file: one hop, batch by batch, never one per channel."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model.channel import Address, Channel, Settings
from bot.model.digest import DAILY, Digest
from bot.model.routine import Routine
from bot.ports import Plan
from bot.schedule.turn import Turn
from storage import open_store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def furnish(store, count):
    for number in range(count):
        address = Address("slack", "T1", f"C{number}")
        await store.channels.create(Channel(key=0, address=address, name="", since=date(2026, 1, 1), next_due=NOW))


def empty(batches):
    def prepare(_):
        def decide(due):
            batches.append(len(due))
            return [
                Plan(
                    each,
                    Digest(local_date=NOW.date(), slot=DAILY, planned=NOW),
                    Turn(NOW.date(), NOW.date(), NOW + timedelta(days=1)),
                )
                for each in due
            ]

        return decide

    return prepare


@pytest.mark.parametrize("count", [1, 7, 20])
async def test_the_number_of_hops_does_not_grow_with_the_number_of_channels(tmp_path, monkeypatch, count):
    monkeypatch.setattr("storage.planning.run.BATCH", 5)
    async with open_store(tmp_path / "x.db") as store:
        await furnish(store, count)
        batches, before = [], store.database.hops
        done = await store.plans.plan(NOW, NOW.date(), empty(batches))
        assert store.database.hops - before == 1
        assert (done.channels, done.digests) == (count, count)
        assert sum(batches) == count
        assert max(batches) <= 5


async def test_batches_planned_before_a_failure_stay_planned(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.planning.run.BATCH", 5)
    async with open_store(tmp_path / "x.db") as store:
        await furnish(store, 12)

        def prepare(candidates):
            batches: list[int] = []
            decide = empty(batches)(candidates)

            def stopped(due):
                if len(batches) == 2:
                    raise KeyboardInterrupt
                return decide(due)

            return stopped

        with pytest.raises(KeyboardInterrupt):
            await store.plans.plan(NOW, NOW.date(), prepare)
        done = await store.plans.plan(NOW, NOW.date(), empty([]))
        assert done.digests == 2
        rows = await store.outbox.claim({"slack": 100}, NOW, 60)
        assert len({row.token for row in rows}) == 12


async def test_a_channel_whose_row_cannot_be_read_does_not_stop_the_others(tmp_path):
    async with open_store(tmp_path / "x.db") as store:
        await furnish(store, 3)
        await store.database.write(
            lambda db: db.execute("UPDATE channel SET schedule = 'soon' WHERE channel = 'C1'")
        )
        done = await store.plans.plan(NOW, NOW.date(), empty([]))
        assert done.digests == 2
        ((_, _, fault),) = await store.journal.faults(5)
        assert fault.where == "slack:T1:C1"


async def test_channels_of_one_routine_share_it_in_every_run_and_no_other_gets_it(tmp_path):
    heard = []

    def prepare(_):
        def decide(due):
            heard.extend(due)
            return [Plan(each) for each in due]

        return decide

    async with open_store(tmp_path / "x.db") as store:
        await furnish(store, 4)
        homes = await store.channels.within(None)
        odd = replace(homes[2], settings=Settings(picks=9))
        await store.channels.change(odd.key, lambda _: odd)
        await store.plans.plan(NOW, NOW.date(), prepare)
        await store.plans.plan(NOW, NOW.date(), prepare)
    wanted = [astuple(Routine.of(home)) for home in (homes[0], homes[1], odd, homes[3])]
    assert [astuple(each.routine) for each in heard] == 2 * wanted
    assert len({id(each.routine) for each in heard}) == 2
