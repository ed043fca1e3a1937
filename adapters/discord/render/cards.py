"""A paper card as markdown lines."""

from dataclasses import replace
from typing import Final

from adapters.discord.api import limits
from adapters.discord.render import escape, rich_text
from bot.views.blocks import PaperCard, plain
from bot.views.plain_text import BY_YOUR_TEAM, authors, day, stars, votes

TITLE_MOST: Final = 300
SUMMARY_MOST: Final = 900
_NAME_MOST: Final = 60
_WHY_MOST: Final = 240
_MARKS_MOST: Final = 56
MARKS_ROOM: Final = _MARKS_MOST + 8  # characters that they take at most


def card_lines(card: PaperCard, most: int) -> list[str]:
    """The card's texts in order, each at most so heavy; the first begins with the linked title."""
    card = cut(card)
    if card.brief:
        said = escape.escape(card.summary)
        return ["\n".join(filter(None, (_title(card), said, _small(card, card.why), marked(card))))]
    head = [_title(card, bold=True), _people(card)]
    if card.summary:
        head += rich_text.folded(plain(card.summary), most)
    if card.snippet:
        head += [f"> {line}" for line in rich_text.folded(card.snippet, SUMMARY_MOST)[:1]]
    head += [_small(card, card.why), marked(card)]
    texts = [line for line in head if line]
    body = rich_text.folded(plain(card.abstract), most) if card.abstract else []
    return _joined([*texts, *body], most)


def cut(card: PaperCard) -> PaperCard:
    """The card with every text within what a card may take; the whole paper is one click away."""
    return replace(
        card,
        title=limits.clip(escape.clean(card.title).strip(), TITLE_MOST) or card.id,
        authors=tuple(limits.clip(name, _NAME_MOST) for name in card.authors if name.strip()),
        organization=limits.clip(card.organization, _NAME_MOST),
        summary=limits.clip(card.summary, SUMMARY_MOST),
        why=limits.clip(card.why, _WHY_MOST),
    )


def marked(card: PaperCard) -> str:
    """What the team made of it."""
    return f"-# **{limits.clip(escape.escape(card.marks), _MARKS_MOST)}**" if card.marks.strip() else ""


def _title(card: PaperCard, *, bold: bool = False) -> str:
    number = f"{card.number}\\. " if card.number else ""
    shown = escape.link(card.title or card.id, card.url)
    if bold:
        return f"### {number}{shown}"
    return f"**{number}{shown}**"


def _people(card: PaperCard) -> str:
    return escape.escape(" · ".join(filter(None, (authors(card), card.organization))))


def _small(card: PaperCard, why: str = "") -> str:
    code = f"{escape.link('code', card.code_url)}{stars(card)}" if escape.web_address(card.code_url) else ""
    parts = (
        votes(card),
        code,
        day(card.listed) if card.listed and not card.brief else "",
        BY_YOUR_TEAM * card.community,
        escape.escape(why),
    )
    shown = " · ".join(filter(None, parts))
    return f"-# {shown}" if shown else ""


def _joined(lines: list[str], most: int) -> list[str]:
    texts = [lines[0]]
    for line in lines[1:]:
        if limits.weight(texts[-1]) + 1 + limits.weight(line) > most:
            texts.append(line)
        else:
            texts[-1] += "\n" + line
    return texts
