"""Paper cards as blocks: a card with its title linked, or many one-line papers in one block."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from adapters.slack.api.limits import ALT_TEXT, MARKS_ROOM, PIECE_TEXT, SECTION_TEXT, UNIT_SIZE
from adapters.slack.render import rich_text
from adapters.slack.render.buttons import Room, in_menu, picker, row
from adapters.slack.render.escape import clean, clip, pieces, size, web_address
from adapters.slack.render.packing import Unit
from adapters.slack.render.rich_text import Json
from adapters.slack.render.text import card_text
from bot.views.blocks import Inline, Line, Moment, PaperCard, Text
from bot.views.plain_text import BY_YOUR_TEAM, byline, stars, votes

# Our own: what is longer is cut, the whole paper is one click away.
TITLE = 400
AUTHOR = 100
SUMMARY = 1_200
WHY = 300
# Where a message would else be one too many: of what stands beside the title, the gist.
LEAN_SUMMARY = 200
LEAN_WHY = 60
MARKS = 70  # so that as JSON they stay within MARKS_ROOM


def card_units(card: PaperCard, *, room: Room = Room.AMPLE) -> Iterator[Unit]:
    """The card with its buttons; a whole abstract comes between them in blocks of its own."""
    card = _lean(_cut(card)) if room else _cut(card)
    buttons = tuple(row(card, room))
    text, short = card_text(replace(card, abstract="")), _short(card)
    head = _card(card, room=room)
    if not card.abstract:
        bare = (*_card(replace(card, marks=""), room=room), *buttons)
        yield Unit(bare, text, short, paper=True, marked=(*head, *buttons) if card.marks else ())
        return
    yield Unit(head, text, short)
    for piece in pieces(clean(card.abstract), PIECE_TEXT):
        yield Unit((rich_text.block(rich_text.section([rich_text.text(piece)])),), piece)
    for each in buttons:
        yield Unit((each,), "")


def brief_units(cards: Sequence[PaperCard]) -> Iterator[Unit]:
    """Brief papers, as many together as stay in one message, with one menu for what can be done with them."""
    run: list[PaperCard] = []
    for card in map(_cut, cards):
        if run and size(_brief([*run, card]).blocks) + MARKS_ROOM * len(run) > UNIT_SIZE:
            yield _marked(run)
            run = []
        run.append(card)
    if run:
        yield _marked(run)


def _marked(cards: Sequence[PaperCard]) -> Unit:
    """Measured with room for each one's marks."""
    bare = _brief([replace(card, marks="") for card in cards])
    return replace(bare, marked=_brief(cards).blocks) if any(card.marks for card in cards) else bare


def _brief(cards: Sequence[PaperCard]) -> Unit:
    lines: list[list[Json]] = []
    for card in cards:
        tail = _joined([_said(votes(card)), _code(card), _said(card.why), _said(card.marks, bold=True)])
        head = _head(card)
        lines.append([*head, rich_text.text("  "), *tail] if tail and not card.summary else head)
        if card.summary:
            lines += [_said(card.summary), tail]
    menu = picker(cards)
    blocks = (rich_text.block(rich_text.section(_under(lines))), *([menu] if menu else []))
    return Unit(blocks, "\n".join(map(card_text, cards)), "\n".join(map(_short, cards)))


def _short(card: PaperCard) -> str:
    """The title alone, for where a message's text must be short."""
    return card_text(PaperCard(id=card.id, title=card.title, url=card.url, number=card.number))


