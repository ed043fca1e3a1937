"""How long the parts of a mail may be, however long its papers are. Pure.

Gmail cuts a message off at about 102 kB and hides the rest behind a link; whatever comes, a mail stays below.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from bot.text.cut import cut
from bot.views.blocks import (
    Block,
    Bullets,
    Code,
    Facts,
    File,
    Heading,
    Inline,
    Line,
    Link,
    Note,
    PaperCard,
    Paragraph,
    Text,
    View,
)
from bot.views.plain_text import AUTHORS

MOST: Final = 98_000  # bytes of a whole message as it is sent: https://support.google.com/mail/thread/21858966
ABSTRACTS: Final = (4_000, 2_000, 1_200, 700, 400)  # characters, the first with which everything is one mail
LONGEST_URL: Final = 1_500  # characters; a title with a longer one has no link
PROSE: Final = 2_000  # characters of a paragraph

T = TypeVar("T")


def bounded(view: View, abstract: int) -> View:
    """The view with no part longer than it may be, abstracts at most so many characters."""
    return View(tuple(_block(block, abstract) for block in view.blocks), cut(view.summary, 300))


def divided(blocks: Sequence[Block], fits: Callable[[Sequence[Block]], bool]) -> list[Sequence[Block]]:
    """The blocks in as few runs as halving gives, each of which fits."""
    if len(blocks) == 1 or fits(blocks):
        return [blocks]
    middle = len(blocks) // 2
    return divided(blocks[:middle], fits) + divided(blocks[middle:], fits)


def _block(block: Block, abstract: int) -> Block:  # noqa: PLR0911 -- a case a block
    match block:
        case PaperCard():
            return _card(block, abstract)
        case Heading(text=text):
            return Heading(cut(text, 300))
        case Paragraph(line=line):
            return Paragraph(_line(line))
        case Note(line=line):
            return replace(block, line=_line(line))
        case Bullets(items=items):
            return replace(block, items=tuple(map(_line, items[:100])))
        case Facts(pairs=pairs):
            return Facts(tuple((cut(name, 100), _line(line)) for name, line in pairs[:50]))
        case Code(text=text):
            return Code(cut(text, 10_000))
        case File(text=text):
            return replace(block, name=cut(block.name, 100), text=cut(text, 10_000))
        case _:
            return block


def _card(card: PaperCard, abstract: int) -> PaperCard:
    more = max(0, len(card.authors) - AUTHORS - 1)
    return replace(
        card,
        title=cut(card.title, 250),
        url=_url(card.url),
        authors=tuple(cut(name, 80) for name in card.authors[: AUTHORS + 1]) + card.authors[:1] * more,
        summary=cut(card.summary, 600),
        abstract=cut(card.abstract, abstract),
        snippet=_line(card.snippet, 600),
        organization=cut(card.organization, 120),
        code_url=_url(card.code_url),
        why=cut(card.why, 300),
        marks=cut(card.marks, 300),
    )


def _line(line: Line, most: int = PROSE) -> Line:
    """At most so many characters, and nothing of what comes after them."""
    kept: list[Inline] = []
    left = most
    for part in line:
        if left <= 0:
            break
        match part:
            case Text(text=text):
                kept.append(replace(part, text=cut(text, left)))
                left -= len(text)
            case Link(text=text, url=url):
                kept.append(Link(cut(text, left), _url(url)))
                left -= len(text)
            case _:
                kept.append(part)
    return tuple(kept)


def _url(url: str) -> str:
    return url if len(url) <= LONGEST_URL else ""
