"""Times and days as people say them."""

import pytest

from bot.commands.handlers.schedule import changed
from bot.commands.typed_schedule import read_schedule, schedule_in_words
from bot.errors import UserError
from bot.model.channel import Schedule
from tests.each_of import each_of


def set_by(text: str) -> str:
    found = read_schedule(text)
    return schedule_in_words(
        changed(Schedule(), found.get("at", ""), found.get("days", ""), found.get("zone", ""))
    )


@each_of(
    ("text", "meant"),
    [
        ("every day at 9", "every day at 09:00 (UTC)"),
        ("each weekday at 9", "weekdays at 09:00 (UTC)"),
        ("all days 9:00", "every day at 09:00 (UTC)"),
        ("daily except sunday 9", "Monday, Tuesday, Wednesday, Thursday, Friday and Saturday at 09:00 (UTC)"),
        ("9:00 mon-fri but not wed", "Monday, Tuesday, Thursday and Friday at 09:00 (UTC)"),
        ("M-F 9", "weekdays at 09:00 (UTC)"),
        ("MWF 9", "Monday, Wednesday and Friday at 09:00 (UTC)"),
        ("TTh 9", "Tuesday and Thursday at 09:00 (UTC)"),
        ("Mon, Wed & Fri 9:30 Paris", "Monday, Wednesday and Friday at 09:30 (Europe/Paris)"),
        ("weekdays at 8 in the morning", "weekdays at 08:00 (UTC)"),
        ("8:30 in the evening in Tokyo", "weekdays at 20:30 (Asia/Tokyo)"),
        ("nine o'clock", "weekdays at 09:00 (UTC)"),
        ("half past nine", "weekdays at 09:30 (UTC)"),
        ("0900", "weekdays at 09:00 (UTC)"),
        ("1730 +0530", "weekdays at 17:30 (Asia/Kolkata)"),
        ("18 Uhr 30 Deutschland", "weekdays at 18:30 (Europe/Berlin)"),
        ("9：00", "weekdays at 09:00 (UTC)"),
        ("midday", "weekdays at 12:00 (UTC)"),
        ("9:00 timezone=Europe/Paris", "weekdays at 09:00 (Europe/Paris)"),
        ("time 9:00 tz Paris", "weekdays at 09:00 (Europe/Paris)"),
        ("9:00 (Europe/Paris)", "weekdays at 09:00 (Europe/Paris)"),
        ("9 a.m. Eastern Time", "weekdays at 09:00 (America/New_York)"),
        ("9:00 Cambridge, MA", "weekdays at 09:00 (America/New_York)"),
    ],
)
def test_what_people_say_is_what_is_set(text: str, meant: str) -> None:
    assert set_by(text) == meant


@each_of(
    "text",
    ["every other day 9:00", "twice a day", "every 2 hours", "every two weeks", "once a week", "every month"],
)
def test_a_rhythm_that_no_channel_has_is_refused_with_what_can_be_had(text: str) -> None:
    with pytest.raises(UserError, match=r"igests come on weekdays of your choice, at one time"):
        set_by(text)


@each_of("at", ["9:00 and 17:00", "9 or 17", "9am, 5pm"])
def test_two_times_in_one_option_are_told_that_one_is_enough(at: str) -> None:
    with pytest.raises(UserError, match="A channel has one digest a day"):
        changed(Schedule(), at, "", "")


def test_options_say_it_in_the_same_words() -> None:
    assert schedule_in_words(changed(Schedule(), "8 in the evening", "every day", "the Netherlands")) == (
        "every day at 20:00 (Europe/Amsterdam)"
    )
