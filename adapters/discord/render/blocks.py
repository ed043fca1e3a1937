"""Blocks of a view as pieces: the smallest parts that stay together when a view is split into messages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from adapters.discord.api import limits
from adapters.discord.render import escape, rich_text, wire
from adapters.discord.render.buttons import Commands
from adapters.discord.render.cards import MARKS_ROOM, card_lines, marked
from adapters.discord.render.wire import Component
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Facts,
    File,
    Heading,
    Line,
    MessageBreak,
    Note,
    PaperCard,
    Paragraph,
    ThreadBreak,
    Tone,
    plain,
)

SIGNS: Final = {Tone.INFO: "", Tone.GOOD: "✅ ", Tone.WARNING: "⚠️ ", Tone.ERROR: "⛔ "}
_STYLES: Final = {ButtonStyle.PLAIN: 2, ButtonStyle.PRIMARY: 1, ButtonStyle.DANGER: 4}
TEXT_MOST: Final = 1_800  # of one piece of text: two of them fit into a message with room to spare
_HEADING_MOST: Final = 256
_NAME_MOST: Final = 80
_FILE_NAME: Final = re.compile(r"[^A-Za-z0-9._-]")  # what Discord keeps of a file's name
_CODE_MOST: Final = 1_500  # longer text to copy is attached as a file


@dataclass(frozen=True, slots=True)
class Choice:
    """A brief paper: its title, the command that shows it, and what else its buttons would do (label, command)."""

    title: str
    show: str
    actions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Components that stay together; `choice` is a brief paper's share of its message's one select.

    `breaks`: what follows is a message of its own, with `threads` in the thread. `paper`: a paper's card begins
    here, of that `title`. `spare`: characters kept free for the team's marks, less those it has: a
    digest that is redrawn with marks divides into the same messages as it did when it was posted.
    """

    components: tuple[Component, ...] = ()
    files: tuple[File, ...] = ()
    choice: Choice | None = None
    breaks: bool = False
    threads: bool = False
    title: str = ""
    paper: bool = False
    spare: int = 0

    @property
    def count(self) -> int:
        """How many components."""
        return wire.count(self.components)

    @property
    def weight(self) -> int:
        """Display characters."""
        return self.spare + sum(limits.weight(content) + 1 for content in wire.texts(self.components))

    @property
    def card(self) -> bool:
        """Whether a paper with buttons of its own begins here."""
        return self.paper and self.choice is None

    @property
    def speechless(self) -> bool:
        """Whether it holds buttons and nothing else."""
        return all(component["type"] == wire.ACTION_ROW for component in self.components)


def pieces(block: Block, commands: Commands, *, first: bool) -> Iterator[Piece]:  # noqa: C901, PLR0912 -- a case a block
    """The block's pieces in order; `first` is true for the first block of a view."""
    match block:
        case Heading(text=text):
            mark = "##" if first else "###"
            yield _text(f"{mark} {rich_text.markdown(plain(limits.clip(text, _HEADING_MOST)))}")
        case Paragraph(line=line):
            yield from (_text(part) for part in rich_text.folded(line, TEXT_MOST))
        case Bullets(items=items, start=start):
            yield from _bullets(items, start)
        case Facts(pairs=pairs):
            for name, line in pairs:
                head, *rest = rich_text.folded((*plain(f"{name}: "), *line), TEXT_MOST) or [""]
                yield _text(_emphasised(head, name))
                yield from (_text(part) for part in rest)
        case Note(line=line, tone=tone):
            for part in rich_text.folded(line, TEXT_MOST):
                yield _text(f"-# {SIGNS[tone]}{part}")
        case Code(text=text):
            if limits.weight(text) <= _CODE_MOST:
                yield _text(escape.fence(text))
            else:
                yield _file(File("paperboy.txt", "text/plain", text))
        case Buttons(buttons=buttons):
            yield from (Piece((row,)) for row in rows(buttons, commands))
        case PaperCard() as card:
            yield from _card(card, commands)
        case File() as file:
            yield _file(file)
        case ThreadBreak():
            yield Piece(breaks=True, threads=True)
        case MessageBreak():
            yield Piece(breaks=True)
        case _ as never:
            assert_never(never)


def rows(buttons: Sequence[Button], commands: Commands) -> list[Component]:
    """The buttons in rows of five."""
    shown = [
        wire.button(
            limits.clip(escape.clean(b.label).strip() or "…", limits.BUTTON_LABEL),
            commands.encode(b.command),
            _STYLES[b.style],
        )
        for b in buttons
    ]
    return in_rows(shown)


def in_rows(buttons: Sequence[Component]) -> list[Component]:
    """Five to a row."""
    return [wire.row(buttons[at : at + limits.ROW]) for at in range(0, len(buttons), limits.ROW)]


def _text(content: str) -> Piece:
    return Piece((wire.text(content),))


def _emphasised(head: str, name: str) -> str:
    label = f"{escape.escape(name)}:"
    return f"**{label}**{head[len(label) :]}" if head.startswith(label) else head


def _bullets(items: Sequence[Line], start: int | None) -> Iterator[Piece]:
    for at, item in enumerate(items):
        mark = "- " if start is None else f"{start + at}. "
        head, *rest = rich_text.folded(item, TEXT_MOST) or [""]
        yield _text(mark + head)
        yield from (_text(part) for part in rest)


def _card(card: PaperCard, commands: Commands) -> Iterator[Piece]:
    head, *rest = card_lines(card, TEXT_MOST)
    spare = MARKS_ROOM - limits.weight(marked(card))
    if card.brief:
        title = f"{card.number}. {card.title}" if card.number else card.title
        actions = tuple((button.label, button.command) for button in (*card.buttons, *card.menu))
        choice = Choice(title, f"paper {card.id}", actions) if actions else None
        yield Piece((wire.text(head),), choice=choice, paper=True, spare=spare)
        return
    below = _below(card, commands)
    picture = escape.web_address(card.image)
    for at, text in enumerate((head, *rest)):
        end = below[:1] if at == len(rest) else []  # the first buttons stay with the last words
        shown = wire.section(text, picture) if picture and at == 0 else wire.text(text)
        first = at == 0
        yield Piece((shown, *end), paper=first, spare=spare if first else 0, title=card.title if first else "")
    yield from (Piece((row,)) for row in below[1:])


def _below(card: PaperCard, commands: Commands) -> list[Component]:
    """A card among others has one row, whose last button opens the paper with all there is to do with it."""
    if card.number:
        more = (Button("More", f"paper {card.id}"),) if card.menu or card.links else ()
        return rows((*card.buttons, *more), commands)
    pages = [
        wire.link_button(limits.clip(escape.clean(link.text).strip() or "…", limits.BUTTON_LABEL), address)
        for link in card.links[: limits.ROW]
        if (address := escape.web_address(link.url))
    ]
    shown = [component for row in rows((*card.buttons, *card.menu), commands) for component in row["components"]]
    return in_rows([*shown, *pages])


def _file(file: File) -> Piece:
    size = len(file.text.encode("utf-8", "replace"))
    if size > limits.ATTACHMENT:
        mb = f"{size / 2**20:.0f} MB; Discord takes {limits.ATTACHMENT // 2**20}"
        return _text(f"-# ⚠️ {escape.escape(file.name)} is too large to attach ({mb}). Ask for it in the terminal.")
    named = replace(file, name=_FILE_NAME.sub("_", file.name)[-_NAME_MOST:] or "file.txt")
    return Piece((wire.file(named.name),), files=(named,))
