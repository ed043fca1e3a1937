"""A query that cannot be read, as its writer sees it: the place marked beneath it, and how to mend it."""

import unicodedata
from typing import Final

from bot.errors import QueryError
from bot.views.blocks import Block, Code, Note, Paragraph, Tone, View
from bot.views.hints import hinted, literal, spoken

BEFORE: Final = 40  # characters shown before the place, and after it
MARK: Final = "^"


def shown(error: QueryError) -> View:
    """The sentence, the query with a mark beneath the place, and the remedy."""
    said = literal(error.sentence)
    blocks: list[Block] = [Note(hinted(said), Tone.ERROR)]
    if error.query.strip():
        blocks.append(Code(marked(error.query, error.position)))
    if error.mend:
        blocks.append(Paragraph(hinted(error.mend)))
    return View(tuple(blocks), spoken(said))


def marked(query: str, position: int) -> str:
    """The part of the query around a place (from 1), on one line, and a mark beneath it."""
    line = "".join(char if char.isprintable() else " " for char in query)
    at = min(max(position - 1, 0), len(line))
    first, last = max(0, at - BEFORE), min(len(line), at + BEFORE)
    before = ("…" if first else "") + line[first:at]
    after = line[at:last] + ("…" if last < len(line) else "")
    return f"{before}{after}\n{' ' * sum(map(_columns, before))}{MARK}"


def _columns(char: str) -> int:
    """How wide a character is in a font of one width: Chinese and Japanese ones take two."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
