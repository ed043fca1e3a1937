"""A view as plain text, for the one retry after Discord rejected the rich message. Pure."""

from collections.abc import Iterator
from typing import Any, Final

from adapters.discord.api import limits
from adapters.discord.render import escape, rich_text, wire
from adapters.discord.render.cards import cut
from bot.views.blocks import Block, Code, File, MessageBreak, PaperCard, ThreadBreak, View
from bot.views.plain_text import lines

ROOM: Final = 160  # characters kept free for the mention and the token
_MOST: Final = limits.CONTENT - ROOM


def render_plain(view: View) -> list[dict[str, Any]]:
    """Messages of text alone; buttons become the commands to type, files are attached."""
    messages = [_message()]
    threaded = own = False
    for block in view.blocks:
        if isinstance(block, ThreadBreak | MessageBreak):
            threaded = threaded or isinstance(block, ThreadBreak)
            own = isinstance(block, MessageBreak)
            messages.append(_message(threaded=threaded, own=own))
        for text in _lines(block):
            joined = f"{messages[-1]['content']}\n{text}".strip("\n")
            if limits.weight(joined) > _MOST:
                messages.append(_message(threaded=threaded, own=own))
                joined = text
            messages[-1]["content"] = joined
        if isinstance(block, File):
            messages[-1]["paperboy"]["files"].append({"name": block.name, "text": block.text})
            messages.append(_message(threaded=threaded, own=own))
    kept = [m for m in messages if m["content"] or m["paperboy"]["files"]]
    if not kept:
        kept = [{**_message(), "content": in_short(view)}]
    return kept


def in_short(view: View) -> str:
    """What stands where no block shows anything; Discord refuses a text of spaces alone."""
    return escape.escape(limits.clip(view.summary, 1_000)).strip() or "…"


def _message(*, threaded: bool = False, own: bool = False) -> dict[str, Any]:
    return {
        "flags": wire.SUPPRESS_EMBEDS,
        "content": "",
        "allowed_mentions": {"parse": []},
        "paperboy": {"commands": {}, "files": [], "threaded": threaded, "own": own},
    }


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Code(text=text):
            yield from (escape.fence(text[at : at + 800]) for at in range(0, len(text), 800))
        case File(name=name):
            yield f"Attached: {escape.escape(limits.clip(name, 100))}"
        case _:
            shown = cut(block) if isinstance(block, PaperCard) else block
            for line in lines(shown, lambda command: f"/papers {command}"):
                yield from rich_text.folded(line, _MOST)
