"""Why a digest comes late."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.model.channel import Schedule
from bot.schedule.day_name import day_name
from bot.schedule.due_times import last_instant, local_date

LATE_NOTE_AFTER = timedelta(minutes=15)  # within this a reader calls it on time


@lru_cache(maxsize=4096)
def why_late(schedule: Schedule, due: datetime | None, day: date, now: datetime) -> str:
    """A sentence for a digest that comes after its hour or takes in missed days; "" for one on time or unasked."""
    if due is None or due > now:
        return ""
    missed = local_date(schedule, due)
    if missed < day:
        return f"No digest could be posted on {day_name(missed)}: this one takes in what came since then."
    if now - last_instant(schedule, day) > LATE_NOTE_AFTER:
        return f"This digest is late: it was due at {schedule.at:%H:%M}."
    return ""
