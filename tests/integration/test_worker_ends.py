"""A worker that ends, whichever way: the others hear of it at once, and look for what it left."""

import asyncio

from bot.model.role import ALL_ROLES
from storage.postgres import worker
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW
from tests.fakes import postgres


async def test_whoever_is_taken_for_dead_is_missed_at_that_moment_and_what_it_left_is_looked_for(
    tmp_path, monkeypatch
):
    url, woken, changed = postgres.emptied(), asyncio.Event(), asyncio.Event()
    async with (
        open_postgres(address(url), index=tmp_path / "a") as one,
        open_postgres(address(url), index=tmp_path / "b") as other,
        one.claim_delivery(NOW, roles=ALL_ROLES),
        other.claim_delivery(NOW, roles=ALL_ROLES),
    ):
        for each in (one, other):
            each.worker._beating.cancel()
            await asyncio.gather(each.worker._beating, return_exceptions=True)
        postgres.run(url, f"UPDATE worker SET seen = seen - 29500000 WHERE id = '{other.worker.id}'")  # noqa: S608 -- of ours
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
