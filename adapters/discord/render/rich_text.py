"""Lines of a view as Discord markdown."""

from collections.abc import Iterator
from typing import assert_never

from adapters.discord.api import limits
from adapters.discord.render import escape
from adapters.discord.render.commands import command
from bot.views.blocks import Inline, Line, Link, Moment, Text, Typed


def markdown(line: Line) -> str:
    """The line; moments as `<t:…>`, so that every reader sees their own time."""
    return "".join(_one(piece) for piece in line)


def folded(line: Line, most: int) -> list[str]:
    """The line as several, each at most so heavy, cut between words and never inside markup."""
    lines = [""]
    for piece in line:
        for part in _small(piece, most):
            text = _one(part)
            if limits.weight(lines[-1]) + limits.weight(text) > most:
                lines.append("")
                text = text.lstrip()
            lines[-1] += text
    return [text for text in lines if text.strip()]


def literal(line: Line) -> str:
    """The line without any markup, for where Discord shows none (labels, thread names)."""
    return "".join(f"{piece.at:%Y-%m-%d %H:%M} UTC" if isinstance(piece, Moment) else piece.text for piece in line)


def _small(piece: Inline, most: int) -> Iterator[Inline]:
    if limits.weight(_one(piece)) <= most or not isinstance(piece, Text):
        yield piece if limits.weight(_one(piece)) <= most else Text(limits.clip(literal((piece,)), most // 3))
        return
    half = len(piece.text) // 2
    space = piece.text.rfind(" ", 0, half)
    cut = space if space > 0 else half
    for part in (piece.text[:cut], piece.text[cut:]):
        yield from _small(Text(part, piece.bold, piece.italic, piece.code, piece.mark), most)


def _one(piece: Inline) -> str:
    match piece:
        case Text():
            return _text(piece)
        case Link(text=text, url=url):
            return escape.link(text, url)
        case Moment(at=at):
            return f"<t:{int(at.timestamp())}:f>"
        case Typed():
            return command(piece)
        case _ as never:
            assert_never(never)


def _text(piece: Text) -> str:
    if piece.code:
        return escape.code(piece.text)
    shown = escape.escape(piece.text)
    inside = shown.strip()
    if not inside:
        return shown
    marks = ("**" if piece.bold or piece.mark else "") + ("*" if piece.italic else "")
    # markup that begins or ends with a space is shown as typed: the spaces go outside
    before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
    return f"{before}{marks}{inside}{marks[::-1]}{after}"
