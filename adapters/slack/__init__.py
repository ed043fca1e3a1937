"""Slack: a workspace installs Paperboy and never has to think about it again."""

from collections.abc import Sequence
from typing import Any

from adapters.slack.registered import INSTALL_PATH
from adapters.slack.settings import SlackSettings
from bot.ports import CoreServices, Platform

NAME = "slack"


def configured() -> bool:
    """Whether the settings have a way in and a token or a way to get one."""
    return SlackSettings.load().complete


def missing() -> str:
    """What a set-up that was begun lacks, or has in the wrong place, in a sentence."""
    settings = SlackSettings.load()
    return settings.missing or settings.misplaced


def door() -> tuple[str, str, str] | None:
    """Where a workspace installs it, if any may."""
    if not SlackSettings.load().oauth:
        return None
    return "Add to Slack", INSTALL_PATH, "digests, commands and buttons in every channel that wants them"


def build(parts: CoreServices) -> Platform:
    """The platform from its settings and what the composition root gives."""
    return assembled(SlackSettings.load(), parts)


def assembled(settings: SlackSettings, parts: CoreServices) -> Platform:
    """The platform from these settings."""
    from adapters.slack.answering.context import furnished  # noqa: PLC0415 -- Slack's libraries take a while to load
    from adapters.slack.app import build_app  # noqa: PLC0415 -- as above
    from adapters.slack.listener import SlackListener  # noqa: PLC0415 -- as above
    from adapters.slack.posting.editor import SlackEditor  # noqa: PLC0415 -- as above
    from adapters.slack.posting.sender import SlackSender  # noqa: PLC0415 -- as above
    from adapters.slack.posting.threads import SlackThreads  # noqa: PLC0415 -- as above

    slack = furnished(settings, parts)
    listener = SlackListener(build_app(slack), slack)
    sender, editor = SlackSender(slack.workspaces), SlackEditor(slack.workspaces, slack.workers)
    threads = SlackThreads(slack.workspaces, sender.turn)
    return Platform(NAME, sender, listener, listener.close, editor, threads)


def routes(platform: Platform) -> Sequence[Any]:
    """What the web server mounts for Slack."""
    from adapters.slack.listener import SlackListener  # noqa: PLC0415 -- as above
    from adapters.slack.listeners.webhook_events import web_routes  # noqa: PLC0415 -- as above

    listener = platform.listener
    return web_routes(listener.app, listener.slack) if isinstance(listener, SlackListener) else ()
