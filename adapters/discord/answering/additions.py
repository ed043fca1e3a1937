"""What the adapter adds to a reply: a warning where it cannot post, and the buttons that open forms."""

from dataclasses import replace
from typing import Any

import discord

from adapters.discord.api import permissions
from adapters.discord.render import wire
from adapters.discord.render.buttons import FORM
from bot.ports import Message
from bot.ports.request import Reply, Request
from bot.views.blocks import Note, Tone, plain

FORMS = {"subscribe": "Subscribe…", "schedule": "Schedule…", "settings": "Settings…"}


def with_warning(reply: Reply, interaction: discord.Interaction, asked: Request) -> Reply:
    """The reply to a change, with a line that says why no digest could be posted in this channel."""
    if not reply.ok or asked.personal or (line := hindrance(interaction)) == "":
        return reply
    blocks = (*reply.view.blocks, Note(plain(line), Tone.WARNING))
    return replace(reply, view=replace(reply.view, blocks=blocks))


def hindrance(interaction: discord.Interaction) -> str:
    """Why Paperboy could not post where it is asked, with the remedy; "" if it can."""
    kind = getattr(interaction.channel, "type", discord.ChannelType.text)
    if kind not in permissions.SPEAKABLE:
        return "Nothing can be posted in this kind of channel: set Paperboy up in a text channel or a forum."
    lacking = permissions.missing(interaction.app_permissions, kind)
    if not lacking:
        return ""
    shown = getattr(interaction.channel, "name", "this channel")
    return (
        f"Paperboy lacks {', '.join(lacking)} in #{shown}: until somebody who may manage the channel gives it"
        " that (Edit Channel, Permissions), no digest can be posted here."
    )


def with_forms(message: Message) -> dict[str, Any]:
    """The message with the buttons that open forms below it."""
    if "components" not in message:
        return dict(message)
    *before, box = message["components"]
    buttons = [wire.button(label, f"{FORM}:0:{name}", 2) for name, label in FORMS.items()]
    inside = [*box["components"], wire.row(buttons)]
    return {**message, "components": [*before, {**box, "components": inside}]}
