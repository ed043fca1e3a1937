"""A view as Discord messages: Components V2, each within every limit. Pure."""

from collections.abc import Sequence
from copy import deepcopy
from hashlib import blake2b
from typing import Any, Final

from adapters.discord.api import options
from adapters.discord.render import buttons, escape, packing, wire
from adapters.discord.render.blocks import pieces
from adapters.discord.render.text import in_short, render_plain
from bot.model.digest import Edition
from bot.ports import Message
from bot.views.blocks import View
from bot.views.whole import whole

COLOUR: Final = 0xF2A93B  # the edge of every message: newsprint amber
NOBODY: Final[dict[str, list[str]]] = {
    "parse": []
}  # https://discord.com/developers/docs/resources/message#allowed-mentions-object
OF_A_DIGEST: Final = 3  # components kept free: the box, the mention, and one to spare
OF_A_REPLY: Final = 5  # the box, and the row with three buttons that open forms
OWN_NUMBERS: Final = 1_000_000  # far above those that Discord gives the other components, from 1
MOST_NUMBER: Final = 2**31 - 2 * OWN_NUMBERS  # they are integers of 32 bits
OURS: Final = "paperboy"  # the key of what the sender needs to know and Discord never sees


def render(view: View, edition: Edition | None = None, *, plain: bool = False) -> Sequence[Message]:
    """The view as messages in order.

    Beside Discord's own fields each has, under `paperboy`: the commands too long for a button, files to attach,
    whether it belongs into the digest's thread, and the channel's options.
    """
    view = whole(view)
    chosen = options.of(edition.channel) if edition else options.Options()
    about = {
        "title": escape.clean(view.summary).strip(),
        "tags": list(chosen.tags),
        "publish": chosen.publish,
        "thread": chosen.thread,
    }
    messages = render_plain(view) if plain else _rich(view, OF_A_DIGEST if edition else OF_A_REPLY)
    for message in messages:
        message[OURS] = about | message[OURS]
    if chosen.mention and messages:
        _mention(messages[0], chosen.mention)
    return messages


def _rich(view: View, reserved: int) -> list[dict[str, Any]]:
    commands = buttons.Commands()
    parts = [
        piece
        for at, block in enumerate(view.blocks)
        for piece in pieces(block, commands, first=at == 0)
        if piece.breaks or piece.components
    ]
    done = []
    for page in packing.pages(parts, reserved):
        inside = page.drawn(reserved) or [wire.text(in_short(view))]
        shown = str(inside)
        done.append(
            {
                "flags": wire.IS_COMPONENTS_V2,
                "components": [wire.container(inside, COLOUR)],
                "allowed_mentions": NOBODY,
                OURS: {
                    "commands": {name: text for name, text in commands.long.items() if name in shown},
                    "files": [{"name": f.name, "text": f.text} for f in page.files],
                    "threaded": page.threaded,
                    "own": page.own,
                    **({"title": escape.clean(page.title).strip()} if page.own and page.title else {}),
                },
            }
        )
    return done


def _mention(message: dict[str, Any], role: int) -> None:
    # The one mention that is ever allowed: the role this channel's managers chose.
    message["allowed_mentions"] = {"parse": [], "roles": [str(role)]}
    if "components" in message:
        message["components"].insert(0, wire.text(f"<@&{role}>"))
    else:
        message["content"] = f"<@&{role}>\n{message['content']}"


def stamped(message: Message, token: str) -> dict[str, Any]:
    """The message as Discord gets it, with the delivery's token: found again by it. It stands unseen in the id of
    a button or select, else as the numbers that components have; plain text has it in small letters at its end.
    """
    sent = {key: value for key, value in message.items() if key != OURS}
    if "components" not in sent:
        return sent | {"content": f"{sent['content']}\n-# Paperboy · {token}"}
    components = deepcopy(sent["components"])
    if not any(_carries(each, token) for each in reversed(list(wire.interactive(components)))):
        box = components[-1]
        box["id"], box["components"][0]["id"] = numbers_of(token)
    return sent | {"components": components}


def numbers_of(token: str) -> tuple[int, int]:
    """The token as the numbers of two components, which nobody sees and Discord keeps as they are given.

    https://discord.com/developers/docs/components/reference#anatomy-of-a-component
    """
    made = blake2b(token.encode(), digest_size=8).digest()
    first, second = (int.from_bytes(half) % MOST_NUMBER for half in (made[:4], made[4:]))
    return OWN_NUMBERS + first, OWN_NUMBERS + (second if second != first else second + 1)


def _carries(component: wire.Component, token: str) -> bool:
    """Whether the component's id has room for the token, which it then has."""
    found = buttons.with_token(component["custom_id"], token)
    component["custom_id"] = found or component["custom_id"]
    return found is not None
