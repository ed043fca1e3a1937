"""Units: blocks that belong together, with the text that says the same; packed into messages within the limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.slack.api.limits import FALLBACK_TEXT, MESSAGE_BLOCKS, MESSAGE_SIZE
from adapters.slack.render.buttons import numbered
from adapters.slack.render.escape import clip, escape, size, width
from adapters.slack.render.rich_text import Json


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks that stay in one message if they can, and their text (unescaped)."""

    blocks: tuple[Json, ...]
    text: str


def packed(units: Iterable[Unit]) -> Iterator[Unit]:
    """As few messages as hold them in order, each within the limits of blocks, text and whole size."""
    full: Unit | None = None
    for unit in units:
        joined = unit if full is None else Unit(full.blocks + unit.blocks, _joined(full.text, unit.text))
        if fits(joined):
            full = joined
            continue
        if full is not None:
            yield full
        if fits(unit):
            full = unit
            continue
        *whole, full = packed(_loose(unit))
        yield from whole
    if full is not None:
        yield full


def fits(unit: Unit) -> bool:
    """Whether Slack takes the unit as one message."""
    if len(unit.blocks) > MESSAGE_BLOCKS:
        return False
    text = escape(unit.text)
    return width(text) <= FALLBACK_TEXT and size({"blocks": numbered(unit.blocks), "text": text}) <= MESSAGE_SIZE


def _loose(unit: Unit) -> Iterator[Unit]:
    """The unit's blocks one by one; the text goes with the first, cut where it fills a message."""
    text = unit.text
    while width(escape(text)) > FALLBACK_TEXT:
        text = clip(text, len(text) * 3 // 4)
    first, *others = unit.blocks
    yield Unit((first,), text)
    for block in others:
        yield Unit((block,), "")


def _joined(above: str, below: str) -> str:
    return f"{above}\n{below}" if above and below else above or below
