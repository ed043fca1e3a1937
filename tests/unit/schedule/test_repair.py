"""A schedule that cannot be kept is replaced by one that can."""

from datetime import time

from bot.model.channel import Schedule
from bot.schedule.repair import repaired
from tests.each_of import each_of


def test_a_schedule_that_works_is_itself():
    schedule = Schedule(time(7), frozenset({6}), "Asia/Tokyo")
    assert repaired(schedule) is schedule


@each_of(
    ("stored", "works", "said"),
    [
        (
            Schedule(time(9), zone="Mars/Olympus"),
            Schedule(time(9), zone="UTC"),
            "The time zone 'Mars/Olympus' is unknown: UTC is used. Name another, such as `schedule Europe/Paris`.",
        ),
        (Schedule(zone="a `now` b"), Schedule(zone="UTC"), "a 'now' b"),
        (Schedule(zone="../../etc/passwd"), Schedule(zone="UTC"), "is unknown"),
        (Schedule(zone="Europe"), Schedule(zone="UTC"), "is unknown"),
        (
            Schedule(weekdays=frozenset(), zone="Asia/Tokyo"),
            Schedule(zone="Asia/Tokyo"),
            "The schedule has no weekday any more: Monday to Friday is used. Mend it: `schedule daily`.",
        ),
        (Schedule(weekdays=frozenset({9}), zone="Nowhere"), Schedule(zone="UTC"), "unknown"),
    ],
)
def test_a_broken_one_is_replaced_named_and_remembered(stored: Schedule, works: Schedule, said: str):
    found = repaired(stored)
    assert (found.at, found.weekdays, found.zone) == (works.at, works.weekdays, works.zone)
    assert said in found.fault
    assert found.stored == stored
