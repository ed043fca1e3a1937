"""Whoever PAPERBOY_ADMIN names hears, on each chat platform, of what needs a person: once, and once when it is mended."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.model.delivery import State
from bot.model.transition import Transition
from storage.store import open_store
from tests.acceptance.moved_clock import MachineClock
from tests.acceptance.process import Paperboy, Started
from tests.contract.furnishing import NOW, channel, claimed, known, planned
from tests.fakes.discord_server import running as discord
from tests.fakes.discord_world import SERVER
from tests.fakes.paper_server import PaperServer, each_days
from tests.fakes.slack_server import FakeSlack

ADMINS = 200_000_000_000_000_009
PATIENCE = 60.0


@asynccontextmanager
async def chats() -> AsyncIterator[tuple[dict[str, str], dict[str, Callable[[], list[str]]]]]:
    """Both platforms; their settings, and what the admin's channel in each shows."""
    async with FakeSlack().running() as slack, discord() as fake:
        slack.team("T1")
        fake.world.add_channel(ADMINS)
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-T1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": f"{slack.url}api/",
            "DISCORD_TOKEN": fake.world.token,
            "DISCORD_API_URL": fake.api,
            "DISCORD_GATEWAY_URL": fake.gateway.url,
            "DISCORD_SHARDS": "1",
        }
        shown = {
            "slack:T1:C9": lambda: [json.dumps(each) for each in slack.posted("C9")],
            f"discord:{SERVER}:{ADMINS}": lambda: [
                json.dumps(each) for each in fake.world.messages.get(ADMINS, [])
            ],
        }
        yield settings, shown


async def parked_delivery(paperboy: Paperboy) -> int:
    """A delivery of which nobody knows whether it arrived, and an uninstalled workspace."""
    async with open_store(paperboy.folder / "data/paperboy.db") as store:
        await known(store)
        await channel(store)
        await planned(store)
        (delivery,) = await claimed(store)
        await store.outbox.settle([Transition(delivery=delivery, state=State.PARKED, reason="unknown")], NOW)
        await store.workspaces.kill("slack", "T404", "uninstalled", NOW + timedelta(days=30))
        return delivery.key


async def eventually(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 -- another process has no event
            await asyncio.sleep(0.05)


async def polled(started: Started, clock: MachineClock, at: str, outcome: str) -> None:
    """The clock shows that instant, and the sources were asked."""
    before = started.heard.count(outcome)
    clock.set(at)
    await started.hears(f"(source_polled .*{outcome}.*){{{before + 1}}}")


@pytest.mark.parametrize("admin", ["slack:T1:C9", f"discord:{SERVER}:{ADMINS}"])
async def test_the_admin_hears_of_what_needs_a_person_once_until_it_is_mended(paperboy: Paperboy, admin: str):
    clock = paperboy.clock = MachineClock(paperboy.folder / "clock", "2026-11-20T10:00:00+00:00")
    key = await parked_delivery(paperboy)
    async with chats() as (settings, shown), PaperServer() as server:

        def said() -> str:
            return "\n".join(shown[admin]())

        def times(sentence: str) -> int:
            return sum(sentence in message for message in shown[admin]())

        server.answers["/api/daily_papers"] = each_days(clock.now)
        settings |= {"HUGGINGFACE_URL": server.url, "PAPERBOY_ADMIN": admin}
        async with await paperboy.start("run", **settings) as started:
            await started.hears("source_polled .*ok=true")
            await eventually(lambda: "1 delivery is parked" in said())
            assert "The slack workspace T404 is paused: uninstalled." in said()
            assert "has not answered" not in said()

            server.mode = "error"
            await polled(started, clock, "2026-11-20T12:00:00+00:00", "ok=false")
            clock.set("2026-11-20T19:00:00+00:00")
            await eventually(
                lambda: "The source huggingface has not answered since 2026-11-20 10:00 UTC" in said()
            )

            server.mode = "well"
            assert (await paperboy("parked", "--drop", str(key), **settings)).status == 0
            await polled(started, clock, "2026-11-20T21:00:00+00:00", "ok=true")
            clock.set("2026-11-20T21:30:00+00:00")
            await eventually(lambda: "Mended: The source huggingface" in said())
            await eventually(lambda: "Mended: 1 delivery is parked" in said())
            ended = await started.end(signal.SIGTERM)
        assert ended.status == 0, ended.err
        assert times("The source huggingface") == 2, "once when it began, once when it was mended"
        assert times("1 delivery is parked") == 2
        assert times("workspace T404") == 1, "it is not mended"
