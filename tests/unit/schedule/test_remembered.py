"""What is remembered of due times is what is asked for again, not all that ever was asked."""

import tracemalloc
from datetime import UTC, datetime, time, timedelta

from bot.model.channel import Schedule
from bot.schedule.due_times import next_due


def test_a_long_life_remembers_no_more_of_due_times_than_a_night():
    schedules = [Schedule(time(hour), frozenset(range(7)), "UTC") for hour in range(24)]
    began = datetime(2026, 1, 5, tzinfo=UTC)
    next_due.cache_clear()
    tracemalloc.start()
    try:
        for hours in range(600):
            for schedule in schedules:
                next_due(schedule, began + timedelta(hours=hours))
        assert tracemalloc.get_traced_memory()[0] < 3_000_000  # bytes; all 14,400 of them take more
    finally:
        tracemalloc.stop()
        next_due.cache_clear()
