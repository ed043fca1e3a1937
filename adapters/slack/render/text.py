"""The faithful `text` of a view: what notifications, screen readers and the plain rendering show."""

from collections.abc import Iterator
from typing import assert_never

from adapters.slack.render.escape import web_address
from adapters.slack.render.rich_text import moment_text
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
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
)

SIGNS = {Tone.INFO: "", Tone.GOOD: "✓ ", Tone.WARNING: "⚠ ", Tone.ERROR: "✗ "}
AUTHORS = 3  # named; the others are counted


def block_text(block: Block) -> str:  # noqa: PLR0911 -- one case a block
    """The block as unescaped plain text, "" if it has none."""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return line_text(block.line)
        case Bullets():
            signs = _signs(block)
            return "\n".join(f"{sign} {line_text(item)}" for sign, item in zip(signs, block.items, strict=True))
        case Facts():
            return "\n".join(f"{name}: {line_text(line)}" for name, line in block.pairs)
        case Note():
            return SIGNS[block.tone] + line_text(block.line)
        case Code():
            return block.text
        case File():
            return f"{block.name}\n{block.text}"
        case PaperCard():
            return card_text(block)
        case Buttons() | ThreadBreak():
            return ""
        case _:
            assert_never(block)


def line_text(line: Line) -> str:
    """The line as unescaped plain text, with the addresses of its links."""
    return "".join(_inline(inline) for inline in line)


def card_text(card: PaperCard) -> str:
    """The card as unescaped plain text."""
    number = f"{card.number}. " if card.number else ""
    address = web_address(card.url)
    head = f"{number}{card.title}" + (f" ({address})" if address else "")
    if card.brief:
        return " · ".join(filter(None, (head, votes(card), card.why)))
    return "\n".join(
        filter(
            None,
            (head, " · ".join(byline(card)), card.summary, line_text(card.snippet), facts(card), card.abstract),
        )
    )


def authors(card: PaperCard) -> str:
    """The first authors and how many more; names already counted ("and 5 more") are kept as they are."""
    if len(card.authors) <= AUTHORS + 1:
        return ", ".join(card.authors)
    return f"{', '.join(card.authors[:AUTHORS])} and {len(card.authors) - AUTHORS} more"


def byline(card: PaperCard) -> tuple[str, ...]:
    """Authors, organization and date, as far as known."""
    listed = f"{card.listed.day} {card.listed:%b %Y}" if card.listed else ""
    return tuple(filter(None, (authors(card), card.organization, listed)))


def votes(card: PaperCard) -> str:
    """`▲ 1,234`, "" for none."""
    return f"▲ {card.upvotes:,}" if card.upvotes else ""


def facts(card: PaperCard) -> str:
    """Upvotes, code, community and why, in one line."""
    address = web_address(card.code_url)
    code = f"code{stars(card)} ({address})" if address else ""
    return " · ".join(filter(None, (votes(card), code, "submitted by your team" * card.community, card.why)))


def stars(card: PaperCard) -> str:
    """` ★ 1,234`, "" for none."""
    return f" ★ {card.stars:,}" if card.stars else ""


def _signs(block: Bullets) -> Iterator[str]:
    for at in range(len(block.items)):
        yield "•" if block.start is None else f"{block.start + at}."


def _inline(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case Link():
            address = web_address(inline.url)
            shown = inline.text.strip()
            return f"{shown} ({address})" if address and shown and shown != address else shown or address
        case Moment():
            return moment_text(inline)
        case _:
            assert_never(inline)
