"""Threads on posted messages, opened where the channel's kind has any; a forum's post is one already.

https://docs.discord.com/developers/topics/threads
"""

from datetime import datetime
from typing import Any, Final

import discord

from adapters.discord.api import errors, permissions
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import Place, Places, snowflake
from adapters.discord.api.traffic import ONE_TRY, Invalid
from adapters.discord.posting.look_up import look_up
from adapters.discord.posting.sender import nonce_of, receipt
from adapters.discord.posting.threads import open_thread, reopen, thread_of
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import stamped
from bot.errors import UserError
from bot.model.delivery import Delivery, Outcome, Receipt, Refused, Rejected, RetryAfter, Sent, State, Unknown
from bot.ports import Message

_THREADED: Final = frozenset({discord.ChannelType.text, discord.ChannelType.news})
_NEEDED: Final = ("create_public_threads", "send_messages_in_threads")
NO_THREADS: Final = Rejected("direct messages have no threads; type `paper` with its id to read it in full")
OTHER_KIND: Final = Rejected("this kind of channel has no threads")
GONE: Final = Rejected("the message that holds it was deleted in Discord")
THREAD_GONE: Final = Rejected("the thread was deleted in Discord")


class DiscordThreads:
    """One for the process."""

    def __init__(self, connection: Connection[Any], invalid: Invalid) -> None:
        self._connection, self._invalid = connection, invalid
        self._places = Places()

    async def open(self, delivery: Delivery, receipt: Receipt, title: str) -> Outcome:
        """A message has one thread at most, whose id is its own; so opening twice is opening once."""
        if halted := self._invalid.halted():
            return RetryAfter(halted, "too many requests were refused")
        try:
            client = await self._connection.rest()
            place = await self._places.of(client, delivery.address)
            if place.guild is None:
                return NO_THREADS
            return await _thread(client, place, receipt, title)
        except UserError as error:
            return Rejected(error.sentence)
        except FAMILIES as error:
            if isinstance(error, discord.NotFound) and error.code == errors.UNKNOWN_MESSAGE:
                return GONE
            return _refusal() if isinstance(error, discord.Forbidden) else errors.unsent(error)

    async def say(self, delivery: Delivery, message: Message, thread: Receipt, now: datetime) -> Outcome:
        """Looked for first where it may be there; the nonce makes two tries one message for some minutes."""
        try:
            client = await self._connection.rest()
            place = self._places.thread(client, await self._places.of(client, delivery.address), thread)
            if delivery.state is State.AMBIGUOUS:
                found = await look_up(client, place, delivery.token, delivery.first_tried or now)
                if isinstance(found, Sent | RetryAfter):
                    return found
                if isinstance(found, Unknown):
                    return Rejected(found.reason)
        except (*FAMILIES, UserError) as error:
            return errors.unsent(error)
        return await _said(client, place, delivery, message)


async def _thread(client: discord.Client, place: Place, on: Receipt, title: str) -> Outcome:
    there = thread_of(on, place)
    if there is None and place.kind not in _THREADED:
        return OTHER_KIND
    if lacking := await _lacking(client, place, _NEEDED if there is None else _NEEDED[1:]):
        return lacking
    if there is None:
        there = snowflake(on.message_id)
        await open_thread(client, place, there, title)
    return Sent(Receipt(str(there), f"https://discord.com/channels/{place.guild}/{there}"))


async def _said(client: discord.Client, place: Place, delivery: Delivery, message: Message) -> Outcome:
    ONE_TRY.set(True)
    try:
        given = arguments(stamped(message, delivery.token), message)
        thread = client.get_partial_messageable(place.number, guild_id=place.guild, type=place.kind)
        return Sent(receipt(place.guild, await thread.send(nonce=nonce_of(delivery), **given)))
    except discord.Forbidden:
        return _refusal()
    except FAMILIES as error:
        ONE_TRY.set(False)
        if isinstance(error, discord.HTTPException) and error.code == errors.THREAD_ARCHIVED:
            return await reopen(client, place)
        found = errors.outcome(error)
        return THREAD_GONE if isinstance(found, Refused) and found.gone else found
    finally:
        ONE_TRY.set(False)


async def _lacking(client: discord.Client, place: Place, needed: tuple[str, ...]) -> Refused | None:
    """Known before anything is opened: a thread in which nothing can be said is worse than none."""
    allowed = await permissions.here(client, place)
    lacking = [permissions.name(each) for each in needed if allowed is not None and not getattr(allowed, each)]
    return _refusal(*lacking) if lacking else None


def _refusal(*lacking: str) -> Refused:
    shown = " and ".join(lacking or map(permissions.name, _NEEDED))
    return Refused(
        f"Paperboy lacks {shown} in this channel" if lacking else "Paperboy may not open threads in this channel",
        f"Somebody who may manage the channel allows Paperboy's role {shown} (Edit Channel, Permissions)",
    )
