"""Discord's sender and the loopback Discord that it talks to, as tests of posting set them up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapters.discord.app import platform
from adapters.discord.listener import DiscordListener
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.model.channel import Address
from bot.model.delivery import (
    Outcome,
)
from bot.views.blocks import Heading, View
from tests.fakes.discord_parts import Insides, delivery, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import SERVER, TEXT
from tests.fakes.turns import turn

HERE = Address("discord", str(SERVER), "200000000000000001")


TOKEN = "tok0"


VIEW = View((Heading("Papers"),), "Papers for Friday")


@dataclass
class Stand:
    """The adapter and the Discord that it talks to."""

    fake: FakeDiscord
    sender: DiscordSender
    insides: Insides
    listener: DiscordListener
    background: asyncio.Task[None] | None = None

    def posted(self, channel: int | str = HERE.channel) -> list[dict[str, Any]]:
        return self.fake.world.messages.get(int(channel), [])

    async def send(self, token: str = TOKEN, view: View = VIEW, at: int = 0, **more: Any) -> Outcome:
        address, of = more.pop("address", HERE), more.pop("edition", None)
        root = more.pop("root", None)
        task = delivery(address, token, part=at, **more)
        message = self.sender.render(view, of, plain=task.plain)[at]
        await turn(self.sender, address)
        return await self.sender.send(task, message, root)


@asynccontextmanager
async def standing() -> AsyncIterator[Stand]:
    async with running() as fake:
        fake.world.add_channel(int(HERE.channel), TEXT)
        insides = Insides()
        given = {"discord_token": fake.world.token, "discord_api_url": fake.api, "discord_shards": 1}
        built = platform(insides.parts(), DiscordSettings(**given, discord_gateway_url=fake.gateway.url))
        assert isinstance(built.sender, DiscordSender)
        assert isinstance(built.listener, DiscordListener)
        yield Stand(fake, built.sender, insides, built.listener)
        await built.sender._connection.close()


VIEW_MESSAGE: dict[str, Any] = {"paperboy": {"threaded": False, "thread": False, "commands": {}}}


async def serving(stand: Stand) -> None:
    """The gateway's cache, filled."""
    client = await stand.sender._connection.rest()
    task = asyncio.create_task(client.connect())
    stand.fake.gateway.servers_known = True
    await stand.fake.gateway.ready()
    await until(lambda: (guild := client.get_guild(SERVER)) and not guild.unavailable)
    stand.background = task
