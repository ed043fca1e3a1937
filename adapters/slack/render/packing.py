"""Units: blocks that belong together, with the text that says the same; packed into messages within the limits.

What a message takes is measured without the team's marks, with room for them: a digest that is redrawn with marks
divides into the same messages as it did when it was posted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from adapters.slack.api.limits import FALLBACK_TEXT, MARKS_ROOM, MESSAGE_BLOCKS, MESSAGE_SIZE, PIECE_TEXT
from adapters.slack.render import rich_text
from adapters.slack.render.buttons import numbered
from adapters.slack.render.escape import clean, clip, escape, pieces, size, width
from adapters.slack.render.rich_text import Json

MOST = 10_000  # more papers than any view has
LEAST_TEXT = 200  # characters of a message's text that are always kept free for it


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks that stay in one message if they can, and their text (unescaped).

    `short` is what the text may be cut down to; `paper`: it is one paper's card, whose blocks with the team's
    marks are `marked`.
    """

    blocks: tuple[Json, ...]
    text: str
    short: str | None = None
    paper: bool = False
    marked: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What goes into one message."""

    units: tuple[Unit, ...] = ()

    @property
    def bare(self) -> list[Json]:
        """The blocks without marks."""
        return [block for unit in self.units for block in unit.blocks]

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they are shown."""
        return [block for unit in self.units for block in unit.marked or unit.blocks]

    @property
    def papers(self) -> int:
        """How many cards."""
        return sum(unit.paper for unit in self.units)

    @property
    def speechless(self) -> bool:
        """Whether it holds buttons and nothing else."""
        return not any(unit.text for unit in self.units)

    def text(self, before: str = "") -> str:
        """The escaped text: all of it where that fits, else the papers' titles, else as much as fits."""
        room = min(FALLBACK_TEXT, MESSAGE_SIZE - size({"blocks": numbered(self.blocks), "text": ""}))
        whole = [unit.text for unit in self.units]
        short = [unit.text if unit.short is None else unit.short for unit in self.units]
        for parts in (whole, short):
            said = "\n".join(filter(None, [before if before not in parts[0] else "", *parts]))
            if _taken(said) <= room:
                return escape(said).strip()
        while said and _taken(said) > room:
            said = clip(said, max(1, len(said) * 9 // 10)) if len(said) > 1 else ""
        return escape(said).strip()


def packed(units: Iterable[Unit]) -> list[Page]:
    """As few messages as hold them in order, with about as many papers in each, none of buttons alone."""
    units = list(units)
    found = _packed(units, MOST)
    if len(found) > 1 and (papers := sum(page.papers for page in found)) > 1:
        most = -(-papers // len(found))
        even = _packed(units, most)
        found = even if len(even) == len(found) else found
    return _with_words(found)


def fits(page: Page) -> bool:
    """Whether Slack takes the page as one message, also once every paper on it has marks."""
    if len(page.bare) > MESSAGE_BLOCKS:
        return False
    return size({"blocks": numbered(page.bare), "text": ""}) + _kept_free(page) <= MESSAGE_SIZE


def _kept_free(page: Page) -> int:
    return LEAST_TEXT + MARKS_ROOM * page.papers


def _packed(units: Sequence[Unit], most: int) -> list[Page]:
    pages: list[Page] = []
    for unit in units:
        joined = Page((*pages[-1].units, unit)) if pages else Page((unit,))
        if joined.papers <= most and fits(joined):
            pages[-1:] = [joined]
        elif fits(alone := Page((unit,))):
            pages.append(alone)
        elif len(unit.blocks) > 1:
            pages += _packed(_loose(unit), most)
        else:
            pages += _packed(_bare(unit), most)
    return pages


def _with_words(pages: list[Page]) -> list[Page]:
    """A message of buttons alone takes over what they belong to, where the one before can do without it."""
    done: list[Page] = []
    for page in pages:
        if done and page.speechless and len(done[-1].units) > 1:
            *kept, last = done[-1].units
            moved = Page((last, *page.units))
            if fits(moved) and not Page(tuple(kept)).speechless:
                done[-1:] = [Page(tuple(kept)), moved]
                continue
        done.append(page)
    return done


def _loose(unit: Unit) -> list[Unit]:
    """The unit's blocks one by one; the text goes with the first."""
    first, *others = unit.blocks
    return [replace(unit, blocks=(first,), marked=(), paper=False), *(Unit((block,), "") for block in others)]


def _bare(unit: Unit) -> list[Unit]:
    """The words of a block that no message takes: rather these than nothing. Each of these fits."""
    return [
        Unit((rich_text.block(rich_text.section([rich_text.text(piece)])),), piece)
        for piece in pieces(clean(unit.text).strip(), PIECE_TEXT)
    ]


def _taken(said: str) -> int:
    """How much of a message's size a text takes, as JSON holds it."""
    escaped = escape(said)
    return max(width(escaped), size(escaped) - 2)
