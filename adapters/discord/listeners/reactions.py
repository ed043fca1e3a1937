"""Reactions to a paper's own message, which save it, vote for it or find it not relevant."""

import discord

from adapters.discord.answering.requests import as_meant
from adapters.discord.api.places import NAME, personal
from bot.model.channel import Address
from bot.ports import Clock, Reactions
from bot.ports.request import Person


class ReactionEvents:
    """Between the gateway's words and the core's."""

    def __init__(self, reactions: Reactions | None, clock: Clock) -> None:
        self._reactions, self._clock = reactions, clock

    async def happened(
        self, client: discord.Client, payload: discord.RawReactionActionEvent, *, added: bool
    ) -> None:
        """Somebody put a reaction to a message, or took it away; Paperboy's own count for nothing."""
        own = client.user is not None and payload.user_id == client.user.id
        if self._reactions is None or own:
            return
        member = payload.member
        person = Person(id=str(payload.user_id), name=member.display_name if member else "")
        for address in _addresses(client, payload):
            sign = await self._reactions.sign(address, as_meant(str(payload.emoji)))
            if sign and await self._reactions.reacted(
                address, str(payload.message_id), person, sign, self._clock.now(), added=added
            ):
                return


def _addresses(client: discord.Client, payload: discord.RawReactionActionEvent) -> list[Address]:
    """The channel that the message is in; of a thread or forum post also the one that it belongs to."""
    if payload.guild_id is None:
        return [personal(payload.user_id)]
    found = [Address(NAME, str(payload.guild_id), str(payload.channel_id))]
    channel = client.get_channel(payload.channel_id)
    if isinstance(channel, discord.Thread):
        found.append(found[0]._replace(channel=str(channel.parent_id)))
    return found
