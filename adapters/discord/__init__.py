"""Discord: digests, commands and buttons in servers and direct messages."""

from adapters.discord import settings
from adapters.discord.settings import application_of
from bot.ports import CoreServices, Platform

NAME = "discord"


def configured() -> bool:
    """Whether there is a token."""
    return bool(settings.load().token)


def missing() -> str:
    """What a set-up that was begun lacks, in a sentence."""
    return settings.load().missing


def door() -> tuple[str, str, str] | None:
    """The link that invites it; its token begins with the application's number."""
    from adapters.discord.doctor import invite  # noqa: PLC0415 -- discord.py takes half a second to load

    number = application_of(settings.load().token)
    if number is None:
        return None
    return "Add to Discord", invite(number), "digests and slash commands in a server, or in direct messages"


def build(parts: CoreServices) -> Platform:
    """Discord's two sides; nothing is connected before something is sent or served."""
    from adapters.discord.app import platform  # noqa: PLC0415 -- discord.py takes half a second to load

    return platform(parts, settings.load())
