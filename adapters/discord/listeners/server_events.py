"""What happens in servers, told to the core: joined, left, deleted, renamed, permission lost and regained."""

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import discord

from adapters.discord.answering import additions, sentences
from adapters.discord.api import permissions
from adapters.discord.api.errors import FAMILIES, described
from adapters.discord.api.places import NAME
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import render
from bot.errors import blame
from bot.model.channel import Address
from bot.ports import AdapterFacts, Clock, Lifecycle

log = logging.getLogger(__name__)
_RECENT: Final = timedelta(days=1)
_BACK: Final = "Paperboy goes on by itself once that is done"


class Events:
    """The events of every client, in any order and perhaps more than once."""

    def __init__(
        self, lifecycle: Lifecycle, adapter_facts: AdapterFacts, clock: Clock, welcome: Callable[[Address], None]
    ) -> None:
        self._lifecycle, self._adapter_facts, self._clock = lifecycle, adapter_facts, clock
        self._regained = welcome  # tells the sender that it may ask there again

    async def joined(self, guild: discord.Guild) -> None:
        """A server, new or again: what was paused goes on; one short welcome where it may speak."""
        await self._lifecycle.installed(NAME, str(guild.id))
        if not await self._adapter_facts.write_first(NAME, f"welcomed:{guild.id}", "yes"):
            return  # written before the message: rather none than two
        channel = _where_to_speak(guild)
        if channel is None:
            log.info("no_place_for_a_welcome", extra={"server": str(guild.id)})
            return
        (message, *_) = render(sentences.WELCOME)
        shown = additions.with_forms(message)
        try:
            await channel.send(**arguments(shown, shown))
        except FAMILIES as error:
            log.info("not_welcomed", extra={"server": str(guild.id), "said": described(error)})

    async def available(self, guild: discord.Guild) -> None:
        """A server is there at the start, or again after an outage; an outage itself is no removal.

        One that invited Paperboy while it was not running is welcomed now.
        """
        joined = guild.me.joined_at
        if joined is not None and self._clock.now() - joined < _RECENT:
            await self.joined(guild)
        else:
            await self._lifecycle.installed(NAME, str(guild.id))

    async def left(self, guild: discord.Guild) -> None:
        """Removed from a server, or the server is gone."""
        await self._adapter_facts.write(NAME, f"welcomed:{guild.id}", None)
        await self._lifecycle.uninstalled(NAME, str(guild.id), "Paperboy was removed from the server")

    async def deleted(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone; its threads are told of one by one."""
        fix = "choose another channel and type /papers subscribe there"
        await self._lifecycle.refused(_address(channel), "the channel was deleted", fix, gone=True)

    async def thread_deleted(self, guild: int, thread: int) -> None:
        """A thread is gone."""
        fix = "choose another channel or thread and type /papers subscribe there"
        address = Address(NAME, str(guild), str(thread))
        await self._lifecycle.refused(address, "the thread was deleted", fix, gone=True)

    async def changed(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel has a new name or other permissions."""
        address = _address(after)
        if before.name != after.name:
            await self._lifecycle.renamed(address, after.name)
        moved = before.overwrites != after.overwrites or before.category_id != after.category_id
        if moved or (_wants_a_tag(before) and not _wants_a_tag(after)):
            await self.permissions_changed(after.guild, only=after.id)

    async def thread_changed(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread was renamed, locked or unlocked; an archived one is reopened by the next digest."""
        address = _address(after)
        if before.name != after.name:
            await self._lifecycle.renamed(address, after.name)
        if before.locked != after.locked:
            await self._judge(address, after, after.guild.me)

    async def permissions_changed(self, guild: discord.Guild, *, only: int | None = None) -> None:
        """Roles or overwrites changed: look at each channel that is set up there."""
        for card in await self._lifecycle.summaries(NAME, str(guild.id)):
            number = card.channel.address.channel
            channel = guild.get_channel_or_thread(int(number)) if number.isdigit() else None
            parent = channel.parent_id if isinstance(channel, discord.Thread) else None
            if channel is not None and only in {None, channel.id, parent}:
                await self._judge(card.channel.address, channel, guild.me)

    async def _judge(
        self, address: Address, channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member
    ) -> None:
        allowed = channel.permissions_for(me)
        lacking = permissions.missing(allowed, channel.type)
        if isinstance(channel, discord.Thread) and channel.locked and not allowed.manage_threads:
            fix = f"unlock #{channel.name} or give Paperboy's role Manage Threads there; {_BACK}"
            await self._lifecycle.refused(address, "the thread is locked", fix, gone=False)
        elif lacking:
            reason = f"Paperboy lacks {', '.join(lacking)} in #{channel.name}"
            fix = (
                f"somebody who may manage #{channel.name} gives Paperboy's role {', '.join(lacking)} there"
                f" (Edit Channel, Permissions); {_BACK}"
            )
            await self._lifecycle.refused(address, reason, fix, gone=False)
        else:
            self._regained(address)
            await self._lifecycle.welcomed(address)

    def failed(self, event: str) -> None:
        """An event could not be told to the core."""
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        log.error("event_failed", extra={"event_name": event} | (blame(error) if error else {}))


def _wants_a_tag(channel: discord.abc.GuildChannel) -> bool:
    return isinstance(channel, discord.ForumChannel) and channel.flags.require_tag


def _address(channel: discord.abc.GuildChannel | discord.Thread) -> Address:
    return Address(NAME, str(channel.guild.id), str(channel.id))


def _where_to_speak(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for system messages if it may speak there, else the first where it may."""
    first = [guild.system_channel] if guild.system_channel else []
    for channel in [*first, *sorted(guild.text_channels, key=lambda c: c.position)]:
        allowed = channel.permissions_for(guild.me)
        if allowed.view_channel and allowed.send_messages and not channel.is_news():
            return channel
    return None
