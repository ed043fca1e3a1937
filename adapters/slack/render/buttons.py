"""Buttons: a command in `value`, so that a click needs no memory of ours and works weeks later."""

from collections.abc import Iterator, Sequence
from enum import IntEnum

from adapters.slack.api.limits import (
    ACTIONS_ELEMENTS,
    BUTTON_TEXT,
    BUTTON_VALUE,
    OPTION_TEXT,
    OPTION_VALUE,
    OVERFLOW_OPTIONS,
    UNIT_SIZE,
)
from adapters.slack.render.escape import clean, clip, size, web_address, width
from adapters.slack.render.rich_text import Json, plain_text
from bot.views.blocks import Button, ButtonStyle, Link, PaperCard

ACTION_PREFIX = "papers:"  # what the action listener matches; the number behind it makes it unique in a message
LINK_MARK = "~"  # a menu's option that leads to a page: Slack opens it, and tells us so


def button(source: Button) -> Json | None:
    """A button, or None where its command cannot be carried whole (a cut command would be another one)."""
    value = clean(source.command)
    if not value.strip() or width(value) > BUTTON_VALUE:
        return None
    style = {} if source.style is ButtonStyle.PLAIN else {"style": source.style.value}
    label = plain_text(source.label, BUTTON_TEXT)
    return {"type": "button", "action_id": ACTION_PREFIX, "text": label, "value": value, **style}


def actions(buttons: Sequence[Button]) -> Iterator[Json]:
    """Rows of buttons, each row within the number and size that a message bears."""
    row: list[Json] = []
    used = 0
    for element in filter(None, map(button, buttons)):
        more = size(element)
        if row and (len(row) == ACTIONS_ELEMENTS or used + more > UNIT_SIZE):
            yield {"type": "actions", "elements": row}
            row, used = [], 0
        row.append(element)
        used += more
    if row:
        yield {"type": "actions", "elements": row}


def overflow(menu: Sequence[Button], links: Sequence[Link]) -> Json | None:
    """The menu behind a card's last button; None where nothing of it fits. A link is followed by Slack itself."""
    options: list[Json] = [
        {"text": plain_text(each.label, OPTION_TEXT), "value": value}
        for each in menu
        if (value := clean(each.command)).strip() and width(value) <= OPTION_VALUE
    ]
    options += [
        {"text": plain_text(each.text, OPTION_TEXT), "value": f"{LINK_MARK}{number}", "url": address}
        for number, each in enumerate(links)
        if (address := web_address(each.url))
    ]
    if not options:
        return None
    return {"type": "overflow", "action_id": ACTION_PREFIX, "options": options[:OVERFLOW_OPTIONS]}


class Room(IntEnum):
    """How much of a card there is room for: a digest takes the widest that costs no further message."""

    AMPLE = 0
    LEAN = 1  # the sentence short, no links to other pages
    SCARCE = 2  # and one button for the whole paper, which has the menu's entries


def row(card: PaperCard, room: Room) -> Iterator[Json]:
    """A card's buttons, its menu the last of them."""
    menu = overflow(card.menu, in_menu(card) if room is Room.AMPLE else ())
    if menu and room is Room.SCARCE:
        menu = button(Button("More", f"paper {card.id}"))
    rows = list(actions(card.buttons))
    if menu is not None:
        last = rows.pop() if rows and len(rows[-1]["elements"]) < ACTIONS_ELEMENTS else None
        rows.append({"type": "actions", "elements": [*(last["elements"] if last else ()), menu]})
    yield from rows


def in_menu(card: PaperCard) -> tuple[Link, ...]:
    """The links that have a place in the menu: the last ones, the others stand in the card."""
    free = max(0, OVERFLOW_OPTIONS - len(card.menu))
    return card.links[len(card.links) - free :] if free < len(card.links) else card.links


def picker(cards: Sequence[PaperCard]) -> Json | None:
    """One menu for the buttons of many one-line papers, or None where none of them fits an option."""
    groups = [group for card in cards if (group := _group(card))]
    if not groups:
        return None
    menu = {
        "type": "static_select",
        "action_id": ACTION_PREFIX,
        "placeholder": plain_text("Save, hide, similar…", BUTTON_TEXT),
        "option_groups": groups,
    }
    return {"type": "actions", "elements": [menu]}


def _group(card: PaperCard) -> Json | None:
    options = [
        {"text": plain_text(each.label, OPTION_TEXT), "value": value}
        for each in (*card.buttons, *card.menu)
        if (value := clean(each.command)).strip() and width(value) <= OPTION_VALUE
    ]
    number = f"{card.number}. " if card.number else ""
    return (
        {"label": plain_text(clip(number + card.title, OPTION_TEXT), OPTION_TEXT), "options": options}
        if options
        else None
    )


def numbered(blocks: Sequence[Json], start: int = 0) -> list[Json]:
    """The blocks with each element's `action_id` made unique by its number."""
    number = start
    done: list[Json] = []
    for block in blocks:
        if block["type"] != "actions":
            done.append(block)
            continue
        found = []
        for element in block["elements"]:
            found.append({**element, "action_id": f"{ACTION_PREFIX}{number}"})
            number += 1
        done.append({**block, "elements": found})
    return done


def elsewhere(blocks: Sequence[Json], channel: str) -> list[Json]:
    """The blocks with buttons that mean a channel, for where they do not stand in it (App Home, modals)."""
    return [
        {**block, "elements": [_meaning(element, channel) for element in block["elements"]]}
        if block["type"] == "actions"
        else block
        for block in blocks
    ]


def _meaning(element: Json, channel: str) -> Json:
    return {**element, "action_id": element["action_id"].replace(":", f"@{channel}:", 1)}
