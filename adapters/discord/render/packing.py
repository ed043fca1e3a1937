"""Pieces packed into messages, in order, each within Discord's limits."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from adapters.discord.api import limits
from adapters.discord.render import wire
from adapters.discord.render.blocks import Choice, Piece
from adapters.discord.render.buttons import PICK
from adapters.discord.render.wire import Component
from bot.views.blocks import File

ROOM = 160  # display characters kept free for the mention and the token
SELECT = 2  # components of a select: its row and itself
FEW = 12  # actions that a select offers one by one; of more it offers the papers


@dataclass(slots=True)
class Page:
    """What goes into one message. `threaded`: it stands behind a thread break."""

    components: list[Component] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    threaded: bool = False
    weight: int = 0

    @property
    def count(self) -> int:
        """How many components, the select to come included."""
        return wire.count(self.components) + (SELECT if self.choices else 0)


def pages(pieces: Iterable[Piece], reserved: int) -> list[Page]:
    """The pieces on as few pages as keep their order, with so many components free on each; a thread break always
    begins a new one.
    """
    done = [Page()]
    for piece in pieces:
        if piece.breaks:
            done.append(Page(threaded=True))
            continue
        if not _fits(piece, done[-1], reserved):
            done.append(Page(threaded=done[-1].threaded))
        _put(piece, done[-1])
    kept = [page for page in done if page.components] or done[:1]
    for page in kept:
        if row := _select(page.choices):
            page.components.append(row)
    return kept


def _fits(piece: Piece, page: Page, reserved: int) -> bool:
    select = SELECT if piece.choice and not page.choices else 0
    names = {file.name for file in page.files}
    return (
        page.count + select + piece.count <= limits.COMPONENTS - reserved
        and page.weight + piece.weight <= limits.DISPLAY - ROOM
        and len(page.choices) < limits.SELECT
        and not any(file.name in names for file in piece.files)
    )


def _put(piece: Piece, page: Page) -> None:
    for component in piece.components:
        last = page.components[-1] if page.components else None
        if last and last["type"] == component["type"] == wire.TEXT:
            last["content"] += "\n" + component["content"]
        else:
            page.components.append(dict(component))
    page.files += piece.files
    page.choices += [piece.choice] if piece.choice else []
    page.weight += piece.weight


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
