"""The client: shards, the intents for guilds and reactions alone, and a cache no larger than it must be."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

from adapters.discord.answering.replies import Replies
from adapters.discord.answering.sentences import OLD_COMMAND
from adapters.discord.api import heartbeats
from adapters.discord.api.identifies import Identifies, IdentifyLimitError
from adapters.discord.api.rate_limit import Throttle
from adapters.discord.api.shards import Gateway, Shards
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
        shared: Shards | None = None,
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
        self._shared = shared if shared and shared.shared else None
        self._dropped = set[int]()
        self._keeping: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None
        self.failure: BaseException | None = None  # why it closed itself
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
        if self._keeping is not None:
            self._keeping.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LET_FINISH):
                await self._idle.wait()
        await super().close()
        await heartbeats.ended(self)

    async def hang_up(self) -> None:
        """End the gateway's connections; what is asked over HTTP goes on until `close`."""
        self._hung_up = True
        if self._keeping is not None:
            self._keeping.cancel()
        for shard in self.shards.values():
            await shard.disconnect()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord's pause between two shards, and no more IDENTIFYs than its day allows."""
        self._identifies.check()
        if self._shared and shard_id is not None:
            await self.session_starts()
            await self._shared.turn(shard_id)
            if not self._shared.holds(shard_id):
                raise IdentifyLimitError(0.0)  # the attempt is given up: see `launch_shard`
        elif not initial:
            await asyncio.sleep(BETWEEN_SHARDS)
        self._identifies.take()

    async def session_starts(self) -> Gateway:
        """What Discord says of its gateway. Raises IdentifyLimitError where it allows too few sessions."""
        shards, _, limits = await self.http.get_bot_gateway()
        self._identifies.told(limits["remaining"], limits["reset_after"] / 1000)
        return Gateway(shards, limits["max_concurrency"])

    async def launch_shards(self) -> None:
        """All of them, or those that are this process's, one by one as they are taken."""
        if self._shared is None:
            await super().launch_shards()
            return
        _, url, _ = await self.http.get_bot_gateway()
        self._gateway = yarl.URL(url)
        self._connection.shard_count = self.shard_count
        self._connection.shard_ids = []
        self._keeping = asyncio.create_task(self._shared.keep(self))
        self._keeping.add_done_callback(self._kept)

    def _kept(self, task: asyncio.Task[None]) -> None:
        """Shards that cannot be kept end the client: the listener begins anew."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failure = error
            self._closing = asyncio.ensure_future(self.close())

    @property
    def connected(self) -> Sequence[int]:
        """The shards that it has, or is getting back."""
        return [number for number in self.shards if number not in self._dropped]

    async def connect_shard(self, number: int) -> None:
        """One more; it is told by `is_ready` as soon as one is there."""
        self._dropped.discard(number)
        self._connection.shard_ids = [*self.connected, number]
        await self.launch_shard(self._gateway, number, initial=True)

    async def drop_shard(self, number: int) -> None:
        """One less; what is known of its servers is another's to know."""
        self._dropped.add(number)
        if shard := self.get_shard(number):
            await shard.disconnect()

    def serves(self, guild: int) -> bool:
        """Whether the server is of a shard that is connected here; what else the cache has of it is old."""
        if self._shared is None:
            return True
        return bool(self.shard_count) and (guild >> 22) % self.shard_count in self.connected

    def get_guild(self, id: int, /) -> discord.Guild | None:  # noqa: A002 -- discord.py's name
        """The server, if it is of a shard that is connected here."""
        return super().get_guild(id) if self.serves(id) else None

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, at the gateway's address by setting if there is one.

        discord.py comes here again after each failure; what is another process's by then is left alone.
        """
        if self._shared and not self._shared.holds(shard_id):
            return
        self._identifies.check()  # discord.py tries again and again whatever the hook above raises
        address = yarl.URL(self._address) if self._address else gateway
        DiscordWebSocket.DEFAULT_GATEWAY = address  # where discord.py goes after an invalid session
        await super().launch_shard(address, shard_id, initial=initial)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """An event that failed is noted; the next one comes."""
        self.events.failed(event_method)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Lost so often that connecting again at once helps nobody: the listener begins anew, later each time."""
        if not self._hung_up and shard_id not in self._dropped and self._identifies.lost():
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
