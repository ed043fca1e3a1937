"""Restoring: when a database is an older copy, and what its channels do then."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.channels.own_pause import going_on
from bot.channels.restoring import Evidence, Remedy, remedy, restart, sentence
from bot.model.channel import Address, Channel, Schedule
from tests.each_of import each_of

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)  # a Friday
COPIED = datetime(2026, 11, 19, 3, tzinfo=UTC)
FOUND = Remedy("It is a copy", "parked", date(2026, 11, 21))
CHANNEL = Channel(
    key=1,
    address=Address("slack", "T1", "C1"),
    name="general",
    since=date(2026, 1, 1),
    schedule=Schedule(time(9), zone="UTC"),
    next_due=NOW - timedelta(hours=2),
    last_date=date(2026, 11, 19),
)


@each_of(
    ("evidence", "said"),
    [
        (Evidence(copied=None, attempts=0, high_water=None), None),
        (Evidence(copied=None, attempts=7, high_water=7), None),
        (Evidence(copied=None, attempts=8, high_water=7), None),  # the mark is written after the attempt
        (Evidence(copied=None, attempts=5, high_water=7), "an older copy (2 deliveries"),
        (Evidence(copied=None, attempts=5, high_water=None), "copied here from elsewhere"),
        (Evidence(copied=COPIED, attempts=0, high_water=None), "the backup of 2026-11-19 03:00 UTC"),
        (Evidence(copied=COPIED, attempts=7, high_water=7), "the backup of 2026-11-19 03:00 UTC"),
    ],
)
def test_an_older_copy_is_told_by_its_mark_and_its_attempts(evidence, said):
    found = remedy(evidence, NOW)
    if said is None:
        assert found is None
    else:
        assert said in found.what


def test_papers_of_the_day_of_the_restore_may_have_been_posted_and_are_left_out():
    found = remedy(Evidence(copied=COPIED, attempts=1, high_water=None), NOW)
    assert found.since == date(2026, 11, 21)
    assert "channels get papers listed from 2026-11-21 on" in sentence(found, 0)
    assert "3 queued deliveries were parked" in sentence(found, 3)


@each_of(
    ("listed", "learned", "since"),
    [
        (None, None, date(2026, 11, 21)),
        (date(2026, 11, 18), NOW, date(2026, 11, 21)),
        (date(2026, 11, 23), NOW + timedelta(days=3), date(2026, 11, 24)),  # the clock is three days behind
        (date(2026, 11, 21), NOW, date(2026, 11, 22)),  # it is tomorrow already where the source is
        (
            date(2026, 11, 19),
            NOW + timedelta(days=400),
            date(2026, 11, 21),
        ),  # a clock was ahead when it was learned of
        (date(2099, 1, 1), NOW, date(2026, 11, 22)),  # a file that was imported said so
    ],
)
def test_a_clock_that_is_behind_what_is_listed_is_not_believed_after_a_restore(listed, learned, since):
    evidence = Evidence(copied=None, attempts=5, high_water=7, listed=listed, learned=learned)
    assert remedy(evidence, NOW).since == since


def test_a_digest_that_was_due_while_the_copy_slept_is_skipped():
    after = restart(CHANNEL, FOUND, NOW)
    assert after.since == FOUND.since
    assert after.last_date == date(2026, 11, 20)
    assert after.next_due == datetime(2026, 11, 23, 9, tzinfo=UTC)  # the next weekday


def test_a_digest_that_is_due_later_today_still_comes():
    due = NOW + timedelta(hours=1)
    after = restart(replace(CHANNEL, schedule=Schedule(time(12), zone="UTC"), next_due=due), FOUND, NOW)
    assert (after.next_due, after.last_date) == (due, CHANNEL.last_date)


def test_a_date_whose_digest_was_given_up_in_the_copy_may_have_had_it_since():
    """The workspace was dead at its hour and lived again half an hour later; the log that knew of it was lost."""
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    after = restart(replace(CHANNEL, next_due=monday), FOUND, NOW)
    assert going_on(after, NOW).next_due == monday
    assert going_on(replace(CHANNEL, next_due=monday), NOW).next_due == NOW, "what is no copy owes it"


def test_a_paused_channel_stays_paused_and_a_later_since_stays():
    after = restart(replace(CHANNEL, next_due=None, since=date(2027, 1, 1)), FOUND, NOW)
    assert (after.next_due, after.since) == (None, date(2027, 1, 1))
