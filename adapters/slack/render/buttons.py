"""Buttons: a command in `value`, so that a click needs no memory of ours and works weeks later."""

from collections.abc import Iterator, Sequence

from adapters.slack.api.limits import (
    ACTIONS_ELEMENTS,
    BUTTON_TEXT,
    BUTTON_VALUE,
    OPTION_TEXT,
    OPTION_VALUE,
    UNIT_SIZE,
)
from adapters.slack.render.escape import clean, clip, size, width
from adapters.slack.render.rich_text import Json, plain_text
from bot.views.blocks import Button, ButtonStyle, PaperCard

ACTION_PREFIX = "papers:"  # what the action listener matches; the number behind it makes it unique in a message


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
        for each in card.buttons
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
