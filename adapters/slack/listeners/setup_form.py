"""The set-up form as a modal view: a channel's subscriptions, schedule and settings, with their present values.

Source: https://docs.slack.dev/surfaces/modals. What was shown is read back from the view that Slack returns, so
only what a person changed is changed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.answering.requests import Place
from adapters.slack.api.limits import (
    CONTEXT_TEXT,
    INPUT_HINT,
    INPUT_LABEL,
    OPTION_TEXT,
    OPTION_VALUE,
    PLACEHOLDER,
    PRIVATE_METADATA,
    SECTION_TEXT,
    SELECT_OPTIONS,
    VIEW_BUTTON,
    VIEW_TITLE,
)
from adapters.slack.render.escape import clean, clip, width
from adapters.slack.render.rich_text import Json, plain_text
from bot.model.channel import MAX_PICKS, Changes, EmptyDay, Layout, Schedule, Settings
from bot.model.obstacle import Hindrance, Obstacle
from bot.ports import ChannelSummary
from bot.schedule.zone_offsets import zone_in_words
from bot.views.notices import in_the_way

CALLBACK = "setup"
QUERIES, TIME, DAYS, ZONE = "queries", "time", "days", "zone"
PICKS, LAYOUT, EMPTY, UPVOTES, CHANGES = "picks", "layout", "empty", "upvotes", "changes"
MENTIONS, WITHDRAWALS, IMAGES, REACTIONS = "mentions", "withdrawals", "images", "reactions"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAYOUTS = {
    Layout.COMPACT: "Compact: one line a paper",
    Layout.CARDS: "Cards: title, authors, one sentence",
    Layout.MESSAGES: "Messages: each paper in one of its own",
    Layout.THREAD: "Thread: abstracts in the thread",
}
EMPTY_DAYS = {EmptyDay.LINE: "One line that says why", EmptyDay.SILENT: "Nothing"}
PASSING = {"on": "Picked as well", "off": "Left out"}
TELLING = {"on": "Say so once", "off": "Say nothing"}
PICTURES = {"on": "Shown", "off": "Left out"}
COUNTING = {"on": "Save, vote for or hide it", "off": "Mean nothing"}
WHO = {Changes.ANYONE: "Anyone in the channel", Changes.MANAGERS: "Workspace admins"}
MAX_UPVOTES = 100_000


def loading(title: str = "Paperboy") -> Json:
    """What is shown while the form is fetched: a trigger lives for three seconds only."""
    return message("One moment…", title)


def message(words: str, title: str = "Paperboy") -> Json:
    """A modal with one sentence."""
    return answer([{"type": "section", "text": plain_text(words, SECTION_TEXT)}], title)


def answer(blocks: Sequence[Json], title: str = "Paperboy") -> Json:
    """A modal to read."""
    return {
        "type": "modal",
        "title": plain_text(title, VIEW_TITLE),
        "close": plain_text("Close", VIEW_BUTTON),
        "blocks": list(blocks),
    }


@dataclass(frozen=True, slots=True)
class Now:
    """What the form shows: a channel as it is, or as it would be made."""

    queries: tuple[str, ...]
    schedule: Schedule
    settings: Settings


def now_of(summary: ChannelSummary | None, zone: str) -> Now:
    """The channel's state; a new one takes the person's own time zone."""
    if summary is None:
        return Now((), replace(Schedule(), zone=zone or "UTC"), Settings())
    return Now(tuple(s.query for s in summary.subscriptions), summary.channel.schedule, summary.channel.settings)


def form(
    place: Place,
    summary: ChannelSummary | None,
    zone: str,
    focus: str = "",
    hindrance: Hindrance = Hindrance(),  # noqa: B008 -- a frozen value
) -> Json:
    """The form for a channel. `focus` names the field that is to be filled in first; `hindrance`: why nothing can
    be posted there.
    """
    now = now_of(summary, zone)
    where = {"channel": place.channel, "name": clip(place.name, 200)}
    state = now.schedule
    fields = [
        _queries(now.queries),
        _input(TIME, "Time", {"type": "timepicker", "initial_time": f"{state.at:%H:%M}"}),
        _days(state),
        _input(
            ZONE,
            "Time zone",
            {
                "type": "external_select",
                "min_query_length": 2,
                "initial_option": _option(zone_in_words(state.zone), state.zone),
                "placeholder": plain_text("Europe/Paris", PLACEHOLDER),
            },
        ),
        _number(PICKS, "Papers in a digest, at most", now.settings.picks, 1, MAX_PICKS),
        _select(LAYOUT, "Layout", LAYOUTS, now.settings.layout),
        _select(EMPTY, "On a day without papers", EMPTY_DAYS, now.settings.empty_day),
        _number(UPVOTES, "Leave out papers with fewer upvotes than", now.settings.min_upvotes, 0, MAX_UPVOTES),
        _select(MENTIONS, "Papers that mention a keyword in passing", PASSING, _switch(now.settings.mentions)),
        _select(WITHDRAWALS, "When a paper posted here is withdrawn", TELLING, _switch(now.settings.withdrawals)),
        _select(IMAGES, "The papers' pictures on cards", PICTURES, _switch(now.settings.images)),
        _select(REACTIONS, "Reactions to a paper's own message", COUNTING, _switch(now.settings.reactions)),
        _select(CHANGES, "Who may change this", WHO, now.settings.changes or Changes.ANYONE),
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text("Paperboy", VIEW_TITLE),
        "submit": plain_text("Save", VIEW_BUTTON),
        "close": plain_text("Cancel", VIEW_BUTTON),
        "private_metadata": clip(json.dumps(where), PRIVATE_METADATA),
        "blocks": [*_in_the_way(summary, hindrance), *_focused(fields, focus), *_others(now.queries)],
    }


def _in_the_way(summary: ChannelSummary | None, hindrance: Hindrance) -> list[Json]:
    """Why nothing is posted there at the moment."""
    obstacles = summary.obstacles if summary else ()
    if hindrance.reason:
        obstacles = (*obstacles, Obstacle(reason=hindrance.reason, fix=hindrance.fix))
    said = [in_the_way(each) for each in obstacles]
    if pause := summary.channel.pause if summary else None:
        said.insert(0, f"Paused: {pause.reason}" + (f" {pause.fix}" if pause.fix else ""))
    return [{"type": "context", "elements": [plain_text(clean(each), CONTEXT_TEXT)]} for each in said]


def _queries(queries: Sequence[str]) -> Json:
    shown = [_option(query, query) for query in queries if fits(query)][:SELECT_OPTIONS]
    element = {
        "type": "multi_external_select",
        "min_query_length": 1,
        "placeholder": plain_text("diffusion model, RAG, author:lecun…", PLACEHOLDER),
        **({"initial_options": shown} if shown else {}),
    }
    hint = (
        "Type a keyword and choose it; each is a query as in /papers search. None at all: the most upvoted papers."
    )
    return {**_input(QUERIES, "Subscriptions", element), "optional": True, "hint": plain_text(hint, INPUT_HINT)}


def _others(queries: Sequence[str]) -> list[Json]:
    """Queries too long for a menu: shown, and changed by typing."""
    long = [query for query in queries if not fits(query)]
    if not long:
        return []
    said = "Kept as they are (change them with /papers unsubscribe): " + " · ".join(clip(q, 200) for q in long)
    return [{"type": "context", "elements": [plain_text(clean(said), CONTEXT_TEXT)]}]


def fits(query: str) -> bool:
    """Whether an option can carry the query whole."""
    return bool(query) and clean(query) == query and width(query) <= OPTION_VALUE


def _days(schedule: Schedule) -> Json:
    options = [_option(name, value) for value, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)]
    chosen = [options[day] for day in sorted(schedule.weekdays)]
    return _input(
        DAYS, "Days", {"type": "checkboxes", "options": options, **({"initial_options": chosen} if chosen else {})}
    )


def _number(name: str, label: str, value: int, least: int, most: int) -> Json:
    element = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(value),
        "min_value": str(least),
        "max_value": str(most),
    }
    return _input(name, label, element)


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _select(name: str, label: str, choices: dict[Any, str], value: Any) -> Json:
    options = {key: _option(words, str(key)) for key, words in choices.items()}
    return _input(
        name, label, {"type": "static_select", "options": list(options.values()), "initial_option": options[value]}
    )


def _input(name: str, label: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, INPUT_LABEL),
        "element": {"action_id": name, **element},
    }


def _option(words: str, value: str) -> Json:
    return {"text": plain_text(words, OPTION_TEXT), "value": value}


def _focused(fields: Sequence[Json], focus: str) -> list[Json]:
    return [
        {**field, "element": {**field["element"], "focus_on_load": True}} if field["block_id"] == focus else field
        for field in fields
    ]
