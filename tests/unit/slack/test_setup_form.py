"""The set-up form: what it shows, and what changed when it comes back."""

import json
from dataclasses import replace
from typing import Any

from adapters.slack.answering.requests import Place
from adapters.slack.listeners.setup_changes import changes
from adapters.slack.listeners.setup_form import answer, form, loading, message
from bot.model.channel import Changes, Schedule, Settings
from tests.each_of import each_of
from tests.fakes.slack_parts import summary
from tests.fakes.slack_rules import wrong_view

PLACE = Place("T1", "C1", "U1", "general")


def submitted(view: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The view as Slack sends it back: what was shown, except the fields given."""
    values: dict[str, Any] = {}
    for block in (block for block in view["blocks"] if block["type"] == "input"):
        element = block["element"]
        state = {
            "selected_options": element.get("initial_options", []),
            "selected_option": element.get("initial_option"),
            "selected_time": element.get("initial_time"),
            "value": element.get("initial_value"),
        }
        values[block["block_id"]] = {element["action_id"]: state | given.get(block["block_id"], {})}
    return {**view, "state": {"values": values}}


def options(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


def option(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def test_nothing_changed_is_nothing_to_do() -> None:
    assert changes(submitted(form(PLACE, summary(queries=["rag", "sam"]), ""))) == []


@each_of(
    ("field", "given", "expected"),
    [
        ("queries", options("rag", "new"), [("subscribe", {"query": "new"})]),
        ("queries", options(), [("unsubscribe", {"query": "rag"})]),
        ("queries", options("new"), [("subscribe", {"query": "new"}), ("unsubscribe", {"query": "rag"})]),
        ("time", {"selected_time": "17:30"}, [("schedule", {"at": "17:30"})]),
        ("days", options("sun", "mon"), [("schedule", {"days": "mon,sun"})]),
        ("zone", option("Asia/Tokyo"), [("schedule", {"zone": "Asia/Tokyo"})]),
        ("picks", {"value": "9"}, [("settings", {"picks": "9"})]),
        ("layout", option("thread"), [("settings", {"layout": "thread"})]),
        ("empty", option("silent"), [("settings", {"empty": "silent"})]),
        ("upvotes", {"value": "20"}, [("settings", {"upvotes": "20"})]),
        ("mentions", option("on"), [("settings", {"mentions": "on"})]),
        ("withdrawals", option("off"), [("settings", {"withdrawals": "off"})]),
        ("images", option("on"), [("settings", {"images": "on"})]),
        ("reactions", option("off"), [("settings", {"reactions": "off"})]),
        ("changes", option("managers"), [("settings", {"changes": "managers"})]),
    ],
)
def test_each_field_is_the_command_that_it_stands_for(field: str, given: Any, expected: Any) -> None:
    found = changes(submitted(form(PLACE, summary(), ""), **{field: given}))
    assert [(change.command, dict(change.arguments)) for change in found] == expected
    assert {change.field for change in found} == {field}


def test_a_new_channel_starts_in_the_persons_own_zone() -> None:
    view = form(PLACE, None, "Asia/Tokyo")
    zone = next(block for block in view["blocks"] if block.get("block_id") == "zone")
    assert zone["element"]["initial_option"]["value"] == "Asia/Tokyo"


def test_a_query_too_long_for_a_menu_is_shown_and_kept() -> None:
    view = form(PLACE, summary(queries=["rag", "x" * 400]), "")
    assert "Kept as they are" in str(view)
    assert changes(submitted(view)) == []


def test_the_field_that_was_asked_for_has_the_focus() -> None:
    focused = [b["block_id"] for b in form(PLACE, None, "", "time")["blocks"] if b["element"].get("focus_on_load")]
    assert focused == ["time"]


@each_of("queries", [[], ["rag"], ["x" * 150], ["é" * 400] * 20, [f"query {n}" for n in range(200)]])
def test_the_form_is_within_slacks_limits(queries: list[str]) -> None:
    made = summary(queries=queries)
    settings = Settings(picks=25, min_upvotes=100_000, changes=Changes.MANAGERS)
    channel = replace(made.channel, settings=settings, schedule=Schedule(weekdays=frozenset()))
    assert wrong_view(form(replace(PLACE, name="n" * 5_000), replace(made, channel=channel), "UTC")) == ""


def test_the_other_modals_are_too() -> None:
    assert [wrong_view(view) for view in (loading(), message("x" * 5_000), answer([]))] == ["", "", ""]


def test_the_form_remembers_its_channel() -> None:
    assert json.loads(form(PLACE, None, "")["private_metadata"]) == {"channel": "C1", "name": "general"}


@each_of("view", [{}, {"state": None}, {"state": {"values": {"queries": {}}}}, {"blocks": [{}]}])
def test_a_view_that_is_not_ours_changes_nothing(view: dict[str, Any]) -> None:
    assert changes(view) == []
