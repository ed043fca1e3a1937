"""Paper cards as blocks: a card with its title linked, or many one-line papers in one block."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from adapters.slack.api.limits import PIECE_TEXT, UNIT_SIZE
from adapters.slack.render import rich_text
from adapters.slack.render.buttons import actions, picker
from adapters.slack.render.escape import clean, clip, pieces, size, web_address
from adapters.slack.render.packing import Unit
from adapters.slack.render.rich_text import Json
from adapters.slack.render.text import card_text
from bot.views.blocks import Line, Link, Moment, PaperCard, Text
from bot.views.plain_text import BY_YOUR_TEAM, byline, stars, votes

# Our own: what is longer is cut, the whole paper is one click away.
TITLE = 400
AUTHOR = 100
SUMMARY = 1_200
WHY = 300


def card_units(card: PaperCard) -> Iterator[Unit]:
    """The card with its buttons; a whole abstract comes between them in blocks of its own."""
    card = _cut(card)
    head = rich_text.block(rich_text.section(_head(card) + _body(card)))
    text = card_text(replace(card, abstract=""))
    if not card.abstract:
        yield Unit((head, *actions(card.buttons)), text)
        return
    yield Unit((head,), text)
    for piece in pieces(clean(card.abstract), PIECE_TEXT):
        yield Unit((rich_text.block(rich_text.section([rich_text.text(piece)])),), piece)
    for row in actions(card.buttons):
        yield Unit((row,), "")


def brief_units(cards: Sequence[PaperCard]) -> Iterator[Unit]:
    """One-line papers, as many together as stay in one message, with one menu for what can be done with them."""
    run: list[PaperCard] = []
    for card in map(_cut, cards):
        if run and size(_brief([*run, card]).blocks) > UNIT_SIZE:
            yield _brief(run)
            run = []
        run.append(card)
    if run:
        yield _brief(run)


def _brief(cards: Sequence[PaperCard]) -> Unit:
    found: list[Json] = []
    for card in cards:
        tail = _joined([_said(votes(card)), _code(card), _said(card.why, italic=True)])
        found += (
            ([rich_text.text("\n")] if found else [])
            + _head(card)
            + ([rich_text.text("  "), *tail] if tail else [])
        )
    menu = picker(cards)
    blocks = (rich_text.block(rich_text.section(found)), *([menu] if menu else []))
    return Unit(blocks, "\n".join(map(card_text, cards)))


def _head(card: PaperCard) -> list[Json]:
    number = [rich_text.text(f"{card.number}. ", bold=True)] if card.number else []
    return [*number, rich_text.link(card.title or card.id, card.url, bold=True)]


def _body(card: PaperCard) -> list[Json]:
    facts = _joined(
        [
            _said(votes(card)),
            _code(card),
            _said(BY_YOUR_TEAM * card.community),
            _said(card.why, italic=True),
        ]
    )
    lines = [
        _said(" · ".join(byline(card)), italic=True),
        _said(card.summary),
        rich_text.elements(card.snippet),
        facts,
    ]
    return [element for line in lines if line for element in (rich_text.text("\n"), *line)]


def _code(card: PaperCard) -> list[Json]:
    address = web_address(card.code_url)
    return [rich_text.link("code", address), *_said(stars(card))] if address else []


def _said(words: str, *, italic: bool = False) -> list[Json]:
    return [rich_text.text(words, italic=italic)] if words.strip() else []


def _joined(parts: Sequence[list[Json]]) -> list[Json]:
    found: list[Json] = []
    for part in filter(None, parts):
        found += ([rich_text.text(" · ")] if found else []) + part
    return found


def _cut(card: PaperCard) -> PaperCard:
    """The card with every text within what a card may take."""
    return replace(
        card,
        title=clip(clean(card.title).strip(), TITLE),
        authors=tuple(clip(clean(name), AUTHOR) for name in card.authors if name.strip()),
        organization=clip(clean(card.organization), AUTHOR),
        summary=clip(clean(card.summary), SUMMARY),
        why=clip(clean(card.why), WHY),
        snippet=_cut_line(card.snippet, SUMMARY),
    )


def _cut_line(line: Line, most: int) -> Line:
    """As much of the line as may be shown."""
    kept: list[Text | Link | Moment] = []
    for inline in line:
        if most <= 0:
            break
        if isinstance(inline, Text):
            inline = replace(inline, text=clip(clean(inline.text), most))  # noqa: PLW2901 -- the cut one takes its place
        if not isinstance(inline, Moment):
            most -= len(inline.text)
        kept.append(inline)
    return tuple(kept)
