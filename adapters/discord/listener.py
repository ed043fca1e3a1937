"""How people reach Paperboy on Discord: served until cancelled, through any outage."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import discord

from adapters.discord.api import place_check
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES, described
from adapters.discord.api.heartbeats import watch
from adapters.discord.api.identifies import IdentifyLimitError
from adapters.discord.api.places import NAME, snowflake
from adapters.discord.api.shards import Shards
from adapters.discord.client import PaperboyClient
from adapters.discord.doctor import examine
from adapters.discord.listeners.slash_commands import fingerprint, number_of, overwritten
from adapters.discord.posting.crossposts import Crossposts
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import render
from bot.errors import SettingsError, StorageError, UserError, blame
from bot.model.channel import Address, Channel
from bot.model.obstacle import Hindrance
from bot.ports import AdapterFacts, Finding
from bot.views.blocks import View

log = logging.getLogger(__name__)

SYNCED: Final = "commands"  # under this name the adapter's facts hold the fingerprint of what Discord knows
BACK_OFF: Final = (1, 2, 5, 15, 30, 60, 120, 300)  # seconds before a fresh client; the last one repeats
STEADY: Final = 300.0  # seconds after which a connection counts as having held
SWALLOWED: Final = 0.1  # seconds after which a task that was cancelled and goes on is cancelled again
AUTHENTICATION_FAILED: Final = 4004  # https://discord.com/developers/docs/topics/opcodes-and-status-codes


class DiscordListener:
    """The listener. `wanted`: how many shards are set, 0 for as many as Discord says."""

    def __init__(
        self,
        connection: Connection[PaperboyClient],
        adapter_facts: AdapterFacts,
        shards: Shards,
        wanted: int,
        crossposts: Crossposts,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection, self._adapter_facts, self._sleep = connection, adapter_facts, sleep
        self._shards, self._wanted, self._crossposts = shards, wanted, crossposts

    async def serve(self) -> None:
        """Until cancelled; only a refused token ends it, with a SettingsError.

        At the end the gateway is left alone: posts under way go on until `Platform.close`.
        """
        tries = 0
        publishing = asyncio.create_task(self._crossposts.run(self.tell))
        try:
            while True:
                began, least = time.monotonic(), 0.0
                try:
                    await self._serve_once()
                    log.warning("gateway_closed")
                except discord.LoginFailure:
                    raise _refused() from None
                except discord.ConnectionClosed as error:
                    if error.code == AUTHENTICATION_FAILED:
                        raise _refused() from None
                    log.warning("gateway_lost", extra={"code": error.code})
                except IdentifyLimitError as error:
                    least = error.seconds
                    log.warning("identifies_used_up", extra={"again_in": round(least)})
                except Exception as error:  # noqa: BLE001 -- an outage outside never ends it
                    log.warning("gateway_lost", extra={"said": described(error)} | blame(error))
                tries = 0 if time.monotonic() - began > STEADY else tries
                wait = BACK_OFF[min(tries, len(BACK_OFF) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311 -- so that many bots do not come back at once
                await self._sleep(max(wait, least))
                tries += 1
        finally:
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)
            if (client := self._connection.client) is not None:
                await client.hang_up()
            await self._shards.let_go()

    async def tell(self, workspace: str, person: str, view: View) -> bool:  # noqa: ARG002 -- a person is the same in every server
        """A direct message."""
        try:
            client = await self._connection.rest()
            channel = await client.create_dm(discord.Object(snowflake(person)))
            for message in render(view):
                await channel.send(**arguments(dict(message), message))
        except (*FAMILIES, UserError) as error:
            log.info("not_told", extra={"said": described(error)})
            return False
        return True

    async def alive(self, workspace: str) -> bool | None:
        """Whether the bot is in the server, as the gateway tells it; None before it is ready. A person stays.

        Where another process has that server's shard Discord itself is asked.
        """
        client = self._connection.client
        if self._shards.shared and workspace.isdigit() and not (client and client.serves(int(workspace))):
            return await self._is_member(int(workspace))
        if client is None or not client.is_ready():
            return None
        return not workspace.isdigit() or client.get_guild(int(workspace)) is not None

    async def _is_member(self, server: int) -> bool | None:
        try:
            client = await self._connection.rest()
            await client.fetch_guild(server, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            return False
        except FAMILIES as error:
            log.info("server_not_told", extra={"said": described(error)})
            return None
        return True

    async def hindrance(self, channel: Channel) -> Hindrance:
        """As the gateway's cache has it."""
        return place_check.hindrance(self._connection.client, channel)

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        """As the gateway's cache has it."""
        return place_check.without_effect(self._connection.client, channel, name, value)

    async def check(self, address: Address | None) -> Sequence[Finding]:
        """What `doctor` prints."""
        return await examine(self._connection, self._adapter_facts, address)

    async def _serve_once(self) -> None:
        client = await self._connection.fresh()
        await self._sync(client)
        gateway = await client.session_starts()
        if self._shards.shared:
            client.shard_count = await self._shards.agreed(gateway, self._wanted)
        watching = asyncio.create_task(watch(client))
        connected = asyncio.create_task(client.connect(reconnect=True))
        try:
            await asyncio.wait({connected})
            connected.result()  # what it raised
            if client.failure is not None:
                raise client.failure
        finally:
            watching.cancel()
            while not connected.done():  # once is not enough: discord.py swallows it while it connects anew
                connected.cancel()
                await asyncio.wait({connected}, timeout=SWALLOWED)
            await asyncio.gather(watching, connected, return_exceptions=True)

    async def _sync(self, client: PaperboyClient) -> None:
        """Tell Discord the commands if they changed since it was told, or if another program told it others."""
        now = fingerprint(client.tree, client.application_id or 0)
        known = await self._adapter_facts.read(NAME, SYNCED) == now
        try:
            if known and overwritten(client.tree, there := await client.tree.fetch_commands()) == "":
                client.replies.commands = number_of(there)
                return
            commands = await client.tree.sync()
        except FAMILIES as error:
            log.error("commands_not_synced", extra={"said": described(error)})  # noqa: TRY400 -- no message text in logs
            return
        client.replies.commands = number_of(commands)
        with suppress(StorageError):  # then they are told once more, which does no harm
            await self._adapter_facts.write(NAME, SYNCED, now)
        log.info("commands_synced", extra={"commands": len(commands)})


def _refused() -> SettingsError:
    return SettingsError(
        "Discord refuses the token in DISCORD_TOKEN: make a new one in the Developer Portal (Bot, Reset Token)"
        " and set it."
    )
