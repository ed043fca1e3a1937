"""Which days of Daily Papers to read, and why one is empty. Pure."""

from datetime import date, timedelta
from typing import Final

FIRST_LOOK: Final = timedelta(days=4)  # so that a first start on a Monday morning finds Friday's papers
SETTLING: Final = timedelta(days=7)  # upvotes settle over one to two weeks: a week is read again once a day
CATCH_UP: Final = timedelta(days=14)  # after downtime; what is older comes by `backfill`
GROWING_WAIT: Final = 1_800.0  # seconds: a list grows all day (median 22 papers at 08 UTC, 90 a day later)
WEEKEND_WAIT: Final = 3 * 3_600.0
SATURDAY: Final = 5


def days_to_ask(cursor: str, today: date) -> tuple[date, ...]:
    """Which days' lists to read, the oldest first: today, yesterday, and more after a pause or on a new day.

    `cursor` is the last day read, "" at first; `today` is UTC's: a later date is an error 400. Weekend days before
    today are left out: their lists are empty.
    """
    try:
        last = date.fromisoformat(cursor)
    except ValueError:
        first = today - FIRST_LOOK
    else:
        first = today - timedelta(days=1) if last >= today else max(min(last, today - SETTLING), today - CATCH_UP)
    days = (first + timedelta(days=step) for step in range((today - first).days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY or day == today)


def wait_on(today: date) -> float:
    """Seconds until the list may have grown."""
    return WEEKEND_WAIT if today.weekday() >= SATURDAY else GROWING_WAIT


def why_empty(day: date) -> str:
    """Why a day's list has no papers."""
    if day.weekday() >= SATURDAY:
        return f"weekend: Hugging Face lists no papers on {day:%A}s"
    return f"Hugging Face lists no papers for {day}"
