"""Discord: digests, commands and buttons in servers and direct messages."""

from adapters.discord import settings
from bot.ports import CoreServices, Platform

NAME = "discord"


def configured() -> bool:
    """Whether there is a token."""
    return bool(settings.load().token)


def missing() -> str:
    """What a set-up that was begun lacks, in a sentence."""
    return settings.load().missing


def build(parts: CoreServices) -> Platform:
    """Discord's two sides; nothing is connected before something is sent or served."""
    from adapters.discord.app import platform  # noqa: PLC0415 -- discord.py takes half a second to load

    return platform(parts, settings.load())
