"""Whoever set a channel up hears of bad news, whoever noticed: here the platform's own event comes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from adapters.discord.app import platform as discord_platform
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.model.channel import Address, Channel, Schedule
from bot.ports import Platform
from storage.store import SqliteStore, open_store
from tests.each_of import each_of
from tests.fakes.discord_parts import Insides, WallClock, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import PERSON, SERVER, TEXT
from tests.fakes.slack_parts import SomeClock, at_work

CHANNEL = 200000000000000001
DIRECT = PERSON + 7  # as the fake numbers a person's direct messages
NO_ADMIN = str((1 << 53) - 1 - (1 << 3))
SEND = 1 << 11


async def set_up(store: SqliteStore, address: Address, owner: str) -> None:
    """A channel that somebody set up, due tomorrow."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await store.channels.create(
        Channel(
            key=0,
            address=address,
            name="papers",
            since=date(2026, 11, 1),
            schedule=Schedule(time(9)),
            owner=owner,
            next_due=tomorrow,
        )
    )


@asynccontextmanager
async def on_discord(fake: FakeDiscord) -> AsyncIterator[SqliteStore]:
    """The adapter served, with the core's own lifecycle."""
    async with open_store(":memory:") as store:
        await set_up(store, Address("discord", str(SERVER), str(CHANNEL)), str(PERSON))
        platforms: dict[str, Platform] = {}
        lifecycle = ChannelLifecycle(store, WallClock(), OwnerNotices(platforms), 30)
        parts = replace(Insides().parts(), lifecycle=lifecycle)
        built = discord_platform(parts, DiscordSettings(discord_token=fake.world.token, discord_api_url=fake.api))
        platforms["discord"] = built
        assert isinstance(built.sender, DiscordSender)
        serving = asyncio.create_task(built.listener.serve())
        await fake.gateway.ready()
        connection = built.sender._connection
        await until(lambda: connection.client and connection.client.get_guild(SERVER))
        try:
            yield store
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await connection.close()


async def _deleted(fake: FakeDiscord) -> None:
    await fake.gateway.push("CHANNEL_DELETE", fake.world.channels[CHANNEL])


async def _forbidden(fake: FakeDiscord) -> None:
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    await fake.gateway.push("CHANNEL_UPDATE", fake.world.channels[CHANNEL] | {"permission_overwrites": [deny]})


@each_of(
    ("event", "said", "probe"),
    [(_deleted, "The channel was deleted", False), (_forbidden, "Paperboy lacks Send Messages", True)],
)
async def test_discord_tells_of_a_channel_deleted_or_forbidden(event: Any, said: str, probe: bool):
    async with running() as fake:
        fake.world.add_channel(CHANNEL, TEXT)
        whole = fake.world.server

        def without_admin() -> dict[str, Any]:
            found = whole()
            found["roles"] = [role | {"permissions": NO_ADMIN} for role in found["roles"]]
            return found

        fake.world.server = without_admin  # type: ignore[method-assign]
        async with on_discord(fake) as store:
            await event(fake)
            await event(fake)
            await until(lambda: fake.world.messages.get(DIRECT))
            (message,) = fake.world.messages[DIRECT]
            assert said in str(message)
            assert "waits for 14 days" in str(message)
            pause = (await store.channels.get(Address("discord", str(SERVER), str(CHANNEL)))).pause
            assert pause.probe is probe


async def test_slack_tells_of_an_archived_channel():
    async with open_store(":memory:") as store:
        await set_up(store, Address("slack", "T1", "C1"), "U9")
        platforms: dict[str, Platform] = {}
        notices = OwnerNotices(platforms)
        async with at_work(lifecycle=ChannelLifecycle(store, SomeClock(), notices, 30)) as bench:
            platforms["slack"] = bench.platform
            for number in range(2):
                await bench.event({"type": "channel_archive", "channel": "C1"}, event_id=f"Ev{number}")
                await bench.settle()
            await notices.finish(5)
            (message,) = bench.slack.messages
            assert message["channel"] == "U9"
            assert "Unarchive it" in message["text"]
