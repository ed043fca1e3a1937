"""Views as plain text: what notifications, screen readers, a second try without markup, and e-mail say of a view.

Every block becomes lines. A line keeps its parts (words, links, instants), so that each platform escapes them in
its own way as they leave; `words` and `view_text` are for where nothing needs escaping.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias, assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.schedule.zone_offsets import zone_in_words
from bot.views.blocks import (
    Block,
    Bullets,
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
    plain,
)

SIGNS = {Tone.INFO: "", Tone.GOOD: "✓ ", Tone.WARNING: "⚠ ", Tone.ERROR: "✗ "}
AUTHORS = 3  # named; the others are counted
BY_YOUR_TEAM = "submitted by your team"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # the same in every locale, as the months are
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

AsTyped: TypeAlias = Callable[[str], str]  # a button's command as one types it where the text is read


def view_text(view: View, typed: AsTyped | None = None) -> str:
    """The whole view, an empty line before each heading and paper; its summary if it has no words.

    With `typed`, buttons are the commands to type; else they are left out.
    """
    parts = [(block, [words(line) for line in lines(block, typed)]) for block in view.blocks]
    said = ["\n" * isinstance(block, Heading | PaperCard) + "\n".join(found) for block, found in parts if found]
    return "\n".join(said).strip("\n") or view.summary


def lines(block: Block, typed: AsTyped | None = None) -> Iterator[Line]:  # noqa: C901, PLR0912 -- a case for each block
    """The block line by line; text to copy and files keep their own line breaks within one part."""
    match block:
        case Heading(text=text):
            yield (Text(text, bold=True),)
        case Paragraph(line=line):
            yield line
        case Bullets(items=items, start=start):
            for at, item in enumerate(items):
                yield (*plain("• " if start is None else f"{start + at}. "), *item)
        case Facts(pairs=pairs):
            for name, line in pairs:
                yield (*plain(f"{name}: "), *line)
        case Note(line=line, tone=tone):
            yield (*plain(SIGNS[tone]), *line) if SIGNS[tone] else line
        case Code(text=text):
            yield (Text(text, code=True),)
        case File(name=name, text=text):
            yield plain(name)
            yield (Text(text, code=True),)
        case PaperCard():
            yield from card_lines(block)
        case Buttons(buttons=buttons):
            if typed is not None:
                for button in buttons:
                    yield (*plain(f"{button.label}: "), Text(typed(button.command), code=True))
        case ThreadBreak() | MessageBreak():
            return
        case _:
            assert_never(block)


def card_lines(card: PaperCard) -> Iterator[Line]:
    """A paper: title, byline, summary, snippet, facts, abstract, what the team made of it; brief in few lines."""
    number = plain(f"{card.number}. ") if card.number else ()
    head: Line = (*number, Link(card.title or card.id, card.url))
    if card.brief:
        yield _joined(filter(None, (head, facts(card))))
        yield from filter(None, (_said(card.summary), _said(card.marks)))
        return
    yield head
    about = (
        _said(" · ".join(byline(card))),
        _said(card.summary),
        card.snippet,
        facts(card),
        _said(card.marks),
        _said(card.abstract),
    )
    yield from filter(None, about)


def words(line: Line, address: Callable[[str], str] | None = None) -> str:
    """The line's characters, a link with its address in brackets. `address` makes an address what may be shown of
    it, "" for nothing; by default any http(s) one is.
    """
    return "".join(_inline(part, address or web_address) for part in line)


def authors(card: PaperCard) -> str:
    """The first authors and how many more; one more is named, which takes no longer than to count it."""
    if len(card.authors) <= AUTHORS + 1:
        return ", ".join(card.authors)
    return f"{', '.join(card.authors[:AUTHORS])} and {len(card.authors) - AUTHORS} more"


def byline(card: PaperCard) -> tuple[str, ...]:
    """Authors, organization and the day it was listed, as far as known."""
    return tuple(filter(None, (authors(card), card.organization, day(card.listed) if card.listed else "")))


def votes(card: PaperCard) -> str:
    """`▲ 1,234`, "" for none."""
    return f"▲ {card.upvotes:,}" if card.upvotes else ""


def stars(card: PaperCard) -> str:
    """` ★ 1,234`, "" for none."""
    return f" ★ {card.stars:,}" if card.stars else ""


def facts(card: PaperCard) -> Line:
    """Upvotes, code, team and why, in one line."""
    code: Line = (Link(f"code{stars(card)}", card.code_url),) if web_address(card.code_url) else ()
    return _joined(filter(None, (_said(votes(card)), code, _said(BY_YOUR_TEAM * card.community), _said(card.why))))


def day(of: date) -> str:
    """`21 Nov 2026`, the same in every locale."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def moment(of: Moment) -> str:
    """`Mon 3 Jan 2026, 09:00 (Europe/Berlin)`."""
    local = of.at.astimezone(ZoneInfo(of.zone))
    return f"{_DAYS[local.weekday()]} {day(local)}, {local:%H:%M} ({zone_in_words(of.zone)})"


def web_address(url: str) -> str:
    """The address if it is an http(s) one, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""


def _said(text: str) -> Line:
    return plain(text) if text.strip() else ()


def _joined(parts: Iterable[Line]) -> Line:
    found: list[Inline] = []
    for part in parts:
        found += [*(plain(" · ") if found else ()), *part]
    return tuple(found)


def _inline(part: Inline, address: Callable[[str], str]) -> str:
    match part:
        case Text(text=text):
            return text
        case Link(text=text, url=url):
            where, shown = address(url), text.strip()
            return f"{shown} ({where})" if where and shown and shown != where else shown or where
        case Moment():
            return moment(part)
        case Typed():
            return f"/papers {part.text}"
        case _:
            assert_never(part)
