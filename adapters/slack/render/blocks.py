"""Blocks of a view as Block Kit: every block of the union has its case, paper text only in rich or plain text."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

from adapters.slack.api.limits import HEADER_TEXT, PIECE_TEXT, UNIT_SIZE
from adapters.slack.render import rich_text
from adapters.slack.render.buttons import Room, actions
from adapters.slack.render.cards import brief_units, card_units
from adapters.slack.render.escape import clean, pieces, size, width
from adapters.slack.render.packing import Unit
from adapters.slack.render.rich_text import Json
from adapters.slack.render.text import block_text
from bot.views.blocks import (
    Block,
    Bullets,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    MessageBreak,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Typed,
)
from bot.views.plain_text import SIGNS


def view_units(blocks: Sequence[Block], *, room: Room = Room.AMPLE) -> Iterator[Unit]:
    """The blocks in order; brief papers that follow each other come together. `room`: how much of a card there
    is room for.
    """
    for brief, run in groupby(blocks, lambda b: isinstance(b, PaperCard) and b.brief):
        if brief:
            yield from brief_units([card for card in run if isinstance(card, PaperCard)])
        else:
            for block in run:
                yield from _units(block, room=room)


def _units(block: Block, *, room: Room) -> Iterator[Unit]:
    match block:
        case Heading():
            yield from _heading(block)
        case Paragraph():
            yield from _lines([rich_text.elements(block.line)])
        case Bullets():
            yield from _bullets(block)
        case Facts():
            yield from _lines(
                [rich_text.elements((Text(f"{name}: ", bold=True), *line)) for name, line in block.pairs]
            )
        case Note():
            yield from _note(block)
        case Code():
            yield from _code(block.text)
        case Buttons():
            for row in actions(block.buttons):
                yield Unit((row,), "")
        case PaperCard():
            yield from card_units(block, room=room)
        case File():
            yield from _lines([rich_text.elements((Text(block.name, bold=True),))])
            yield from _code(block.text)
        case ThreadBreak() | MessageBreak():
            return
        case _:
            assert_never(block)


def _heading(block: Heading) -> Iterator[Unit]:
    words = clean(block.text).strip()
    if width(words) > HEADER_TEXT:
        yield from _lines([[rich_text.text(piece, bold=True) for piece in pieces(words, PIECE_TEXT)]])
    elif words:
        yield Unit(({"type": "header", "text": rich_text.plain_text(words, HEADER_TEXT)},), words)


def _lines(lines: Sequence[list[Json]]) -> Iterator[Unit]:
    """Lines under each other, in as few rich text blocks as hold them."""
    found: list[Json] = []
    for line in filter(None, lines):
        found += ([rich_text.text("\n")] if found else []) + line
    for run in rich_text.grouped(found):
        yield Unit((rich_text.block(rich_text.section(run)),), _text(run))


def _bullets(block: Bullets) -> Iterator[Unit]:
    """Each list takes as many items as fit; an item longer than a block goes on in plain paragraphs."""
    run: list[list[Json]] = []
    first = used = weight = 0
    for at, item in enumerate(block.items):
        head, *rest = list(rich_text.grouped(rich_text.elements(item))) or [[rich_text.text(" ")]]
        more, heavier = sum(map(rich_text.length, head)), size(rich_text.section(head))
        if run and (used + more > PIECE_TEXT or weight + heavier > UNIT_SIZE):
            yield _list(run, block.start, first)
            run, used, weight, first = [], 0, 0, at
        run.append(head)
        used += more
        weight += heavier
        if rest:
            yield _list(run, block.start, first)
            run, used, weight, first = [], 0, 0, at + 1
        for group in rest:
            yield Unit((rich_text.block(rich_text.section(group)),), _text(group))
    if run:
        yield _list(run, block.start, first)


def _list(items: Sequence[list[Json]], start: int | None, first: int) -> Unit:
    sections = [rich_text.section(item) for item in items]
    if start is None:
        shown: Json = {"type": "rich_text_list", "style": "bullet", "elements": sections}
    else:
        offset = max(0, start - 1 + first)
        shown = {"type": "rich_text_list", "style": "ordered", "offset": offset, "elements": sections}
    text = "\n".join(
        f"{'•' if start is None else f'{start + first + at}.'} {_text(item)}" for at, item in enumerate(items)
    )
    return Unit((rich_text.block(shown),), text)


def _note(block: Note) -> Iterator[Unit]:
    """A small line; with links it must be rich text, which knows no small size."""
    if all(isinstance(inline, Text | Typed) for inline in block.line):
        for piece in pieces(clean(block_text(block)).strip(), PIECE_TEXT):
            yield Unit(({"type": "context", "elements": [rich_text.plain_text(piece, PIECE_TEXT)]},), piece)
        return
    sign = SIGNS[block.tone]
    yield from _lines([[*([rich_text.text(sign)] if sign else []), *rich_text.elements(block.line)]])


def _code(text: str) -> Iterator[Unit]:
    for piece in pieces(clean(text), PIECE_TEXT):
        shown = piece.strip("\n") or " "
        part = {"type": "rich_text_preformatted", "elements": [rich_text.text(shown)]}
        yield Unit((rich_text.block(part),), shown)


def _text(run: Sequence[Json]) -> str:
    return "".join(_element_text(element) for element in run)


def _element_text(element: Json) -> str:
    shown = str(element.get("text") or element.get("fallback") or "")
    url = str(element.get("url") or "")
    return f"{shown} ({url})" if url and shown and shown != url else shown or url
