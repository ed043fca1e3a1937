"""A view as plain text, for the one retry after Discord rejected the rich message. Pure."""

from collections.abc import Iterator
from typing import Any, Final, assert_never

from adapters.discord.api import limits
from adapters.discord.render import escape, rich_text, wire
from adapters.discord.render.cards import card_lines
from bot.views.blocks import (
    Block,
    Bullets,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Note,
    PaperCard,
    Paragraph,
    ThreadBreak,
    View,
    plain,
)

ROOM: Final = 160  # characters kept free for the mention and the token
_MOST: Final = limits.CONTENT - ROOM


def render_plain(view: View) -> list[dict[str, Any]]:
    """Messages of text alone; buttons become the commands to type, files are attached."""
    messages = [_message()]
    threaded = False
    for block in view.blocks:
        if isinstance(block, ThreadBreak):
            threaded = True
            messages.append(_message(threaded=True))
        for text in _lines(block):
            joined = f"{messages[-1]['content']}\n{text}".strip("\n")
            if limits.weight(joined) > _MOST:
                messages.append(_message(threaded=threaded))
                joined = text
            messages[-1]["content"] = joined
        if isinstance(block, File):
            messages[-1]["paperboy"]["files"].append({"name": block.name, "text": block.text})
            messages.append(_message(threaded=threaded))
    kept = [m for m in messages if m["content"] or m["paperboy"]["files"]]
    if not kept:
        kept = [{**_message(), "content": escape.escape(limits.clip(view.summary, 1_000)) or "…"}]
    return kept


def _message(*, threaded: bool = False) -> dict[str, Any]:
    return {
        "flags": wire.SUPPRESS_EMBEDS,
        "content": "",
        "allowed_mentions": {"parse": []},
        "paperboy": {"commands": {}, "files": [], "threaded": threaded},
    }


def _lines(block: Block) -> Iterator[str]:  # noqa: PLR0912 -- a case for each block
    match block:
        case Heading(text=text):
            yield f"**{escape.escape(limits.clip(text, 256))}**"
        case Paragraph(line=line) | Note(line=line):
            yield from rich_text.folded(line, _MOST)
        case Bullets(items=items, start=start):
            for at, item in enumerate(items):
                mark = "- " if start is None else f"{start + at}. "
                yield from rich_text.folded((*plain(mark), *item), _MOST)
        case Facts(pairs=pairs):
            for name, line in pairs:
                yield from rich_text.folded((*plain(f"{name}: "), *line), _MOST)
        case Code(text=text):
            yield from (escape.fence(text[at : at + 800]) for at in range(0, len(text), 800))
        case Buttons(buttons=buttons):
            for button in buttons:
                yield f"{escape.escape(limits.clip(button.label, 80))}: " + escape.code(
                    f"/papers {limits.clip(button.command, 1_500)}"
                )
        case PaperCard() as card:
            yield from card_lines(card, _MOST)
        case File(name=name):
            yield f"Attached: {escape.escape(limits.clip(name, 100))}"
        case ThreadBreak():
            return
        case _ as never:
            assert_never(never)
