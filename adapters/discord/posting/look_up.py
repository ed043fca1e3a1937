"""Whether a message of ours is in a channel: the delivery's token says so, in an id, in numbers or in the text."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import discord

from adapters.discord.api.permissions import here
from adapters.discord.api.places import Place
from adapters.discord.render.messages import numbers_of
from bot.model.delivery import Lookup, NotThere, Receipt, Sent, Unknown

EARLIER: Final = timedelta(minutes=5)  # clocks differ
SCANNED: Final = 400  # messages looked through before giving up
POSTS: Final = 50  # forum posts looked at


async def look_up(client: discord.Client, place: Place, token: str, since: datetime) -> Lookup:
    """Look in the history from `since` on. Raises what discord.py does."""
    allowed = await here(client, place)
    if allowed is not None and not allowed.read_message_history:
        # Discord answers with an empty history then, which would look like "not there"
        return Unknown("Paperboy may not read the channel's history (Read Message History) to look for it")
    if isinstance(place.channel, discord.ForumChannel):
        return await _in_forum(client, place.channel, token, since)
    seen = 0
    async for message in place.channel.history(after=since - EARLIER, limit=SCANNED, oldest_first=True):
        seen += 1
        if _ours(client, message, token):
            return Sent(Receipt(str(message.id), message.jump_url))
    if seen >= SCANNED:
        return Unknown(f"not among the {SCANNED} messages after {since:%Y-%m-%d %H:%M} UTC; there are more")
    return NotThere()


async def _in_forum(client: discord.Client, forum: discord.ForumChannel, token: str, since: datetime) -> Lookup:
    threads = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    async for thread in forum.archived_threads(limit=POSTS):
        if thread.created_at is not None and thread.created_at < since - EARLIER:
            break
        threads.append(thread)
    recent = [t for t in threads if t.owner_id == _me(client) and (t.created_at or since) >= since - EARLIER]
    for thread in recent[:POSTS]:
        async for first in thread.history(limit=1, oldest_first=True):
            if _ours(client, first, token):
                return Sent(Receipt(str(first.id), first.jump_url))
    return NotThere() if len(recent) <= POSTS else Unknown(f"not among the newest {POSTS} posts; there are more")


def _me(client: discord.Client) -> int:
    return client.user.id if client.user else 0


def _ours(client: discord.Client, message: discord.Message, token: str) -> bool:
    if message.author.id != _me(client):
        return False
    if any(token in text for texts in (message_texts(message), custom_ids(message.components)) for text in texts):
        return True
    return set(numbers_of(token)) <= set(_numbers(message.components))


def message_texts(message: discord.Message) -> Iterable[str]:
    """Everything a message of ours says: content, embeds' footers, text displays."""
    yield message.content
    for embed in message.embeds:
        yield embed.footer.text or ""
    yield from component_texts(message.components)


def custom_ids(components: Iterable[Any]) -> Iterable[str]:
    """The ids of buttons and selects, nested ones included."""
    for component in components:
        yield getattr(component, "custom_id", None) or ""
        yield from custom_ids(getattr(component, "children", ()))


def _numbers(components: Iterable[Any]) -> Iterable[int]:
    for component in components:
        yield getattr(component, "id", None) or 0
        yield from _numbers(getattr(component, "children", ()))


def component_texts(components: Iterable[Any]) -> Iterable[str]:
    """The text displays' texts, nested ones included."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from component_texts(getattr(component, "children", ()))
