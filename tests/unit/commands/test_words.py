"""Times, days, pauses and settings as people type them."""

from datetime import UTC, datetime, time

import pytest

from bot.commands.context import AskBackError
from bot.commands.handlers.schedule import changed as rescheduled
from bot.commands.handlers.settings import changed, read_sources
from bot.commands.typed_schedule import (
    days_in_words,
    listed,
    read_days,
    read_schedule,
    read_time,
    schedule_in_words,
)
from bot.commands.typed_until import read_until
from bot.errors import UserError
from bot.model.channel import Changes, EmptyDay, Layout, Schedule, Settings
from bot.schedule.repair import repaired
from tests.each_of import each_of

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # Saturday; already Sunday in Tokyo


@each_of(
    ("typed", "at"),
    [
        ("9:30", time(9, 30)),
        ("09:00", time(9)),
        ("9", time(9)),
        ("9.15", time(9, 15)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("5:45pm", time(17, 45)),
        ("5 p.m.", time(17)),
        ("21h", time(21)),
        ("21h30", time(21, 30)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("23:59", time(23, 59)),
        ("24:00", None),
        ("9:60", None),
        ("13pm", None),
        ("0am", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_it_is_meant(typed, at):
    assert read_time(typed) == at


@each_of(
    ("typed", "days"),
    [
        ("weekdays", {0, 1, 2, 3, 4}),
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("every day", range(7)),
        ("weekends", {5, 6}),
        ("mon,wed", {0, 2}),
        ("Mon, Wed and Friday", {0, 2, 4}),
        ("mondays", {0}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon – wed", {0, 1, 2}),
        ("fri to mon", {4, 5, 6, 0}),
        ("sat-sun", {5, 6}),
        ("tues thurs", {1, 3}),
        ("t", None),
        ("monday,sometimes", None),
        ("", None),
        ("and", None),
    ],
)
def test_weekdays_are_read_as_they_are_meant(typed, days):
    assert read_days(typed) == (frozenset(days) if days else None)


@each_of(
    ("days", "words"),
    [
        ({0, 1, 2, 3, 4}, "weekdays"),
        ({5, 6}, "weekends"),
        (set(range(7)), "every day"),
        ({2}, "Wednesday"),
        ({0, 2, 4}, "Monday, Wednesday and Friday"),
    ],
)
def test_weekdays_are_said_in_words_that_can_be_read_again(days, words):
    assert days_in_words(frozenset(days)) == words
    assert read_days(words.removeprefix("every day") or "daily") == frozenset(days)


def test_a_schedule_is_said_with_its_zone():
    assert schedule_in_words(Schedule(time(9, 5), zone="Asia/Tokyo")) == "weekdays at 09:05 (Asia/Tokyo)"


def test_an_empty_list_says_nothing():
    assert listed([]) == ""


@each_of(
    ("typed", "zone", "ends"),
    [
        ("3d", "UTC", datetime(2026, 11, 24, 22, 30, tzinfo=UTC)),
        ("for 2 weeks", "UTC", datetime(2026, 12, 5, 22, 30, tzinfo=UTC)),
        ("a week", "UTC", datetime(2026, 11, 28, 22, 30, tzinfo=UTC)),
        ("12h", "UTC", datetime(2026, 11, 22, 10, 30, tzinfo=UTC)),
        ("1 month", "UTC", datetime(2026, 12, 21, 22, 30, tzinfo=UTC)),
        ("2026-12-01", "UTC", datetime(2026, 12, 1, tzinfo=UTC)),
        ("until 2026-12-01", "Europe/Paris", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("until 24 Dec", "UTC", datetime(2026, 12, 24, tzinfo=UTC)),
        ("Dec. 24th", "UTC", datetime(2026, 12, 24, tzinfo=UTC)),
        ("January 7", "UTC", datetime(2027, 1, 7, tzinfo=UTC)),
        ("24th of December, 2026", "UTC", datetime(2026, 12, 24, tzinfo=UTC)),
        ("tomorrow", "UTC", datetime(2026, 11, 22, tzinfo=UTC)),
        ("tomorrow", "Asia/Tokyo", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        ("until friday", "UTC", datetime(2026, 11, 27, tzinfo=UTC)),
        ("Until next Mon", "UTC", datetime(2026, 11, 23, tzinfo=UTC)),
        ("saturday", "UTC", datetime(2026, 11, 28, tzinfo=UTC)),
        ("next week", "UTC", datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_pause_is_read_in_the_channels_zone(typed, zone, ends):
    assert read_until(typed, NOW, zone) == ends


@each_of(
    ("typed", "sentence"),
    [
        ("whenever", "no day that I can read"),
        ("2026-13-01", "no day that I can read"),
        ("31 Feb", "no day that I can read"),
        ("Kites 24", "no day that I can read"),
        ("20 Nov 2026", "is past"),
        ("fr", "no day"),
        ("2026-11-01", "is past"),
        ("0d", "is past"),
        ("9999d", "within a year"),
        ("2030-01-01", "within a year"),
    ],
)
def test_an_end_that_cannot_be_is_refused_in_a_sentence(typed, sentence):
    with pytest.raises(UserError, match=sentence):
        read_until(typed, NOW, "UTC")


def test_two_times_and_a_rhythm_are_recognized_as_such_not_taken_for_a_zone():
    assert read_schedule("9:00 and 17:00") == {"at": "9:00 17:00"}
    assert read_schedule("weekly at 9:00 UTC+2") == {"at": "9:00", "days": "weekly", "zone": "UTC+2"}


def test_only_what_was_typed_of_a_schedule_changes():
    old = Schedule(time(9), frozenset({0}), "UTC")
    assert rescheduled(old, "", "", "paris") == Schedule(time(9), frozenset({0}), "Europe/Paris")
    assert rescheduled(old, "7pm", "daily", "") == Schedule(time(19), frozenset(range(7)), "UTC")


@each_of(
    ("at", "days", "zone", "sentence"),
    [
        ("25:00", "", "", "no time of day"),
        ("", "mon,xyz", "", "no weekdays"),
        ("", "", "Europe/Pariss", "Europe/Paris"),
        ("9:00 17:00", "", "", "type one time, 9:00 or 17:00"),
        ("", "weekly", "", "name the day: `schedule 9:30 friday"),
    ],
)
def test_a_bad_schedule_is_refused_with_the_remedy(at, days, zone, sentence):
    with pytest.raises(UserError, match=sentence):
        rescheduled(Schedule(), at, days, zone)


def test_each_setting_changes_by_its_name():
    arguments = {
        "picks": "7",
        "layout": "thread",
        "empty": "silent",
        "sources": "arxiv",
        "upvotes": "3",
        "changes": "managers",
        "discord.role": "42",
    }
    assert changed(Settings(), arguments, ("arxiv", "huggingface")) == Settings(
        picks=7,
        layout=Layout.THREAD,
        empty_day=EmptyDay.SILENT,
        sources=("arxiv",),
        min_upvotes=3,
        changes=Changes.MANAGERS,
        extras=(("discord.role", "42"),),
    )


def test_a_platforms_own_setting_is_forgotten_by_off():
    assert changed(Settings(extras=(("a.b", "1"),)), {"a.b": "off"}, ()).extras == ()


def test_a_platforms_own_setting_is_short():
    with pytest.raises(UserError, match="at most 200"):
        changed(Settings(), {"a.b": "x" * 201}, ())


def test_sources_are_known_ones_or_all():
    assert read_sources("huggingface, arxiv", ("arxiv", "huggingface")) == ("arxiv", "huggingface")
    assert read_sources("ALL", ("arxiv",)) == ()
    with pytest.raises(UserError, match="Did you mean arxiv"):
        read_sources("arxv", ("arxiv",))


def test_a_zone_that_the_machine_does_not_know_at_the_moment_outlives_another_hour():
    old = repaired(Schedule(time(9), frozenset({0}), "Mars/Olympus"))
    new = rescheduled(old, "7pm", "", "")
    assert (new.at, new.zone, new.stored.zone, new.stored.at) == (time(19), "UTC", "Mars/Olympus", time(19))


@each_of("text", ["off", "Never", " stop "])
def test_who_schedules_no_digests_is_offered_a_pause(text):
    with pytest.raises(AskBackError, match="is a pause") as raised:
        read_schedule(text)
    assert [button.command for button in raised.value.buttons] == ["pause"]
