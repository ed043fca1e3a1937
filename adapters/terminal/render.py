"""Views as Rich renderables: pure, and every string literal (Rich markup is never parsed)."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as RichText

from adapters.terminal.safe import safe, safe_lines, safe_url
from adapters.terminal.typed import as_shell
from adapters.terminal.whole_links import restored, shortened
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Inline,
    Line,
    Link,
    MessageBreak,
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    Typed,
    View,
)
from bot.views.plain_text import BY_YOUR_TEAM, byline, moment, stars, votes

_TONES = {
    Tone.INFO: ("·", "dim"),
    Tone.GOOD: ("✓", "green"),
    Tone.WARNING: ("!", "yellow"),
    Tone.ERROR: ("✗", "red"),
}
_LINK_ID = re.compile("\x1b\\]8;id=\\d+;")  # Rich numbers links at random; the same view must give the same text


def renderable(view: View, channel: str = "") -> RenderableType:
    """The view as one renderable; its buttons are commands for `channel` ("" is the demo channel)."""
    return Group(*(part for block in view.blocks for part in _block(block, channel)))


def to_text(view: View, width: int, *, colour: bool, channel: str = "") -> str:
    """The view as a string for a terminal so many columns wide; plain characters only if not `colour`."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    addresses: list[str] = []
    console.print(renderable(shortened(view, addresses), channel))
    text = restored(_LINK_ID.sub("\x1b]8;;", out.getvalue()), addresses)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _block(block: Block, channel: str) -> Iterator[RenderableType]:  # noqa: PLR0912 -- a case a block
    match block:
        case Heading(text):
            yield RichText()
            yield RichText(safe(text), style="bold")
        case Paragraph(line):
            yield _line(line)
        case Bullets(items, start):
            for number, item in enumerate(items, start or 0):
                yield _hanging(RichText(f"{number}." if start is not None else "•", "dim"), _line(item))
        case Facts(pairs):
            yield _facts(pairs)
        case Note(line, tone):
            sign, style = _TONES[tone]
            yield _hanging(RichText(sign, style), _line(line, style if tone is not Tone.GOOD else ""))
        case Code(text):
            yield Padding(RichText(safe_lines(text), "cyan"), (0, 0, 0, 2))
        case Buttons(buttons):
            yield _buttons(buttons, channel)
        case PaperCard():
            yield from _card(block)
        case File(name, _, text):
            yield RichText(safe(name), "dim")
            yield RichText(safe_lines(text))
        case MessageBreak():
            return
        case ThreadBreak():
            yield Rule(style="dim")
        case _:
            assert_never(block)


def _inline(part: Inline, style: str) -> RichText:
    match part:
        case Text(text, bold, italic, code, mark):
            styles = [
                style,
                "bold" if bold else "",
                "italic" if italic else "",
                "cyan" if code else "",
                "bold yellow" if mark else "",
            ]
            return RichText(safe(text), " ".join(filter(None, styles)))
        case Link(text, url):
            return _link(text, url, style)
        case Moment():
            return RichText(moment(part), style)
        case Typed():
            return RichText(safe(as_shell(part.text)), f"{style} cyan".strip())
        case _:
            assert_never(part)


def _line(line: Line, style: str = "") -> RichText:
    text = RichText()
    for part in line:
        text.append_text(_inline(part, style))
    return text


def _link(text: str, url: str, style: str) -> RichText:
    target = safe_url(url)
    return RichText(safe(text), f"{style} link {target}".strip() if target else style)


def _hanging(sign: RichText, body: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, min_width=2)
    grid.add_column(ratio=1)
    grid.add_row(sign, body)
    return grid


def _facts(pairs: tuple[tuple[str, Line], ...]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column()
    for name, line in pairs:
        grid.add_row(RichText(safe(name)), _line(line))
    return grid


def _buttons(buttons: tuple[Button, ...], channel: str) -> RenderableType:
    """A terminal has no buttons: each is the command to type."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column()
    for button in buttons:
        command = RichText(as_shell(safe(button.command), safe(channel)), "cyan")
        grid.add_row(RichText.assemble(("  › ", "dim"), safe(button.label)), command)
    return grid


def _card(card: PaperCard) -> Iterator[RenderableType]:
    number = RichText(f"{card.number}." if card.number else "•", "bold cyan")
    title = _link(card.title, card.url, "bold")
    about = RichText(safe(" · ".join(filter(None, _about(card)))), "dim")
    if card.brief:
        said = filter(None, (card.summary, card.marks))
        yield _hanging(number, Group(title, *(RichText(safe(text)) for text in said), about))
        return
    rows: list[RenderableType] = [title, about]
    if card.abstract or card.summary:
        rows.append(RichText(safe(card.abstract or card.summary)))
    if card.snippet:
        rows.append(_line(card.snippet, "italic"))
    if card.why:
        rows.append(RichText(safe(card.why), "green"))
    if card.marks:
        rows.append(RichText(safe(card.marks), "bold"))
    yield Padding(_hanging(number, Group(*rows)), (0, 0, 1, 0))


def _about(card: PaperCard) -> Iterator[str]:
    yield from byline(card)
    yield votes(card)
    yield f"code{stars(card)}" if card.code_url else ""
    yield BY_YOUR_TEAM * card.community
    yield card.id
    yield card.why if card.brief else ""
