"""The Discord listener served against the loopback Discord, as tests of the gateway and of answers use it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.discord.api.connection import Connection
from adapters.discord.app import platform
from adapters.discord.client import PaperboyClient
from adapters.discord.listener import DiscordListener
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.model.channel import Address
from tests.fakes.discord_parts import Insides, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import SERVER, TEXT

CHANNEL = 200000000000000001
HERE = Address("discord", str(SERVER), str(CHANNEL))


@dataclass
class Application:
    """A served listener."""

    fake: FakeDiscord
    insides: Insides
    connection: Connection[PaperboyClient]
    listener: DiscordListener
    sender: DiscordSender
    slept: list[float] = field(default_factory=list)
    serving: asyncio.Task[None] | None = None

    @property
    def told(self) -> list[tuple[Any, ...]]:
        return self.insides.lifecycle.told

    @property
    def client(self) -> PaperboyClient:
        assert self.connection.client is not None
        return self.connection.client

    async def start(self) -> None:
        self.serving = asyncio.create_task(self.listener.serve())

    async def ready(self) -> None:
        await self.fake.gateway.ready()
        await until(lambda: (guild := self.client.get_guild(SERVER)) and not guild.unavailable)

    async def heard(self, *what: Any) -> tuple[Any, ...]:
        """Wait for the last word that begins so."""
        await until(lambda: any(word[: len(what)] == what for word in self.told))
        return next(word for word in reversed(self.told) if word[: len(what)] == what)


def listener_of(listener: DiscordListener, sleep: Callable[[float], Awaitable[None]]) -> DiscordListener:
    """The same listener, sleeping otherwise."""
    listener._sleep = sleep
    return listener


@asynccontextmanager
async def serving() -> AsyncIterator[Application]:
    """The listener of one channel, not started yet; what it would sleep between tries is noted in `slept`."""
    async with running() as fake:
        fake.world.add_channel(CHANNEL, TEXT)
        async with beside(fake) as made:
            yield made


@asynccontextmanager
async def beside(fake: FakeDiscord, insides: Insides | None = None) -> AsyncIterator[Application]:
    """A listener of that Discord, perhaps one of several."""
    insides = insides or Insides()
    given = {"discord_token": fake.world.token, "discord_api_url": fake.api}
    built = platform(insides.parts(), DiscordSettings(**given))
    assert isinstance(built.sender, DiscordSender)
    assert isinstance(built.listener, DiscordListener)
    connection = built.sender._connection
    make = connection._make

    def quicker() -> PaperboyClient:
        client = make()
        client._connection.guild_ready_timeout = 0.05  # seconds without a further server until "ready"
        return client

    connection._make = quicker
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0.01)

    made = Application(fake, insides, connection, listener_of(built.listener, sleep), built.sender, slept)
    insides.lifecycle.channels.append(HERE)
    yield made
    if made.serving:
        made.serving.cancel()
        await asyncio.gather(made.serving, return_exceptions=True)
    await connection.close()


NO_ADMIN = str((1 << 53) - 1 - (1 << 3))


def limited(fake: FakeDiscord, less: int = 0) -> dict[str, Any]:
    """The server whose everyone-role is no administrator."""
    server = fake.world.server()
    roles = [server["roles"][0] | {"permissions": str(int(NO_ADMIN) & ~less)}]
    return server | {"roles": roles}


def limited_server(fake: FakeDiscord, less: int = 0) -> Any:
    plain_server = fake.world.server()

    def server() -> dict[str, Any]:
        now = type(fake.world).server(fake.world)
        return now | {"roles": [plain_server["roles"][0] | {"permissions": str(int(NO_ADMIN) & ~less)}]}

    return server
