"""When a digest is due: the days on which clocks jump, and every zone there is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.channel import Schedule
from bot.schedule.due_times import LATE_GRACE, due_date, local_date, next_due
from bot.schedule.zones import zone_names
from tests.each_of import each_of

EVERY_DAY = frozenset(range(7))
DAY = timedelta(days=1)


def daily(at: str, zone: str) -> Schedule:
    return Schedule(at=time.fromisoformat(at), weekdays=EVERY_DAY, zone=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due_on(schedule: Schedule, day: date) -> datetime | None:
    """When the digest of a date is due; None if none is."""
    due = next_due(schedule, datetime.combine(day, time(), UTC) - 3 * DAY, day - DAY)
    return due if due_date(schedule, due) == day else None


@each_of(
    ("zone", "at", "day", "due"),
    [
        ("UTC", "09:00", "2026-11-21", "2026-11-21 09:00"),
        ("Europe/Berlin", "09:00", "2026-11-21", "2026-11-21 08:00"),
        # The wall time does not exist: the first valid instant after it.
        ("Africa/Cairo", "00:30", "2026-04-24", "2026-04-23 22:00"),
        ("Africa/Cairo", "00:00", "2026-04-24", "2026-04-23 22:00"),
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08 07:00"),
        ("America/New_York", "02:00", "2026-03-08", "2026-03-08 07:00"),
        ("America/New_York", "03:00", "2026-03-08", "2026-03-08 07:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03 15:30"),
        # It happens twice: the first.
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01 05:30"),
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25 00:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04 14:45"),
        # Half and quarter hours.
        ("Asia/Kathmandu", "09:00", "2026-11-21", "2026-11-21 03:15"),
        ("Pacific/Chatham", "09:00", "2026-11-21", "2026-11-20 19:15"),
        # The days beside a date that the zone skipped.
        ("Pacific/Apia", "09:00", "2011-12-29", "2011-12-29 19:00"),
        ("Pacific/Apia", "09:00", "2011-12-31", "2011-12-30 19:00"),
        # A gap over midnight: the first valid instant lies on the next date.
        ("America/Toronto", "23:45", "1919-03-30", "1919-03-31 04:30"),
    ],
)
def test_a_wall_time_stands_for_one_instant(zone: str, at: str, day: str, due: str) -> None:
    assert due_on(daily(at, zone), date.fromisoformat(day)) == utc(due)


@each_of(
    ("zone", "day"),
    [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"), ("Pacific/Kiritimati", "1994-12-31")],
)
def test_a_date_that_the_zone_skipped_has_no_digest(zone: str, day: str) -> None:
    skipped = date.fromisoformat(day)
    schedule = daily("09:00", zone)
    assert due_on(schedule, skipped) is None
    before = due_on(schedule, skipped - DAY)
    assert before is not None
    assert next_due(schedule, before, skipped - DAY) == due_on(schedule, skipped + DAY)


def test_next_due_is_strictly_after_and_on_a_later_date_than_the_last() -> None:
    schedule = daily("09:00", "UTC")
    assert next_due(schedule, utc("2026-11-21 08:59")) == utc("2026-11-21 09:00")
    assert next_due(schedule, utc("2026-11-21 09:00")) == utc("2026-11-22 09:00")
    assert next_due(schedule, utc("2026-11-21 08:59"), date(2026, 11, 21)) == utc("2026-11-22 09:00")
    assert next_due(schedule, utc("2026-11-21 08:59"), date(2026, 11, 23)) == utc("2026-11-24 09:00")


def test_moving_the_zone_never_gives_a_second_digest_for_a_date() -> None:
    had_in_tokyo = date(2026, 11, 21)
    moved = daily("09:00", "America/Los_Angeles")
    assert next_due(moved, utc("2026-11-21 00:10"), had_in_tokyo) == utc("2026-11-22 17:00")


def test_only_scheduled_weekdays_are_due() -> None:
    schedule = Schedule(at=time(9), weekdays=frozenset({0}), zone="UTC")
    assert next_due(schedule, utc("2026-11-21 12:00")) == utc("2026-11-23 09:00")
    assert due_on(schedule, date(2026, 11, 21)) is None


def test_a_schedule_without_weekdays_is_never_due() -> None:
    with pytest.raises(ValueError, match="never due"):
        next_due(Schedule(weekdays=frozenset()), utc("2026-11-21 12:00"))
    assert due_date(Schedule(weekdays=frozenset()), utc("2026-11-21 12:00")) is None


@each_of(
    ("at", "now", "day"),
    [
        ("09:00", "2026-11-21 08:59", None),  # today's is not due, yesterday's day is over
        ("09:00", "2026-11-21 09:00", "2026-11-21"),
        ("09:00", "2026-11-21 23:59", "2026-11-21"),  # late, the same local date
        ("23:59", "2026-11-22 00:01", "2026-11-21"),  # a slow tick over midnight is no downtime
        ("23:59", "2026-11-22 00:05", None),
        ("23:00", "2026-11-22 00:01", None),  # merged into the next one
        ("09:00", "2026-12-24 10:00", "2026-12-24"),  # a month down: only today's
    ],
)
def test_a_late_digest_is_planned_while_it_is_still_its_day(at: str, now: str, day: str | None) -> None:
    expected = date.fromisoformat(day) if day else None
    assert due_date(daily(at, "UTC"), utc(now)) == expected


def test_a_digest_whose_wall_time_fell_into_a_gap_over_midnight_keeps_its_own_date() -> None:
    schedule = daily("23:45", "America/Toronto")
    assert due_date(schedule, utc("1919-03-31 04:30")) == date(1919, 3, 30)
    assert due_date(schedule, utc("1919-03-31 12:00")) == date(1919, 3, 30)
    assert due_date(schedule, utc("1919-04-01 03:45")) == date(1919, 3, 31)


zones = st.sampled_from(zone_names())
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(1900, 1, 1), date(2037, 12, 1))


@settings(max_examples=400)
@given(zones, times, days)
def test_every_zone_has_one_instant_for_each_date_in_ascending_order(zone: str, at: time, start: date) -> None:
    schedule = Schedule(at=at, weekdays=EVERY_DAY, zone=zone)
    place = ZoneInfo(zone)
    asked = datetime.combine(start, time(), UTC)
    previous, last = asked, None
    for _ in range(4):
        due = next_due(schedule, previous, last)
        day = due_date(schedule, due)
        assert day is not None
        assert due_on(schedule, day) == due > previous
        assert last is None or day - last in {DAY, 2 * DAY}  # two only where the zone skipped a date
        if last is not None and day - last == 2 * DAY:
            assert due_on(schedule, last + DAY) is None
        shown = due.astimezone(place).replace(tzinfo=None)
        wall = datetime.combine(day, at)
        assert shown == wall or _does_not_exist(wall, place)
        assert due_date(schedule, due - timedelta(seconds=1)) != day
        previous, last = due, day


def _does_not_exist(wall: datetime, place: ZoneInfo) -> bool:
    return all(
        wall.replace(tzinfo=place, fold=fold).astimezone(UTC).astimezone(place).replace(tzinfo=None) != wall
        for fold in (0, 1)
    )


@settings(max_examples=150)
@given(zones, times, days, st.lists(st.integers(1, 4000), min_size=1, max_size=30))
def test_whenever_the_process_wakes_no_date_is_had_twice_and_none_is_owed_while_awake(
    zone: str, at: time, start: date, naps: list[int]
) -> None:
    schedule = Schedule(at=at, weekdays=EVERY_DAY, zone=zone)
    now = datetime.combine(start, time(), UTC)
    due, last, had = next_due(schedule, now), None, []
    for minutes in naps:
        now += timedelta(minutes=minutes)
        if now < due:
            continue
        day = due_date(schedule, now)
        if day is not None and (last is None or day > last):
            had.append(day)
            last = day
        elif day is None:
            assert local_date(schedule, due) < local_date(schedule, now) or now - due > LATE_GRACE
        due = next_due(schedule, now, last)
    assert had == sorted(set(had))
