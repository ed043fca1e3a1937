"""The adapter put together from its parts."""

import discord
from discord.http import Route

from adapters.discord.answering.replies import Replies
from adapters.discord.api.connection import Connection
from adapters.discord.api.identifies import Identifies
from adapters.discord.api.places import NAME
from adapters.discord.api.rate_limit import CHANNEL_BURST, CHANNEL_INTERVAL, Throttle
from adapters.discord.api.shards import Shards
from adapters.discord.api.traffic import Invalid
from adapters.discord.client import PaperboyClient
from adapters.discord.listener import DiscordListener
from adapters.discord.listeners.reactions import ReactionEvents
from adapters.discord.listeners.server_events import Events
from adapters.discord.posting.crossposts import Crossposts
from adapters.discord.posting.discussions import DiscordThreads
from adapters.discord.posting.editor import DiscordEditor
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from adapters.proxies import proxy_for
from adapters.rate_limit import RateLimiter
from bot.ports import CoreServices, Platform


def platform(parts: CoreServices, settings: DiscordSettings) -> Platform:
    """The sender and the listener, on one connection."""
    Route.BASE = settings.discord_api_url.rstrip("/")  # discord.py has no other way to be told
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Paperboy does not speak
    throttle, invalid = Throttle(lambda: parts.workers.share), Invalid()
    channels = RateLimiter(CHANNEL_INTERVAL, CHANNEL_BURST)
    identifies, shards = Identifies(), Shards(parts.workers)
    replies = Replies(
        parts.desk, parts.lifecycle, parts.adapter_facts, parts.clock, manager_role=settings.discord_manager_role
    )

    def make() -> PaperboyClient:
        return PaperboyClient(
            replies,
            events,
            ReactionEvents(parts.reactions, parts.clock),
            throttle=throttle,
            invalid=invalid,
            channels=channels,
            identifies=identifies,
            shared=shards,
            gateway=settings.discord_gateway_url,
            shards=settings.discord_shards or None,
            proxy=proxy_for(settings.discord_api_url),
        )

    connection = Connection(make, settings.token)
    crossposts = Crossposts(connection, parts.adapter_facts, parts.lifecycle, parts.clock, parts.workers)
    sender = DiscordSender(connection, throttle, invalid, channels, crossposts, parts.adapter_facts)
    events = Events(parts.lifecycle, parts.adapter_facts, parts.clock, sender.welcome)
    listener = DiscordListener(connection, parts.adapter_facts, shards, settings.discord_shards, crossposts)
    editor = DiscordEditor(connection, invalid, parts.adapter_facts)
    threads = DiscordThreads(connection, invalid)
    return Platform(NAME, sender, listener, connection.close, editor, threads)
