"""Slack: a workspace installs Paperboy and never has to think about it again."""

from collections.abc import Sequence

from starlette.routing import Route

from adapters.slack.answering.context import furnished
from adapters.slack.app import build_app
from adapters.slack.listener import SlackDoor
from adapters.slack.listeners.http_events import web_routes
from adapters.slack.posting.sender import SlackSender
from adapters.slack.settings import SlackSettings
from bot.ports import Parts, Platform

__all__ = ["NAME", "build", "configured", "routes"]

NAME = "slack"


def configured() -> bool:
    """Whether the settings have a way in and a token or a way to get one."""
    return SlackSettings.load().complete


def build(parts: Parts) -> Platform:
    """The platform from its settings and what the composition root gives."""
    return assembled(SlackSettings.load(), parts)


def assembled(settings: SlackSettings, parts: Parts) -> Platform:
    """The platform from these settings."""
    office = furnished(settings, parts)
    return Platform(NAME, SlackSender(office.workspaces), SlackDoor(build_app(office), office))


def routes(platform: Platform) -> Sequence[Route]:
    """What the web server mounts for Slack."""
    door = platform.door
    return web_routes(door.app, door.office) if isinstance(door, SlackDoor) else ()