def _card(card: PaperCard, *, room: Room) -> tuple[Json, ...]:
    """The title first and what there is to know under it; a picture stands beside the sentence."""
    shown = () if room else tuple(link for link in card.links if link not in in_menu(card))
    pages = [[rich_text.link(link.text, link.url)] for link in shown]
    facts = _joined(
        [
            _said(votes(card)),
            _code(card),
            *pages,
            _said(BY_YOUR_TEAM * card.community),
            _said(card.why),
        ]
    )
    head, people = _head(card), _said(" · ".join(byline(card)), italic=True)
    below = [rich_text.elements(card.snippet), facts, _said(card.marks, bold=True)]
    address = web_address(card.image)
    if not address:
        lines = _under([head, people, _said(card.summary), *below])
        return (rich_text.block(rich_text.section(lines)),)
    beside = {
        "type": "section",
        "text": rich_text.plain_text(card.summary or card.title, SECTION_TEXT),
        "accessory": {
            "type": "image",
            "image_url": address,
            "alt_text": clip(f"Picture of {card.title}", ALT_TEXT),
        },
    }
    under = _under(below)
    return (
        rich_text.block(rich_text.section(_under([head, people]))),
        beside,
        *((rich_text.block(rich_text.section(under)),) if under else ()),
    )


def _head(card: PaperCard) -> list[Json]:
    number = [rich_text.text(f"{card.number}. ", bold=True)] if card.number else []
    return [*number, rich_text.link(card.title or card.id, card.url, bold=True)]


def _under(lines: Sequence[list[Json]]) -> list[Json]:
    """The lines under each other; a line that begins with words takes the break into them."""
    found: list[Json] = []
    for line in filter(None, lines):
        first, *rest = line
        if not found:
            found += line
        elif first["type"] == "text":
            found += [{**first, "text": f"\n{first['text']}"}, *rest]
        else:
            found += [rich_text.text("\n"), *line]
    return found


def _code(card: PaperCard) -> list[Json]:
    address = web_address(card.code_url)
    return [rich_text.link("code", address), *_said(stars(card))] if address else []


def _said(words: str, *, italic: bool = False, bold: bool = False) -> list[Json]:
    return [rich_text.text(words, italic=italic, bold=bold)] if words.strip() else []


def _joined(parts: Sequence[list[Json]]) -> list[Json]:
    """The parts with a dot between, as few elements as they can be."""
    found: list[Json] = []
    for part in filter(None, parts):
        first, *rest = part
        if not found:
            found += part
        elif (
            first["type"] == "text"
            and found[-1]["type"] == "text"
            and found[-1].get("style") == first.get("style")
        ):
            found[-1] = {**first, "text": f"{found[-1]['text']} · {first['text']}"}
            found += rest
        elif first["type"] == "text":
            found += [{**first, "text": f" · {first['text']}"}, *rest]
        elif found[-1]["type"] == "text":
            found[-1] = {**found[-1], "text": f"{found[-1]['text']} · "}
            found += part
        else:
            found += [rich_text.text(" · "), *part]
    return found


def _lean(card: PaperCard) -> PaperCard:
    return replace(
        card,
        summary=clip(card.summary, LEAN_SUMMARY),
        why=clip(card.why, LEAN_WHY),
        authors=card.authors
        if len(card.authors) < 3
        else (f"{card.authors[0]} and {len(card.authors) - 1} more",),
        listed=None,
    )


def _cut(card: PaperCard) -> PaperCard:
    """The card with every text within what a card may take."""
    return replace(
        card,
        title=clip(clean(card.title).strip(), TITLE) or card.id,
        authors=tuple(clip(clean(name), AUTHOR) for name in card.authors if name.strip()),
        organization=clip(clean(card.organization), AUTHOR),
        summary=clip(clean(card.summary), SUMMARY),
        marks=clip(clean(card.marks), MARKS),
        why=clip(clean(card.why), WHY),
        snippet=_cut_line(card.snippet, SUMMARY),
    )


def _cut_line(line: Line, most: int) -> Line:
    """As much of the line as may be shown."""
    kept: list[Inline] = []
    for inline in line:
        if most <= 0:
            break
        if isinstance(inline, Text):
            inline = replace(inline, text=clip(clean(inline.text), most))  # noqa: PLW2901 -- the cut one takes its place
        if not isinstance(inline, Moment):
            most -= len(inline.text)
        kept.append(inline)
    return tuple(kept)
