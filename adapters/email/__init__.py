"""E-mail: an address is a channel like any other. Without a mail server, mail is written into a folder."""

from collections.abc import Sequence
from typing import Any

from adapters.email.settings import EmailSettings
from bot.model.email_address import PLATFORM
from bot.ports import CoreServices, Platform

NAME = PLATFORM


def configured() -> bool:
    """Always, unless a set-up was begun and lacks something: without SMTP_URL mail goes into a folder."""
    return not EmailSettings.load().missing


def missing() -> str:
    """What a set-up that was begun lacks, in a sentence."""
    return EmailSettings.load().missing


def build(parts: CoreServices) -> Platform:
    """The platform from its settings and what the composition root gives."""
    from adapters.email.app import assembled  # noqa: PLC0415 -- only who sends mail waits for its libraries

    return assembled(EmailSettings.load(), parts)


def routes(platform: Platform) -> Sequence[Any]:
    """What the web server mounts for e-mail: where bounces are posted, if they may be."""
    from adapters.email.bounces.webhook import web_routes  # noqa: PLC0415 -- as above
    from adapters.email.listener import EmailListener  # noqa: PLC0415 -- as above

    secret, listener = EmailSettings.load().bounces_secret, platform.listener
    return web_routes(secret, listener.bounces) if secret and isinstance(listener, EmailListener) else ()
