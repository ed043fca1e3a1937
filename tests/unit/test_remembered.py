"""A night's questions are answered once, and no night's answers are kept for ever."""

import sys
from datetime import UTC, datetime, time, timedelta

from bot.app.free_memory import give_back
from bot.model.channel import Schedule
from bot.remembered import remembered
from bot.schedule.due_times import next_due

EVENING = datetime(2026, 1, 5, 19, tzinfo=UTC)


def test_a_question_is_answered_once_until_memory_is_given_back():
    asked = []

    @remembered()
    def twice(number):
        asked.append(number)
        return 2 * number

    assert [twice(3), twice(3), twice(4)] == [6, 6, 8]
    assert asked == [3, 4]
    give_back()
    assert twice(3) == 6
    assert asked == [3, 4, 3]


def test_a_long_life_remembers_no_more_than_a_night():
    give_back()
    schedules = [Schedule(time(hour), frozenset(range(7)), "UTC") for hour in range(24)]
    for schedule in schedules:
        next_due(schedule, EVENING)
    one_night = sys.getrefcount(schedules[0])
    for nights in range(1, 30):
        give_back()
        for schedule in schedules:
            next_due(schedule, EVENING + timedelta(days=nights))
    many_nights = sys.getrefcount(schedules[0])
    assert many_nights == one_night
