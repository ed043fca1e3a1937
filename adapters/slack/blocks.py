"""Blocks of a view as Block Kit: every block of the union has its case, paper text only in rich or plain text."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never

from adapters.slack import rich
from adapters.slack.cards import brief_units, card_units
from adapters.slack.controls import actions
from adapters.slack.fallback import SIGNS, block_text
from adapters.slack.limits import HEADER_TEXT, PIECE_TEXT
from adapters.slack.literal import clean, pieces, width
from adapters.slack.rich import Json
from adapters.slack.units import Unit
from bot.views import (
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
    Text,
    ThreadBreak,
)


def view_units(blocks: Sequence[Block]) -> Iterator[Unit]:
    """The blocks in order; one-line papers that follow each other come together."""
    for brief, run in groupby(blocks, lambda b: isinstance(b, PaperCard) and b.brief):
        if brief:
            yield from brief_units([card for card in run if isinstance(card, PaperCard)])
        else:
            for block in run:
                yield from _units(block)


def _units(block: Block) -> Iterator[Unit]:
    match block:
        case Heading():
            yield from _heading(block)
        case Paragraph():
            yield from _lines([rich.elements(block.line)])
        case Bullets():
            yield from _bullets(block)
        case Facts():
            yield from _lines([rich.elements((Text(f"{name}: ", bold=True), *line)) for name, line in block.pairs])
        case Note():
            yield from _note(block)
        case Code():
            yield from _code(block.text)
        case Buttons():
            for row in actions(block.buttons):
                yield Unit((row,), "")
        case PaperCard():
            yield from card_units(block)
        case File():
            yield from _lines([rich.elements((Text(block.name, bold=True),))])
            yield from _code(block.text)
        case ThreadBreak():
            return
        case _:
            assert_never(block)


def _heading(block: Heading) -> Iterator[Unit]:
    words = clean(block.text).strip()
    if width(words) > HEADER_TEXT:
        yield from _lines([[rich.text(piece, bold=True) for piece in pieces(words, PIECE_TEXT)]])
    elif words:
        yield Unit(({"type": "header", "text": rich.plain_text(words, HEADER_TEXT)},), words)


def _lines(lines: Sequence[list[Json]]) -> Iterator[Unit]:
    """Lines under each other, in as few rich text blocks as hold them."""
    found: list[Json] = []
    for line in filter(None, lines):
        found += ([rich.text("\n")] if found else []) + line
    for run in rich.grouped(found):
        yield Unit((rich.block(rich.section(run)),), _text(run))


def _bullets(block: Bullets) -> Iterator[Unit]:
    """Each list takes as many items as fit; an item longer than a block goes on in plain paragraphs."""
    run: list[list[Json]] = []
    first = used = 0
    for at, item in enumerate(block.items):
        head, *rest = list(rich.grouped(rich.elements(item))) or [[rich.text(" ")]]
        more = sum(map(rich.length, head))
        if run and used + more > PIECE_TEXT:
            yield _list(run, block.start, first)
            run, used, first = [], 0, at
        run.append(head)
        used += more
        if rest:
            yield _list(run, block.start, first)
            run, used, first = [], 0, at + 1
        for group in rest:
            yield Unit((rich.block(rich.section(group)),), _text(group))
    if run:
        yield _list(run, block.start, first)


def _list(items: Sequence[list[Json]], start: int | None, first: int) -> Unit:
    sections = [rich.section(item) for item in items]
    if start is None:
        shown: Json = {"type": "rich_text_list", "style": "bullet", "elements": sections}
    else:
        offset = max(0, start - 1 + first)
        shown = {"type": "rich_text_list", "style": "ordered", "offset": offset, "elements": sections}
    text = "\n".join(
        f"{'•' if start is None else f'{start + first + at}.'} {_text(item)}" for at, item in enumerate(items)
    )
    return Unit((rich.block(shown),), text)


def _note(block: Note) -> Iterator[Unit]:
    """A small line; with links it must be rich text, which knows no small size."""
    if all(isinstance(inline, Text) for inline in block.line):
        for piece in pieces(clean(block_text(block)).strip(), PIECE_TEXT):
            yield Unit(({"type": "context", "elements": [rich.plain_text(piece, PIECE_TEXT)]},), piece)
        return
    sign = SIGNS[block.tone]
    yield from _lines([[*([rich.text(sign)] if sign else []), *rich.elements(block.line)]])


def _code(text: str) -> Iterator[Unit]:
    for piece in pieces(clean(text), PIECE_TEXT):
        shown = piece.strip("\n") or " "
        part = {"type": "rich_text_preformatted", "elements": [rich.text(shown)]}
        yield Unit((rich.block(part),), shown)


def _text(run: Sequence[Json]) -> str:
    return "".join(_element_text(element) for element in run)


def _element_text(element: Json) -> str:
    shown = str(element.get("text") or element.get("fallback") or "")
    url = str(element.get("url") or "")
    return f"{shown} ({url})" if url and shown and shown != url else shown or url
