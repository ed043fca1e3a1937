"""Threads: made under a digest's first message, and reopened when Discord archived them."""

from typing import Literal

import discord

from adapters.discord.api import errors, limits
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import Place, snowflake
from bot.model.delivery import Outcome, Receipt, Refused, RetryAfter

_KEPT_OPEN: Literal[4320] = 4320  # three days, in minutes until Discord archives a quiet thread
_THREADS = frozenset(
    {discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread}
)
_REOPENED = 1.0  # seconds until the next attempt


def channel_of(receipt: Receipt, default: int) -> int:
    """The channel or thread that a posted message is in: its link says so."""
    parts = receipt.link.rstrip("/").split("/")
    return snowflake(parts[-2]) if len(parts) > 2 and parts[-1] == receipt.message_id else default


def thread_of(receipt: Receipt, place: Place) -> int | None:
    """The thread or forum post that a message posted for that place is in; None if it is in none."""
    where = channel_of(receipt, place.number)
    if where != place.number or place.kind in _THREADS:
        return where
    return snowflake(receipt.message_id) if place.forum else None


async def open_thread(client: discord.Client, place: Place, message: int, title: str) -> None:
    """Make the thread under a message of ours, if there is none yet. Raises what discord.py does."""
    if client.get_channel(message) is not None:
        return
    channel = client.get_channel(place.number) or await client.fetch_channel(place.number)
    if not isinstance(channel, discord.TextChannel):
        return  # nothing else has threads under messages: the digest goes on below its first message
    try:
        name = limits.clip(title or "Papers", limits.THREAD_NAME)
        start = discord.Object(message)
        await channel.create_thread(name=name, message=start, auto_archive_duration=_KEPT_OPEN)
    except discord.HTTPException as error:
        if error.code != errors.THREAD_EXISTS:
            raise


async def reopen(client: discord.Client, place: Place) -> Outcome:
    """Reopen an archived thread; then the outbox tries again."""
    try:
        thread = await client.fetch_channel(place.number)
        if isinstance(thread, discord.Thread):
            await thread.edit(archived=False)
    except discord.Forbidden:
        fix = "reopen it or give Paperboy's role Manage Threads there, then /papers resume"
        return Refused("the thread is archived", fix)
    except FAMILIES as error:
        return errors.unsent(error)
    return RetryAfter(_REOPENED, "the thread was archived; it is open again")
