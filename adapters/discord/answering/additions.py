"""What the adapter adds to a reply: the buttons that open forms."""

from collections.abc import Mapping
from typing import Any

from adapters.discord.render import wire
from adapters.discord.render.buttons import FORM
from bot.ports import Message

FORMS = {"subscribe": "Subscribe…", "schedule": "Schedule…", "settings": "Settings…"}


def with_forms(message: Message, forms: Mapping[str, str] = FORMS) -> dict[str, Any]:
    """The message with the buttons that open forms below it."""
    if "components" not in message:
        return dict(message)
    *before, box = message["components"]
    buttons = [wire.button(label, f"{FORM}:0:{name}", 2) for name, label in forms.items()]
    inside = [*box["components"], wire.row(buttons)]
    return {**message, "components": [*before, {**box, "components": inside}]}
