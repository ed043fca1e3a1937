"""A dispatcher that is killed again and again, at any point, has in the end delivered each digest exactly once."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.channel import Address, Channel
from bot.model.digest import DAILY, Counts, Digest, Pick, Reason
from bot.model.paper import Candidate, Listing, Paper
from bot.ports import Decide, DueChannel, Fetched, Plan, Store
from bot.schedule.turn import Turn
from storage import open_store
from tests.forks import Forked, Forks

CHANNELS, PAPERS, KILLS = 90, 4, 6
ROUNDS = int(os.environ.get("PAPERBOY_ROUNDS", "1"))  # `make prove` plays more
MESSAGES = CHANNELS * (PAPERS + 1)  # a heading and each paper are a message of their own


def everything(candidates: Sequence[Candidate]) -> Decide:
    """Every channel gets every paper."""
    now = datetime.now(UTC)
    picks = tuple(Pick(c.key, 1.0, (Reason("trending"),)) for c in candidates)
    counts = Counts(candidates=len(picks), new=len(picks), matched=len(picks), posted=len(picks))

    def decide(due: Sequence[DueChannel]) -> Sequence[Plan]:
        return [
            Plan(
                one,
                Digest(
                    local_date=now.date(),
                    slot=DAILY,
                    planned=now,
                    picks=picks,
                    counts=counts,
                ),
                Turn(now.date(), now.date(), now + timedelta(days=1)),
            )
            for one in due
        ]

    return decide


async def fill(database: Path) -> None:
    async with open_store(database) as store:
        await furnish(store, CHANNELS)


async def furnish(store: Store, channels: int, workspaces: int = 9) -> None:
    """So many channels with a planned digest each, in that many workspaces."""
    now = datetime.now(UTC)
    papers = [Paper(id=f"arxiv:2611.{n:05}", title=f"Paper {n}", url="https://x.example") for n in range(PAPERS)]
    listings = [
        Listing(paper_id=p.id, source="test", list_date=now.date(), rank=n, observed=now)
        for n, p in enumerate(papers, 1)
    ]
    await store.papers.ingest("test", Fetched(papers=tuple(papers), listings=tuple(listings)), now)
    for n in range(channels):
        address = Address("fake", f"w{n % workspaces}", f"c{n}")
        await store.channels.create(Channel(key=0, address=address, name=f"c{n}", since=now.date(), next_due=now))
    planned = await store.plans.plan(now, now.date(), everything)
    assert planned.digests == channels


async def start(forks: Forks, database: Path, accepted: Path, seed: int) -> Forked:
    process = await forks.start("tests.integration.delivering", str(database), str(accepted), str(seed))
    assert await process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("_round", range(ROUNDS))
async def test_a_dispatcher_killed_at_any_point_delivers_each_digest_exactly_once(
    tmp_path: Path, forks: Forks, _round: int
) -> None:
    database, accepted = tmp_path / "paperboy.db", tmp_path / "accepted"
    accepted.touch()
    await fill(database)
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    kills = 0
    for n in range(KILLS):
        process = await start(forks, database, accepted, seed + n)
        try:
            await asyncio.wait_for(process.wait(), 0.02 + chance.random() * 0.15)
        except TimeoutError:
            process.send_signal(signal.SIGKILL)
            await process.wait()
            kills += 1
    last = await start(forks, database, accepted, seed + KILLS)
    assert await asyncio.wait_for(last.wait(), 40) == 0
    tokens = Counter(line.split()[0] for line in accepted.read_text(encoding="utf-8").splitlines())
    assert [token for token, times in tokens.items() if times > 1] == [], f"seed {seed}"
    async with open_store(database) as store:
        unsent = "SELECT state, reason, count(*) FROM delivery WHERE state <> 'sent' GROUP BY state, reason"
        left = await store.database.read(lambda db: db.execute(unsent).fetchall())
    assert len(tokens) == MESSAGES, f"seed {seed}: {left}"
    assert kills >= KILLS // 2, "it was not killed in the middle of its work"
    async with open_store(database) as store:
        assert await store.outbox.next_at(["fake"]) is None
        assert await store.outbox.parked(1) == []
        keys = [channel.key for channel in await store.channels.within("fake")]
        [paper, *_] = await store.papers.by_id(["arxiv:2611.00000"])
        hows = [(await store.plans.history(key, paper.key)).how for key in keys]
    assert hows == ["posted"] * CHANNELS
