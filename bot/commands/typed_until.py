"""`pause until friday`, `3d`, `2 weeks`, `2026-12-01`: the instant at which a pause ends."""

import re
from calendar import month_name
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.typed_schedule import DAYS
from bot.errors import UserError

MAX_DAYS = 366
_SPAN = re.compile(r"(\d{1,4}|an?)\s*(h|hours?|d|days?|w|weeks?|months?)", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720}
_MONTHS = tuple(name.casefold() for name in month_name if name)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?P<month>[a-z]{3,9})\.?(?:,? (?P<year>\d{4}))?"
)
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?")
_HOW = "Type for example: `pause 3d`, `pause until friday`, or `pause 2026-12-01`."


def read_until(text: str, now: datetime, zone: str) -> datetime:
    """When (UTC) a pause ends: a span counts from now, a day begins at midnight in `zone`.

    Raises UserError for what is no time, is past, or lies more than a year ahead.
    """
    words = re.sub(r"^(?:until|till|for|to)\s+", "", " ".join(text.casefold().split())).removeprefix("the ")
    if span := _SPAN.fullmatch(words):
        count = 1 if span[1] in {"a", "an"} else int(span[1])
        ends = now + timedelta(hours=count * _HOURS[span[2][0]])
    else:
        day = _day(words, now.astimezone(ZoneInfo(zone)).date())
        if day is None:
            raise UserError(f"“{text[:60]}” is no day that I can read. {_HOW}")
        ends = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(now.tzinfo)
    if ends <= now:
        raise UserError(f"“{text[:60]}” is past. {_HOW}")
    if ends > now + timedelta(days=MAX_DAYS):
        raise UserError("A pause ends within a year; to pause without an end, type `pause` alone.")
    return ends


def _day(words: str, today: date) -> date | None:
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words in {"next week", "monday next week"}:
        return today + timedelta(days=7 - today.weekday())
    for number, name in enumerate(DAYS):
        if len(words) >= 3 and name.casefold().startswith(words.removeprefix("next ").removeprefix("on ")):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return _day_of_month(words, today)


def _day_of_month(words: str, today: date) -> date | None:
    """`24 Dec`, `December 24th, 2026`: the next one, if it names no year."""
    found = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    month = next((n for n, name in enumerate(_MONTHS, 1) if found and name.startswith(found["month"])), 0)
    if not found or not month:
        return None
    try:
        day = date(int(found["year"] or today.year), month, int(found["day"]))
        return day if found["year"] or day > today else day.replace(year=day.year + 1)
    except ValueError:
        return None
