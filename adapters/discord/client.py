"""The client: shards, the intents for guilds and reactions alone, and a cache no larger than it must be."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

from adapters.discord.answering.replies import Replies
from adapters.discord.answering.sentences import OLD_COMMAND
from adapters.discord.api.identifies import Identifies
from adapters.discord.api.rate_limit import Throttle
from adapters.discord.api.traffic import Invalid, tracing
from adapters.discord.listeners.clicks import CommandButton
from adapters.discord.listeners.reactions import ReactionEvents
from adapters.discord.listeners.server_events import Events
from adapters.discord.listeners.slash_commands import add_commands
from adapters.rate_limit import RateLimiter

log = logging.getLogger(__name__)

BETWEEN_SHARDS = 5.0  # seconds: https://discord.com/developers/docs/events/gateway#rate-limiting
LET_FINISH = 10.0  # seconds that posts under way get before their client is closed
MOST_WAITED = 30.0  # seconds that discord.py itself may wait for a rate limit; longer waits go to the outbox


class Tree(app_commands.CommandTree["PaperboyClient"]):
    """The command tree; whatever fails in it is told to the asker with an incident's number."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Say so."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self.client.replies.refuse(interaction, OLD_COMMAND)
        else:
            await self.client.replies.broke(interaction, error.__cause__ or error)


class PaperboyClient(discord.AutoShardedClient):
    """One connection to Discord. It cannot be started twice: after a failure a fresh one takes its place."""

    def __init__(
        self,
        replies: Replies,
        events: Events,
        reactions: ReactionEvents,
        *,
        throttle: Throttle,
        invalid: Invalid,
        channels: RateLimiter,
        identifies: Identifies | None = None,
        gateway: str = "",
        shards: int | None = None,
        proxy: str | None = None,
    ) -> None:
        super().__init__(
            proxy=proxy,
            intents=discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True),
            shard_count=shards,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=tracing(throttle, invalid, channels),
            max_ratelimit_timeout=MOST_WAITED,
            # What is switched off so that 2,000 servers fit into memory:
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            enable_raw_presences=False,
        )
        self.replies, self.events, self.reactions = replies, events, reactions
        self._address = gateway
        self._identifies = identifies or Identifies()
        self._hung_up = False
        self._posts = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.tree = Tree(self)
        add_commands(self.tree)
        self.add_dynamic_items(CommandButton)

    @contextmanager
    def posting(self) -> Iterator[None]:
        """A post is under way: closing waits for its answer."""
        self._posts += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._posts -= 1
            if not self._posts:
                self._idle.set()

    async def close(self) -> None:
        """Close, after the posts under way: whoever replaces a client must not cost them their receipts."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LET_FINISH):
                await self._idle.wait()
        await super().close()

    async def hang_up(self) -> None:
        """End the gateway's connections; what is asked over HTTP goes on until `close`."""
        self._hung_up = True
        for shard in self.shards.values():
            await shard.disconnect()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 -- discord.py's signature
        """Discord's pause between two shards, and no more IDENTIFYs than its day allows."""
        self._identifies.check()
        if not initial:
            await asyncio.sleep(BETWEEN_SHARDS)
        self._identifies.take()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, at the gateway's address by setting if there is one."""
        self._identifies.check()  # discord.py tries again and again whatever the hook above raises
        address = yarl.URL(self._address) if self._address else gateway
        DiscordWebSocket.DEFAULT_GATEWAY = address  # where discord.py goes after an invalid session
        await super().launch_shard(address, shard_id, initial=initial)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """An event that failed is noted; the next one comes."""
        self.events.failed(event_method)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Lost so often that connecting again at once helps nobody: the listener begins anew, later each time."""
        if not self._hung_up and self._identifies.lost():
            log.warning("gateway_flaps", extra={"shard": shard_id})
            await self.close()

    async def on_guild_join(self, guild: discord.Guild) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.joined(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.available(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.left(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.deleted(channel)

    async def on_guild_channel_update(  # noqa: D102 -- discord.py's name says it
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        await self.events.changed(before, after)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.thread_deleted(payload.guild_id, payload.thread_id)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.thread_changed(before, after)

    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.permissions_changed(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:  # noqa: D102 -- discord.py's name says it
        await self.events.permissions_changed(role.guild)

    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:  # noqa: D102 -- discord.py's name says it
        if self.user and after.id == self.user.id:
            await self.events.permissions_changed(after.guild)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:  # noqa: D102 -- discord.py's name says it
        await self.reactions.happened(self, payload, added=True)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:  # noqa: D102 -- discord.py's name says it
        await self.reactions.happened(self, payload, added=False)
