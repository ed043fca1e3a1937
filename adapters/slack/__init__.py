"""Slack: a workspace installs Paperboy and never has to think about it again."""

from collections.abc import Sequence

from starlette.routing import Route

from adapters.slack.answering.context import furnished
from adapters.slack.app import build_app
from adapters.slack.listener import SlackListener
from adapters.slack.listeners.http_events import web_routes
from adapters.slack.posting.sender import SlackSender
from adapters.slack.settings import SlackSettings
from bot.ports import CoreServices, Platform

__all__ = ["NAME", "build", "configured", "missing", "routes"]

NAME = "slack"


def configured() -> bool:
    """Whether the settings have a way in and a token or a way to get one."""
    return SlackSettings.load().complete


def missing() -> str:
    """What a set-up that was begun lacks, in a sentence."""
    return SlackSettings.load().missing


def build(parts: CoreServices) -> Platform:
    """The platform from its settings and what the composition root gives."""
    return assembled(SlackSettings.load(), parts)


def assembled(settings: SlackSettings, parts: CoreServices) -> Platform:
    """The platform from these settings."""
    slack = furnished(settings, parts)
    listener = SlackListener(build_app(slack), slack)
    return Platform(NAME, SlackSender(slack.workspaces), listener, listener.close)


def routes(platform: Platform) -> Sequence[Route]:
    """What the web server mounts for Slack."""
    listener = platform.listener
    return web_routes(listener.app, listener.slack) if isinstance(listener, SlackListener) else ()
