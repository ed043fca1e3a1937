"""A paper card as markdown lines."""

from datetime import date
from typing import Final

from adapters.discord.api import limits
from adapters.discord.render import escape, rich_text
from bot.views.blocks import PaperCard, plain

TITLE_MOST: Final = 300
SUMMARY_MOST: Final = 900
SHOWN_AUTHORS: Final = 3
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME_MOST: Final = 60
_WHY_MOST: Final = 240


def card_lines(card: PaperCard, most: int) -> list[str]:
    """The card's texts in order, each at most so heavy; the first begins with the linked title."""
    if card.brief:
        return ["\n".join(filter(None, (_title(card), _small(card, card.why))))]
    head = [_title(card, bold=True), _people(card)]
    if card.summary:
        head += rich_text.folded(plain(limits.clip(card.summary, SUMMARY_MOST)), most)
    if card.snippet:
        head += [f"> {line}" for line in rich_text.folded(card.snippet, SUMMARY_MOST)[:1]]
    head += [_small(card), _clipped(card.why)]
    texts = [line for line in head if line]
    body = rich_text.folded(plain(card.abstract), most) if card.abstract else []
    return _joined([*texts, *body], most)


def day(of: date) -> str:
    """`21 Nov 2026`, the same in every locale."""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def _title(card: PaperCard, *, bold: bool = False) -> str:
    number = f"{card.number}\\. " if card.number else ""
    shown = escape.link(limits.clip(card.title, TITLE_MOST) or card.id, card.url)
    if bold:
        return f"### {number}{shown}"
    return f"**{card.number}\\.** {shown}" if number else f"**{shown}**"


def _people(card: PaperCard) -> str:
    names = [escape.escape(limits.clip(name, _NAME_MOST)) for name in card.authors[:SHOWN_AUTHORS]]
    more = len(card.authors) - len(names)
    shown = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    organization = escape.escape(limits.clip(card.organization, _NAME_MOST))
    return " · ".join(filter(None, (shown, organization)))


def _small(card: PaperCard, why: str = "") -> str:
    stars = f" ★ {card.stars:,}" if card.stars else ""
    code = f"{escape.link('code', card.code_url)}{stars}" if escape.web_address(card.code_url) else ""
    parts = (
        f"▲ {card.upvotes:,}" if card.upvotes else "",
        code,
        day(card.listed) if card.listed and not card.brief else "",
        "picked by your team" if card.community else "",
        escape.escape(limits.clip(why, _WHY_MOST)),
    )
    shown = " · ".join(filter(None, parts))
    return f"-# {shown}" if shown else ""


def _clipped(why: str) -> str:
    return f"-# {escape.escape(limits.clip(why, _WHY_MOST))}" if why else ""


def _joined(lines: list[str], most: int) -> list[str]:
    texts = [lines[0]]
    for line in lines[1:]:
        if limits.weight(texts[-1]) + 1 + limits.weight(line) > most:
            texts.append(line)
        else:
            texts[-1] += "\n" + line
    return texts
