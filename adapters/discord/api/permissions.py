"""What Paperboy may and must be able to do in a place, and who may change its set-up there."""

from collections.abc import Sequence
from typing import Final

import discord

from adapters.discord.api.places import Place

# Each permission that Paperboy asks for, with the reason shown in the README and in `doctor`.
REASONS: Final = {
    "view_channel": "to see the channels it posts in",
    "send_messages": "to post digests",
    "send_messages_in_threads": "to post in threads and forum posts",
    "create_public_threads": "to open a digest's thread or forum post",
    "read_message_history": "to see, after a lost connection, whether a digest arrived: none comes twice",
    "attach_files": "to hand over saved papers as BibTeX, CSV or JSON",
}
LEAST: Final = discord.Permissions(**dict.fromkeys(REASONS, True))

_FORUMS: Final = frozenset({discord.ChannelType.forum, discord.ChannelType.media})
_THREADS: Final = frozenset(
    {discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread}
)
SPEAKABLE: Final = (
    _FORUMS
    | _THREADS
    | {
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.voice,
        discord.ChannelType.stage_voice,
        discord.ChannelType.private,
    }
)


def name(permission: str) -> str:
    """As Discord's settings call it."""
    return permission.replace("_", " ").title().replace(" In ", " in ")


def needed(kind: discord.ChannelType) -> Sequence[str]:
    """What posting there takes."""
    if kind in _THREADS:
        return ("view_channel", "send_messages_in_threads", "read_message_history")
    if kind in _FORUMS:  # creating a post is governed by Send Messages
        return ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
    return ("view_channel", "send_messages", "read_message_history")


def missing(allowed: discord.Permissions, kind: discord.ChannelType) -> list[str]:
    """The needed permissions that are not given, by their shown names."""
    return [name(permission) for permission in needed(kind) if not getattr(allowed, permission)]


async def here(client: discord.Client, place: Place) -> discord.Permissions | None:
    """What Paperboy may do in a server's channel; None if it is no server's.

    Discord itself is asked where the gateway's cache does not know the server: another process may have its shard,
    or nobody is connected. Raises what discord.py does.
    """
    if place.guild is None:
        return None
    guild = client.get_guild(place.guild)
    if guild is None or guild.unavailable:
        guild = await client.fetch_guild(place.guild, with_counts=False)
    me = guild.me or await guild.fetch_member(client.user.id if client.user else 0)
    channel = guild.get_channel_or_thread(place.number) or await guild.fetch_channel(place.number)
    if isinstance(channel, discord.Thread):  # it has its parent's permissions
        channel = guild.get_channel(channel.parent_id) or await guild.fetch_channel(channel.parent_id)
    return None if isinstance(channel, discord.Thread) else channel.permissions_for(me)


def manager(user: discord.User | discord.Member, allowed: discord.Permissions, role: str) -> bool:
    """Whether this person may change a set-up: Manage Channels, Manage Server, or the role by setting."""
    if allowed.administrator or allowed.manage_channels or allowed.manage_guild:
        return True
    wanted = role.strip().lstrip("@").casefold()
    return bool(wanted) and any(
        wanted in {str(held.id), held.name.casefold()}
        for held in getattr(user, "roles", ())
        if not held.is_default()
    )
