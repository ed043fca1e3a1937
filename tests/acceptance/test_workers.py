"""Three real processes on one PostgreSQL: one is killed, one is stopped, everything goes on, and nothing comes twice."""

import asyncio
import contextlib
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app.worker_list import worker_data
from bot.model.channel import Address, Channel, Schedule
from bot.model.paper import Listing, Paper
from bot.ports import Fetched, Store
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.acceptance.process import Paperboy, Started
from tests.fakes import postgres
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_server import running as discord
from tests.fakes.discord_world import SERVER, TEXT
from tests.fakes.slack_parts import command
from tests.fakes.slack_server import FakeSlack

SHARDS = 4
EVERY_DAY = frozenset(range(7))
KEY = "a key that all of them share"
WITHIN = 120.0  # seconds in which each step happens even on a busy machine; `make bench` measures the promised 60


async def living(store: Store) -> list[dict[str, Any]]:
    """As `paperboy workers --json` has it."""
    found: list[dict[str, Any]] = worker_data(await store.workers.living(), alone=False)["workers"]
    return found


async def eventually(true: Any) -> Any:
    async with asyncio.timeout(WITHIN):
        while not (found := await true()):  # noqa: ASYNC110 -- what is waited for happens in other processes
            await asyncio.sleep(0.3)
    return found


def server(shard: int) -> str:
    """A server of that shard."""
    return str((SERVER >> 22 << 22) - ((SERVER >> 22) % SHARDS - shard << 22))


async def due(store: Store, fake: FakeDiscord, first: int, count: int) -> None:
    """So many channels on both platforms, whose digests are due now."""
    now = datetime.now(UTC)
    papers = [
        Paper(id=f"arxiv:2611.{n:05}", title=f"Paper {n} of them", url="https://x.example/") for n in range(3)
    ]
    listings = [
        Listing(paper_id=each.id, source="test", list_date=now.date(), rank=rank, observed=now)
        for rank, each in enumerate(papers, 1)
    ]
    await store.papers.ingest("test", Fetched(papers=tuple(papers), listings=tuple(listings)), now)
    for n in range(first, first + count):
        number = 300000000000000000 + n
        fake.world.add_channel(number, TEXT)
        for place in (Address("slack", "T1", f"C{n}"), Address("discord", server(n % SHARDS), str(number))):
            since = now.date() - timedelta(days=2)
            schedule = Schedule(
                (now - timedelta(minutes=1)).time().replace(second=0, microsecond=0), EVERY_DAY, "UTC"
            )
            made = Channel(
                key=0,
                address=place,
                name=f"c{n}",
                since=since,
                schedule=schedule,
                next_due=now - timedelta(minutes=1),
            )
            await store.channels.create(made)


def came(fake: FakeDiscord, slack: FakeSlack, many: int) -> list[int]:
    """How often each channel got something, on both platforms."""
    numbers = [len(fake.world.messages.get(300000000000000000 + n, ())) for n in range(many)]
    return numbers + [len(slack.posted(f"C{n}")) for n in range(many)]


@pytest.mark.timeout(600)  # six steps that wait for leases to end: half a minute alone
async def test_three_processes_share_the_work_and_go_on_when_one_is_killed_and_one_is_stopped(paperboy: Paperboy):
    url = postgres.new_database()
    async with discord() as fake, FakeSlack().running() as slack, contextlib.AsyncExitStack() as stack:
        fake.shards = SHARDS
        fake.gateway.servers = [fake.world.server() | {"id": server(n)} for n in range(SHARDS)]
        slack.team("T1")
        opened = open_postgres(address(url), index=paperboy.folder / "x", secret_key=KEY.encode())
        store = await stack.enter_async_context(opened)
        paperboy.settings |= {
            "PAPERBOY_DATABASE": url,
            "PAPERBOY_SECRET_KEY": KEY,
            "SLACK_BOT_TOKEN": "xoxb-T1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": f"{slack.url}api/",
            "DISCORD_TOKEN": fake.world.token,
            "DISCORD_API_URL": fake.api,
        }
        started = list[Started]()
        for number in range(3):
            each = await paperboy.start("run", PAPERBOY_INDEX=f"index{number}")
            started.append(await stack.enter_async_context(each))
        for each in started:
            await each.hears("Stop it with Ctrl-C")

        async def divided() -> Any:
            found = await living(store)
            shards = sorted(len(each["shards"]) for each in found)
            return found if shards == [1, 1, 2] and all(len(each["sockets"]) == 2 for each in found) else None

        found = await eventually(divided)
        assert sorted(duty for each in found for duty in each["duties"]).count("poll") == 1
        await due(store, fake, 0, 12)

        async def some() -> bool:
            return sum(came(fake, slack, 12)) >= 3

        await eventually(some)
        busy = max(found, key=lambda each: len(each["duties"]))
        victim = next(each for each in started if each.process.pid == busy["pid"])
        os.kill(victim.process.pid, signal.SIGKILL)
        await victim.process.wait()
        postgres.run(url, f"UPDATE worker SET seen = seen - 25000000 WHERE id = '{busy['id']}'")  # noqa: S608 -- a minute shorter

        async def all_came() -> bool:
            return min(came(fake, slack, 12)) >= 1

        async def taken_over() -> Any:
            found = await living(store)
            whole = sum(len(each["shards"]) for each in found) == SHARDS
            polls = sum("poll" in each["duties"] for each in found)
            connected = fake.gateway.connected() == [0, 1, 2, 3]
            return found if len(found) == 2 and whole and polls == 1 and connected else None

        await eventually(all_came)
        await eventually(taken_over)
        stopped, last = (each for each in started if each is not victim)
        assert (await stopped.end(signal.SIGTERM)).status == 0

        async def alone() -> bool:
            (left,) = await living(store)
            return left["pid"] == last.process.pid and len(left["shards"]) == SHARDS and "poll" in left["duties"]

        await eventually(alone)
        await due(store, fake, 12, 2)

        async def those_too() -> bool:
            return min(came(fake, slack, 14)) >= 1

        await eventually(those_too)
        await slack.push("slash_commands", command(slack, "list"))
        await slack.eventually(lambda: slack.responses, 20)
        assert came(fake, slack, 14) == [1] * 28
        said = await paperboy("workers")
        assert f":{last.process.pid}" in said.out
        assert "4 shards: discord 0 of 4" in said.out
