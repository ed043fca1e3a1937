"""A server of simcord's Discord with people in it, and what they are shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor

from adapters.discord.api.places import NAME
from adapters.discord.posting.look_up import component_texts
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import render
from bot.model.channel import Address
from tests.fakes.discord_client import bot_of
from tests.fakes.discord_parts import Insides
from tools.gallery.discord_views import views


@dataclass
class Room:
    """A server with a channel, a member and somebody who manages it."""

    env: Env
    insides: Insides
    guild: GuildHandle
    channel: ChannelHandle
    ann: MemberActor
    boss: MemberActor

    @property
    def here(self) -> Address:
        return Address(NAME, str(self.guild.id), str(self.channel.id))

    async def post(self, name: str) -> discord.Message:
        view, edition = views()[name]
        (message, *_) = render(view, edition)
        channel = self.env.bot.get_partial_messageable(self.channel.id)
        return await channel.send(**arguments(dict(message), message))


@asynccontextmanager
async def open_room() -> AsyncIterator[Room]:
    """One in which Ann is a member, and a boss manages the channels."""
    insides = Insides()
    bot = bot_of(insides, role="curators")
    env = Env(bot)
    await env.start()
    await bot.tree.sync()
    guild = env.create_guild("Lab")
    managers = guild.create_role("managers", permissions=discord.Permissions(manage_channels=True))
    ann = guild.add_member(env.create_user("ann"))
    boss = guild.add_member(env.create_user("boss"), roles=[managers])
    yield Room(env, insides, guild, guild.create_text_channel("papers"), ann, boss)
    await env.shutdown()
    env.raise_errors()


def said(result: InteractionResult) -> str:
    """All texts of an answer."""
    shown = [m.message for m in (result.response, *result.followups) if m is not None]
    return "\n".join(text for message in shown for text in (message.content, *component_texts(message.components)))


def ephemeral(result: InteractionResult) -> bool:
    """Whether the asker alone sees it."""
    return all(message.ephemeral for message in (result.response, *result.followups) if message is not None)
