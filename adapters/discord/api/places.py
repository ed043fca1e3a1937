"""Where an address leads: a channel, a thread, a forum or a person."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import discord

from bot.errors import UserError
from bot.model.channel import Address
from bot.model.delivery import Receipt

NAME: Final = "discord"
PERSON: Final = "@"  # the workspace of a direct message is "@" and the person's id; its channel is that id
_REMEMBERED: Final = 10_000  # kinds of channels that the gateway's cache does not have
_FORUMS: Final = frozenset({discord.ChannelType.forum, discord.ChannelType.media})


def personal(person: int) -> Address:
    """The address of someone's direct messages."""
    return Address(NAME, f"{PERSON}{person}", str(person))


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post, as discord.py has it. `guild` is None for a person."""

    channel: discord.PartialMessageable | discord.DMChannel | discord.ForumChannel
    kind: discord.ChannelType
    guild: int | None = None

    @property
    def number(self) -> int:
        """The channel's id."""
        return self.channel.id

    @property
    def forum(self) -> bool:
        """Whether a digest is a post of its own there."""
        return self.kind in _FORUMS

    @property
    def announces(self) -> bool:
        """Whether messages there can be published to followers."""
        return self.kind is discord.ChannelType.news


class Places:
    """Looks addresses up: in the gateway's cache where it has them, else at Discord, remembering the answer."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[int, discord.ChannelType] = OrderedDict()

    async def of(self, client: discord.Client, address: Address) -> Place:
        """The place. Raises what discord.py does when Discord is asked and refuses."""
        number = snowflake(address.channel)
        if address.workspace.startswith(PERSON):
            return Place(await client.create_dm(discord.Object(number)), discord.ChannelType.private)
        guild = snowflake(address.workspace)
        channel = client.get_channel(number)
        if isinstance(channel, discord.ForumChannel):
            return Place(channel, channel.type, guild)
        kind = getattr(channel, "type", None) or self._kinds.get(number)
        if kind is None:
            found = await client.fetch_channel(number)
            if isinstance(found, discord.ForumChannel):
                return Place(found, found.type, guild)
            kind = getattr(found, "type", discord.ChannelType.private)
            self._remember(number, kind)
        return Place(client.get_partial_messageable(number, guild_id=guild, type=kind), kind, guild)

    @staticmethod
    def thread(client: discord.Client, place: Place, root: Receipt) -> Place:
        """The thread under a message or of a forum post: it has the id of its first message."""
        kind = discord.ChannelType.public_thread
        number = snowflake(root.message_id)
        return Place(client.get_partial_messageable(number, guild_id=place.guild, type=kind), kind, place.guild)

    def _remember(self, number: int, kind: discord.ChannelType) -> None:
        self._kinds[number] = kind
        if len(self._kinds) > _REMEMBERED:
            self._kinds.popitem(last=False)


def snowflake(text: str) -> int:
    """An id of Discord's; raises UserError for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise UserError(f"“{text[:40]}” is no id of a Discord channel, server or person.")
    return int(text)
