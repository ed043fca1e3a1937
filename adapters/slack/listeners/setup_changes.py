"""A submitted set-up form as commands: one for each field that differs from what was shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from adapters.slack.answering.body import Body, inside, several, text
from adapters.slack.listeners.setup_form import (
    CHANGES,
    DAYS,
    EMPTY,
    IMAGES,
    LAYOUT,
    MENTIONS,
    PICKS,
    QUERIES,
    REACTIONS,
    TIME,
    UPVOTES,
    WEEKDAYS,
    WITHDRAWALS,
    ZONE,
)
from bot.ports.request import Step

NAMED = {
    PICKS: "picks",
    LAYOUT: "layout",
    EMPTY: "empty",
    UPVOTES: "upvotes",
    MENTIONS: "mentions",
    WITHDRAWALS: "withdrawals",
    IMAGES: "images",
    REACTIONS: "reactions",
    CHANGES: "changes",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A step of the form, and the field where an error belongs."""

    field: str
    command: str
    arguments: Mapping[str, str] = made(default_factory=dict)

    @property
    def step(self) -> Step:
        """As the core takes it."""
        return Step(self.command, self.arguments)


def changes(view: Mapping[str, Any]) -> list[Change]:
    """What the person changed, in the order in which it is carried out."""
    shown, given = _shown(view), _given(view)
    return [*_queries(shown, given), *_schedule(shown, given), *_settings(shown, given)]


def _queries(shown: Mapping[str, tuple[str, ...]], given: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    before, after = shown.get(QUERIES, ()), given.get(QUERIES, ())
    for query in after:
        if query not in before:
            yield Change(QUERIES, "subscribe", {"query": query})
    for query in before:
        if query not in after:
            yield Change(QUERIES, "unsubscribe", {"query": query})


def _schedule(shown: Mapping[str, tuple[str, ...]], given: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    """Each part by itself, so that an error stands at the part that is wrong."""
    for name, argument in ((ZONE, "zone"), (TIME, "at"), (DAYS, "days")):
        after = given.get(name, ())
        if set(after) != set(shown.get(name, ())) and after:
            ordered = sorted(after, key=WEEKDAYS.index) if name == DAYS and set(after) <= set(WEEKDAYS) else after
            yield Change(name, "schedule", {argument: ",".join(ordered)})


def _settings(shown: Mapping[str, tuple[str, ...]], given: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    for name, argument in NAMED.items():
        after = given.get(name, ())
        if after and after != shown.get(name, ()):
            yield Change(name, "settings", {argument: after[0]})


def typed(view: Mapping[str, Any]) -> str:
    """What the person filled in, as commands to type: none of it is lost where the form is not shown again."""
    return "\n".join(" ".join((each.command, *_words(each))) for each in changes(view))


def _words(change: Change) -> Iterator[str]:
    for name, value in change.arguments.items():
        if change.command == "settings":
            yield name
        yield value


def _shown(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values that the form had when it was opened."""
    found = {}
    for block in several(view, "blocks"):
        element = inside(block, "element")
        options = several(element, "initial_options") or [inside(element, "initial_option")]
        single = text(element, "initial_time") or text(element, "initial_value")
        found[text(block, "block_id")] = _values(options, single)
    return found


def _given(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values that were submitted."""
    found = {}
    for name, actions in inside(view, "state", "values").items():
        element = inside(actions, next(iter(actions), "")) if isinstance(actions, Mapping) else {}
        options = several(element, "selected_options") or [inside(element, "selected_option")]
        single = text(element, "selected_time") or text(element, "value")
        found[str(name)] = _values(options, single)
    return found


def _values(options: Sequence[Body], single: str) -> tuple[str, ...]:
    return tuple(text(option, "value") for option in options if option) or ((single,) if single else ())
