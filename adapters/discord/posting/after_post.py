"""What follows a post: its thread, its publication. Neither may cost the receipt of what is posted."""

import asyncio
import logging

import discord

from adapters.discord.api import errors
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import Place
from adapters.discord.posting.crossposts import Crossposts
from adapters.discord.posting.threads import open_thread
from adapters.discord.render.messages import OURS
from bot.ports import Message

log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds: far less than the dispatcher waits for the receipt
_THREADED = frozenset({discord.ChannelType.text, discord.ChannelType.news})


async def afterwards(
    client: discord.Client,
    crossposts: Crossposts,
    place: Place,
    posted: discord.Message,
    message: Message,
    *,
    first: bool,
) -> None:
    """As the channel chose: publish an announcement (again later where that fails), open the thread."""
    about = message[OURS]
    try:
        async with asyncio.timeout(_PATIENCE):
            if about["publish"] and place.announces:
                await crossposts.publish(place.guild, posted)
            if first and about["thread"] and place.kind in _THREADED:
                await open_thread(client, place, posted.id, about["title"])
    except FAMILIES as error:
        extra = {"channel": str(posted.channel.id), "posted": str(posted.id), "error": errors.described(error)}
        log.warning("not_threaded", extra=extra)
