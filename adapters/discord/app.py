"""The adapter put together from its parts."""

import discord
from discord.http import Route

from adapters.discord.answering.replies import Front
from adapters.discord.api.connection import Connection
from adapters.discord.api.pace import Throttle
from adapters.discord.api.places import NAME
from adapters.discord.api.traffic import Invalid
from adapters.discord.client import PaperboyClient
from adapters.discord.listener import DiscordDoor
from adapters.discord.listeners.server_events import Events
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.ports import Parts, Platform


def platform(parts: Parts, settings: DiscordSettings) -> Platform:
    """The sender and the door, on one connection."""
    Route.BASE = settings.discord_api_url.rstrip("/")  # discord.py has no other way to be told
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Paperboy does not speak
    throttle, invalid = Throttle(), Invalid()
    front = Front(
        parts.desk, parts.lifecycle, parts.notebook, parts.clock, manager_role=settings.discord_manager_role
    )

    def make() -> PaperboyClient:
        return PaperboyClient(
            front,
            events,
            throttle=throttle,
            invalid=invalid,
            gateway=settings.discord_gateway_url,
            shards=settings.discord_shards or None,
        )

    connection = Connection(make, settings.token)
    sender = DiscordSender(connection, throttle, invalid, parts.notebook)
    events = Events(parts.lifecycle, parts.notebook, parts.clock, sender.welcome)
    return Platform(NAME, sender, DiscordDoor(connection, parts.notebook), connection.close)
