"""A stored instant that cannot be is worked out anew; one that can be is left alone."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.channel import Address, Channel, Pause, Schedule
from bot.schedule.believed import LONGEST_WAIT, Restored, Times, believed, believed_since, believed_times
from bot.schedule.due_times import next_due
from tests.each_of import each_of

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday
DAILY = Schedule(time(9), frozenset(range(7)), "UTC")
TODAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23)
PAUSED = Pause(NOW, "holiday", by="U1", until=NOW + timedelta(days=10))
REFUSED = Pause(NOW, "forbidden", probe=True)


def test_times_of_a_clock_that_was_a_month_ahead_are_what_they_would_have_been() -> None:
    stored = Times(NOW + timedelta(days=31), TODAY + timedelta(days=30))
    assert believed_times(DAILY, None, stored, NOW) == Times(datetime(2026, 11, 24, 9, tzinfo=UTC), YESTERDAY)


def test_a_clock_that_is_set_right_after_the_hour_leaves_today_due() -> None:
    stored, ten = Times(NOW + timedelta(days=31), TODAY + timedelta(days=30)), NOW + timedelta(hours=2)
    assert believed_times(DAILY, None, stored, ten) == Times(datetime(2026, 11, 24, 9, tzinfo=UTC), YESTERDAY)
    had = stored._replace(last_date=TODAY)
    assert believed_times(DAILY, None, had, ten) == Times(datetime(2026, 11, 25, 9, tzinfo=UTC), TODAY)
    mondays = Schedule(time(9), frozenset({0}), "UTC")
    assert believed_times(mondays, None, stored, ten).next_due == datetime(2026, 11, 30, 9, tzinfo=UTC)


@each_of(
    "stored",
    [
        Times(datetime(2026, 11, 24, 9, tzinfo=UTC), YESTERDAY),
        Times(NOW - timedelta(days=3), YESTERDAY),  # overdue: its turn knows best
        Times(None, TODAY),
        Times(None, None),
    ],
)
def test_times_that_can_be_stay(stored: Times) -> None:
    assert believed_times(DAILY, None, stored, NOW) == stored


def test_a_pause_and_a_probe_explain_a_far_instant_and_no_farther_one() -> None:
    after = next_due(DAILY, NOW + timedelta(days=10), YESTERDAY)
    assert believed_times(DAILY, PAUSED, Times(after, YESTERDAY), NOW).next_due == after
    assert believed_times(DAILY, PAUSED, Times(after + timedelta(days=1), YESTERDAY), NOW).next_due == after
    in_a_week = next_due(DAILY, NOW + timedelta(days=7), YESTERDAY)
    assert believed_times(DAILY, REFUSED, Times(in_a_week, YESTERDAY), NOW).next_due == in_a_week
    month = Times(NOW + timedelta(days=31), YESTERDAY)
    assert believed_times(DAILY, REFUSED, month, NOW).next_due == in_a_week
    plain = Pause(NOW, "for good", by="U1")
    assert believed_times(DAILY, plain, month, NOW).next_due == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_first_list_date_lies_tomorrow_at_the_latest_or_at_a_pauses_end() -> None:
    assert believed_since(DAILY, None, TODAY + timedelta(days=1), NOW) == TODAY + timedelta(days=1)
    assert believed_since(DAILY, None, TODAY + timedelta(days=2), NOW) == TODAY
    assert believed_since(DAILY, PAUSED, TODAY + timedelta(days=10), NOW) == TODAY + timedelta(days=10)


def test_what_a_restored_copy_cannot_know_stays_passed_over_when_the_clock_is_set_back() -> None:
    def since(days: int, listed: date | None) -> date:
        restored = Restored(TODAY + timedelta(days=2), listed)
        return believed_since(DAILY, None, TODAY + timedelta(days=days), NOW, restored=restored)

    assert since(2, None) == TODAY + timedelta(days=1)
    assert since(2, TODAY - timedelta(days=3)) == TODAY + timedelta(days=1)
    assert since(2, TODAY + timedelta(days=1)) == TODAY + timedelta(
        days=2
    )  # the clock is behind what sources list
    assert since(30, TODAY + timedelta(days=400)) == TODAY + timedelta(days=30)  # never later than it was
    assert since(1, None) == TODAY + timedelta(days=1)
    before = Restored(TODAY + timedelta(days=9), TODAY)  # this start is not of the restore
    assert believed_since(DAILY, None, TODAY + timedelta(days=5), NOW, restored=before) == TODAY


@given(st.integers(-400, 400), st.integers(-40, 40), st.integers(-40, 40))
def test_whatever_was_stored_a_channel_is_due_within_a_day_and_a_second_look_changes_nothing(
    hours: int, last: int, since: int
) -> None:
    channel = Channel(
        key=1,
        address=Address("slack", "T1", "C1"),
        name="c",
        since=TODAY + timedelta(days=since),
        schedule=DAILY,
        next_due=NOW + timedelta(hours=hours),
        last_date=TODAY + timedelta(days=last),
    )
    found = believed(channel, NOW)
    assert found.next_due is not None
    assert found.next_due <= NOW + LONGEST_WAIT
    assert found.last_date is not None
    assert found.last_date <= TODAY
    assert found.since <= TODAY + timedelta(days=1)
    assert believed(found, NOW) == found
