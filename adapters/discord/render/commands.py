"""Commands within a text, which a reader of Discord can click: `</papers subscribe:ID>`.

The id is known once Discord has the commands; until then a text holds a placeholder of the same length.
https://docs.discord.com/developers/reference#message-formatting
"""

import re
from typing import Final

from adapters.discord.render import escape
from bot.commands.table import TABLE
from bot.views.blocks import Typed

GROUP: Final = "papers"
_UNKNOWN: Final = "0" * 19
_PATHS: Final = {each.name: " ".join(each.path) for each in TABLE}
_PLACEHOLDER: Final = re.compile(rf"(?<!\\)</{GROUP} ([a-z ]+):{_UNKNOWN}>")


def command(typed: Typed) -> str:
    """The command as one to click, with what follows it; in a fixed-width font where there is none to click."""
    path = _PATHS.get(typed.name, "")
    if not path:
        return escape.code(f"/{GROUP} {typed.text}")
    rest = f" {escape.code(typed.rest)}" if typed.rest else ""
    return f"</{GROUP} {path}:{_UNKNOWN}>{rest}"


def clickable(text: str, number: int) -> str:
    """The text with the commands' id (0: not known) in the placeholders' place."""
    if number:
        return _PLACEHOLDER.sub(rf"</{GROUP} \1:{number}>", text)
    return _PLACEHOLDER.sub(lambda found: escape.code(f"/{GROUP} {found[1]}"), text)
