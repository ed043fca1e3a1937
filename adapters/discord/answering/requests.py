"""Who asks what, where: an interaction as the core's request."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import discord

from adapters.discord.api import permissions
from adapters.discord.api.places import NAME, personal
from bot.model.channel import Address
from bot.ports.request import Person, Request

# A server's own emoji: https://docs.discord.com/developers/reference#message-formatting
_OWN_EMOJI: Final = re.compile(r"<a?:(\w{2,32}):\d{1,20}>")


def as_meant(text: str) -> str:
    """What was typed or reacted with, a server's own emoji by its name: `:papers:`."""
    return _OWN_EMOJI.sub(r":\1:", text)


def outside(interaction: discord.Interaction) -> bool:
    """Somebody uses the app that they added to their account, where Paperboy itself is not a member."""
    if interaction.guild_id is None:
        return interaction.context.private_channel
    return interaction.is_user_integration() and not interaction.is_guild_integration()


def with_paperboy(interaction: discord.Interaction) -> bool:
    """In the direct messages with Paperboy itself: whoever asks is the only reader, so nothing is hidden there.

    The private channel of other people (a group, context 2) is none: what is not marked ephemeral all of them see.
    """
    return interaction.guild_id is None and not outside(interaction)


def address(interaction: discord.Interaction) -> Address:
    """The channel asked in; outside of servers that Paperboy is in, the asker's direct messages."""
    if interaction.guild_id is None or outside(interaction):
        return personal(interaction.user.id)
    return Address(NAME, str(interaction.guild_id), str(interaction.channel_id))


def request(
    interaction: discord.Interaction,
    now: datetime,
    role: str,
    *,
    text: str = "",
    command: str = "",
    arguments: Mapping[str, str] | None = None,
) -> Request:
    """The request; permissions are the asker's in this channel at this moment."""
    where = address(interaction)
    alone = where == personal(interaction.user.id)
    return Request(
        address=where,
        person=Person(
            id=str(interaction.user.id),
            name=interaction.user.display_name,
            manager=alone or permissions.manager(interaction.user, interaction.permissions, role),
        ),
        now=now,
        text=as_meant(text),
        command=command,
        arguments={name: as_meant(value) for name, value in (arguments or {}).items()},
        channel_name=interaction.user.display_name if alone else _name(interaction),
        open_by_default=False,
        personal=alone,
    )


def _name(interaction: discord.Interaction) -> str:
    return str(getattr(interaction.channel, "name", "") or interaction.channel_id)
