"""A rendered message as discord.py's own objects, for whatever sends it."""

import io
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from adapters.discord.render import wire
from adapters.discord.render.commands import clickable
from adapters.discord.render.messages import OURS
from adapters.discord.render.wire import Component
from bot.ports import Message


def arguments(sent: dict[str, Any], message: Message, commands: int = 0) -> dict[str, Any]:
    """Keyword arguments for discord.py's `send` methods: `sent` is what Discord gets, `message` what we know.
    `commands`: the id of ours at Discord, 0 if it is not known.
    """
    roles = sent["allowed_mentions"].get("roles", ())
    found: dict[str, Any] = {
        "allowed_mentions": discord.AllowedMentions(
            everyone=False, users=False, replied_user=False, roles=[discord.Object(int(role)) for role in roles]
        ),
    }
    if files := message[OURS]["files"]:
        found["files"] = [
            discord.File(io.BytesIO(file["text"].encode("utf-8", "replace")), filename=file["name"])
            for file in files
        ]
    if "components" in sent:
        return found | {"view": view(sent["components"], commands)}
    return found | {"content": clickable(sent["content"], commands), "suppress_embeds": True}


def editing(message: Message, commands: int = 0) -> dict[str, Any]:
    """Keyword arguments for discord.py's `edit` methods, with whatever the message had before taken away."""
    found = arguments(dict(message), message, commands)
    found.pop("suppress_embeds", None)
    return found | {"attachments": found.pop("files", [])}


def view(components: Sequence[Component], commands: int = 0) -> ui.LayoutView:
    """The components as a layout that discord.py keeps no memory of: its buttons are `DynamicItem`s."""
    layout = ui.LayoutView(timeout=None)
    for component in components:
        layout.add_item(_item(component, commands))
    layout.stop()  # a view that is at an end is sent and not stored
    return layout


def _item(component: Component, commands: int) -> ui.Item[Any]:  # noqa: PLR0911 -- a case a kind
    match component["type"]:
        case wire.TEXT:
            return ui.TextDisplay(clickable(component["content"], commands), id=component.get("id"))
        case wire.FILE:
            return ui.File(component["file"]["url"])
        case wire.ACTION_ROW:
            return ui.ActionRow(*(_item(inner, commands) for inner in component["components"]))
        case wire.SECTION:
            beside = ui.Thumbnail[Any](component["accessory"]["media"]["url"])
            shown = (_item(inner, commands) for inner in component["components"])
            return ui.Section(*shown, accessory=beside, id=component.get("id"))
        case wire.SEPARATOR:
            return ui.Separator(visible=component["divider"])
        case wire.BUTTON if component["style"] == wire.LINK_STYLE:
            return ui.Button(label=component["label"], url=component["url"])
        case wire.BUTTON:
            style = discord.ButtonStyle(component["style"])
            return ui.Button(style=style, label=component["label"], custom_id=component["custom_id"])
        case wire.STRING_SELECT:
            options = [discord.SelectOption(**option) for option in component["options"]]
            placeholder = component["placeholder"]
            return ui.Select(custom_id=component["custom_id"], placeholder=placeholder, options=options)
        case wire.CONTAINER:
            inside = (_item(inner, commands) for inner in component["components"])
            return ui.Container(*inside, accent_colour=component["accent_color"], id=component.get("id"))
        case unknown:
            raise ValueError(f"no component of type {unknown} is ever rendered")
