"""Pieces packed into messages, in order, each within Discord's limits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from adapters.discord.api import limits
from adapters.discord.render import wire
from adapters.discord.render.blocks import Choice, Piece
from adapters.discord.render.buttons import PICK
from adapters.discord.render.wire import Component
from bot.views.blocks import File

ROOM = 160  # display characters kept free for the mention and the token
MOST = 10_000  # more papers than any view has
SELECT = 2  # components of a select: its row and itself
FEW = 12  # actions that a select offers one by one; of more it offers the papers


@dataclass(slots=True)
class Page:
    """What goes into one message. `threaded`: it stands behind a thread break; `own`: it is one paper's own."""

    pieces: list[Piece] = field(default_factory=list)
    threaded: bool = False
    own: bool = False

    @property
    def title(self) -> str:
        """Of the first paper."""
        return next((piece.title for piece in self.pieces if piece.title), "")

    @property
    def components(self) -> list[Component]:
        """The components; text under text is one."""
        return self._joined(lined=False)

    @property
    def files(self) -> list[File]:
        """What is attached."""
        return [file for piece in self.pieces for file in piece.files]

    @property
    def choices(self) -> list[Choice]:
        """What its one select offers."""
        return [piece.choice for piece in self.pieces if piece.choice]

    @property
    def count(self) -> int:
        """How many components, the select to come included."""
        return wire.count(self.components) + (SELECT if self.choices else 0)

    @property
    def weight(self) -> int:
        """Display characters, those kept free for marks included."""
        return sum(piece.weight for piece in self.pieces)

    @property
    def papers(self) -> int:
        """How many cards begin on it."""
        return sum(piece.paper for piece in self.pieces)

    def drawn(self, reserved: int) -> list[Component]:
        """The components with the select, and with a line between cards where there is room for all of them."""
        cards = sum(piece.card for piece in self.pieces)
        lined = cards > 1 and self.count + cards - 1 <= limits.COMPONENTS - reserved
        row = _select(self.choices)
        return [*self._joined(lined=lined), *([row] if row else [])]

    def _joined(self, *, lined: bool) -> list[Component]:
        done: list[Component] = []
        cards = 0
        for piece in self.pieces:
            if lined and piece.card and cards:
                done.append(wire.separator())
            cards += piece.card
            for component in piece.components:
                if done and done[-1]["type"] == component["type"] == wire.TEXT:
                    done[-1]["content"] += "\n" + component["content"]
                else:
                    done.append(dict(component))
        return done


def pages(pieces: Iterable[Piece], reserved: int) -> list[Page]:
    """The pieces on as few pages as keep their order, about as many papers on each, with so many components free;
    a thread break always begins a new one.
    """
    parts: list[tuple[bool, bool, list[Piece]]] = [(False, False, [])]  # threaded, a paper's own, what is in it
    for piece in pieces:
        if piece.breaks:
            parts.append((parts[-1][0] or piece.threads, not piece.threads, []))
        else:
            parts[-1][2].append(piece)
    done: list[Page] = []
    for threaded, own, part in parts:
        found = _even(part, reserved, threaded=threaded) if part else []
        for page in found:
            page.own = own
        done += found
    return done or [Page()]


def _even(part: list[Piece], reserved: int, *, threaded: bool) -> list[Page]:
    found = _packed(part, reserved, MOST, threaded=threaded)
    papers = sum(page.papers for page in found)
    if len(found) > 1 and papers > 1:
        even = _packed(part, reserved, -(-papers // len(found)), threaded=threaded)
        found = even if len(even) == len(found) else found
    return _with_words(found, reserved)


def _packed(part: list[Piece], reserved: int, most: int, *, threaded: bool) -> list[Page]:
    done: list[Page] = [Page(threaded=threaded)]
    for piece in part:
        if done[-1].pieces and (not _fits(piece, done[-1], reserved) or done[-1].papers + piece.paper > most):
            done.append(Page(threaded=threaded))
        done[-1].pieces.append(piece)
    return done


def _with_words(pages: list[Page], reserved: int) -> list[Page]:
    """A message of buttons alone takes over what they belong to, where the one before can do without it."""
    for before, page in pairwise(pages):
        alone = all(piece.speechless for piece in page.pieces)
        if alone and len(before.pieces) > 1 and not before.pieces[-1].speechless:
            *kept, last = before.pieces
            moved = Page([last])
            if all(_fits(piece, moved, reserved) for piece in page.pieces):
                before.pieces, page.pieces = kept, [last, *page.pieces]
    return pages


def _fits(piece: Piece, page: Page, reserved: int) -> bool:
    select = SELECT if piece.choice and not page.choices else 0
    names = {file.name for file in page.files}
    return (
        page.count + select + piece.count <= limits.COMPONENTS - reserved
        and page.weight + piece.weight <= limits.DISPLAY - ROOM
        and len(page.choices) < limits.SELECT
        and not any(file.name in names for file in piece.files)
    )


def _select(choices: list[Choice]) -> Component | None:
    """One select for all brief papers of a message: a row of buttons under each would be no compact list."""
    one_by_one = [(f"{label}: {c.title}", command) for c in choices for label, command in c.actions]
    few = len(one_by_one) <= FEW
    shown = one_by_one if few else [(c.title, c.show) for c in choices]
    return select(
        shown, "Do something with a paper" if few else "Open a paper, to save it, find similar ones, vote…"
    )


def select(commands: Iterable[tuple[str, str]], placeholder: str) -> Component | None:
    """A select of commands by their labels; None where none fits."""
    fitting: dict[str, str] = {}
    for label, command in commands:
        if limits.weight(command) <= limits.OPTION_LABEL:
            fitting.setdefault(command, limits.clip(label.strip() or command, limits.OPTION_LABEL))
    options = [(label, command) for command, label in fitting.items()][: limits.SELECT]
    return wire.row([wire.select(f"{PICK}:0:do", placeholder, options)]) if options else None
