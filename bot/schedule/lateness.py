"""Why a digest comes late."""

import re
from datetime import date, datetime, timedelta

from bot.model.channel import Schedule
from bot.remembered import remembered
from bot.schedule.day_name import day_name
from bot.schedule.due_times import last_instant, local_date

_LATE = re.compile(r"(?:^| )This digest is late: it was due at \d\d:\d\d\.")
LATE_NOTE_AFTER = timedelta(minutes=15)  # within this a reader calls it on time


@remembered()
def why_late(
    schedule: Schedule, due: datetime | None, day: date, now: datetime, missed: date | None = None
) -> str:
    """A sentence for a digest that comes after its hour or takes in missed days; "" for one on time or unasked.

    `missed`: the first of the days that had none, where that is known already.
    """
    if due is None or due > now:
        return ""
    first = min(filter(None, (missed, local_date(schedule, due))))
    if first < day:
        return f"No digest could be posted {_days(schedule, first, day)}: this one takes in what came since then."
    if now - last_instant(schedule, day) > LATE_NOTE_AFTER:
        return f"This digest is late: it was due at {schedule.at:%H:%M}."
    return ""


def in_time(note: str) -> str:
    """A digest's note where it is not late after all: a clock that was ahead had thought so."""
    return _LATE.sub("", note).strip()


def _days(schedule: Schedule, first: date, day: date) -> str:
    """`on Friday 20 November`, or `from … to …`: the scheduled days from the first missed one until that day."""
    last = day - timedelta(days=1)
    while last > first and last.weekday() not in schedule.weekdays:
        last -= timedelta(days=1)
    return f"on {day_name(first)}" if last == first else f"from {day_name(first)} to {day_name(last)}"
