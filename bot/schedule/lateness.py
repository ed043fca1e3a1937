"""Whether a digest comes late, and which days it takes in."""

from datetime import date, datetime, time, timedelta

from bot.model.channel import Schedule
from bot.remembered import remembered
from bot.schedule.day_name import day_name
from bot.schedule.due_times import last_instant, local_date

LATE_NOTE_AFTER = timedelta(minutes=15)  # within this a reader calls it on time


@remembered()
def without_digest(
    schedule: Schedule, due: datetime | None, day: date, now: datetime, missed: date | None = None
) -> str:
    """A sentence for a digest that takes in missed days; "" for another, or one that nobody waits for yet.

    `missed`: the first of the days that had none, where that is known already.
    """
    if due is None or due > now:
        return ""
    first = min(filter(None, (missed, local_date(schedule, due))))
    if first >= day:
        return ""
    return f"No digest could be posted {_days(schedule, first, day)}: this one takes in what came since then."


@remembered()
def late_since(schedule: Schedule, due: datetime | None, day: date, now: datetime) -> time | None:
    """The hour at which a digest was due that comes later; None for one on time, or that nobody waits for yet."""
    if due is None or due > now or now - last_instant(schedule, day) <= LATE_NOTE_AFTER:
        return None
    return schedule.at


def _days(schedule: Schedule, first: date, day: date) -> str:
    """`on Friday 20 November`, or `from … to …`: the scheduled days from the first missed one until that day."""
    last = day - timedelta(days=1)
    while last > first and last.weekday() not in schedule.weekdays:
        last -= timedelta(days=1)
    return f"on {day_name(first)}" if last == first else f"from {day_name(first)} to {day_name(last)}"
