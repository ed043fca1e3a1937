"""Rich text: lines of a view as elements of a `rich_text` block, the one place where paper text is always literal.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, assert_never

from adapters.slack.api.limits import PIECE_TEXT, UNIT_SIZE
from adapters.slack.registered import COMMAND
from adapters.slack.render.escape import clean, clip, pieces, size, web_address, width
from bot.views.blocks import Inline, Line, Link, Moment, Text, Typed
from bot.views.plain_text import moment as moment_text

Json: TypeAlias = dict[str, Any]

LINK_TEXT = 500  # our own: a longer title is cut


def text(words: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Json:
    """A text element."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("code", code)) if on}
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def link(words: str, url: str, *, bold: bool = False) -> Json:
    """A link, or only its text where the address is not http(s)."""
    words = clip(clean(words), LINK_TEXT)
    address = web_address(url)
    if not address:
        return text(words, bold=bold)
    shown = {"text": words} if words.strip() else {}
    return {"type": "link", "url": address, **shown, **({"style": {"bold": True}} if bold else {})}


def moment(value: Moment) -> Json:
    """A date element: each reader sees their own time; the fallback has the time in the channel's zone."""
    return {
        "type": "date",
        "timestamp": int(value.at.timestamp()),
        "format": "{date_short_pretty}, {time}",
        "fallback": moment_text(value),
    }


def elements(line: Line) -> list[Json]:
    """The line's elements; text that is too long for one element comes in several."""
    return [element for inline in line for element in _inline(inline) if element.get("text") != ""]


def _inline(inline: Inline) -> Iterator[Json]:
    match inline:
        case Text():
            bold = inline.bold or inline.mark
            for piece in pieces(clean(inline.text), PIECE_TEXT):
                yield text(piece, bold=bold, italic=inline.italic, code=inline.code)
        case Link():
            if inline.text.strip() or web_address(inline.url):
                yield link(inline.text, inline.url)
        case Moment():
            yield moment(inline)
        case Typed():
            for piece in pieces(clean(f"{COMMAND} {inline.text}"), PIECE_TEXT):
                yield text(piece, code=True)
        case _:
            assert_never(inline)


def length(element: Json) -> int:
    """How much of a block's text an element takes."""
    return width(str(element.get("text", ""))) + width(str(element.get("url", ""))) // 4 + 1


def grouped(found: Iterable[Json]) -> Iterator[list[Json]]:
    """Elements in runs of at most PIECE_TEXT characters and UNIT_SIZE as JSON: links weigh more than they show."""
    run: list[Json] = []
    used = weight = 0
    for element in found:
        more, heavier = length(element), size(element)
        if run and (used + more > PIECE_TEXT or weight + heavier > UNIT_SIZE):
            yield run
            run, used, weight = [], 0, 0
        run.append(element)
        used += more
        weight += heavier
    if run:
        yield run


def section(found: Sequence[Json]) -> Json:
    """A line or paragraph; Slack takes neither empty words nor an empty line."""
    shown = [element for element in found if element.get("text") != ""]
    return {"type": "rich_text_section", "elements": shown or [text(" ")]}


def block(*parts: Json) -> Json:
    """A `rich_text` block of sections, lists, quotes or preformatted text."""
    return {"type": "rich_text", "elements": list(parts)}


def plain_text(words: str, most: int) -> Json:
    """A `plain_text` object: literal, never empty. Without a colon it has no emoji name to keep as one."""
    shown = clip(clean(words), most).strip() or "…"
    return {"type": "plain_text", "text": shown, **({"emoji": False} if ":" in shown else {})}
