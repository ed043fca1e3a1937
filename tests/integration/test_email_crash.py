"""Mail goes out once: a real process, killed while it mails, again and again."""

import asyncio
import random
import signal
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.model.channel import Channel
from bot.model.email_address import EmailAddress, address_of
from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from storage import open_store
from tests.fakes.smtp_server import FakeSmtp
from tests.forks import Forks
from tests.integration.test_delivery_crash import everything

ADDRESSES, KILLS = 120, 3


async def fill(database: Path) -> None:
    now = datetime.now(UTC)
    papers = tuple(Paper(id=f"arxiv:2611.{n:05}", title=f"Paper {n}", url="https://x.example") for n in range(3))
    listings = tuple(
        Listing(paper_id=p.id, source="test", list_date=now.date(), rank=n, observed=now)
        for n, p in enumerate(papers, 1)
    )
    async with open_store(database) as store:
        await store.papers.ingest("test", Fetched(papers=papers, listings=listings), now)
        for n in range(ADDRESSES):
            address = address_of(EmailAddress.parse(f"you{n}@lab.test"))
            await store.channels.create(
                Channel(key=0, address=address, name=address.channel, since=now.date(), next_due=now)
            )
        assert (await store.plans.plan(now, now.date(), everything)).digests == ADDRESSES


async def test_mail_that_is_killed_in_the_middle_reaches_each_address_at_most_once_and_none_is_forgotten(
    tmp_path: Path,
    forks: Forks,
) -> None:
    database = tmp_path / "paperboy.db"
    await fill(database)
    seed = random.randrange(1_000_000)
    chance, killed = random.Random(seed), 0

    async with FakeSmtp(latency=0.003).running() as smtp:
        for kills_left in range(KILLS, -1, -1):
            process = await forks.start("tests.integration.mailing", str(database), smtp.url)
            assert await process.stdout.readline() == b"ready\n"
            if not kills_left:
                assert await asyncio.wait_for(process.wait(), 40) == 0
                break
            some = len(smtp.mails) + chance.randint(5, 30)
            async with asyncio.timeout(20):
                while len(smtp.mails) < some and process.returncode is None:  # noqa: ASYNC110 -- it is looked at
                    await asyncio.sleep(0.001)
            killed += process.returncode is None
            process.send_signal(signal.SIGKILL)
            await process.wait()
    assert killed == KILLS, "it was not killed in the middle of its work"
    twice = [to for to, times in Counter(mail.to for mail in smtp.mails).items() if times > 1]
    assert twice == [], f"seed {seed}"
    async with open_store(database) as store:
        parked = {delivery.address.channel for delivery, _ in await store.outbox.parked(1_000)}
        assert await store.outbox.next_at(["email"]) is None
    arrived = {mail.to for mail in smtp.mails}
    assert len(arrived | parked) == ADDRESSES, f"seed {seed}: some were neither sent nor are they shown"
    assert len(parked) <= KILLS * 8, "only those that were on their way"
