"""`pause until friday`, `3d`, `2 weeks`, `2026-12-01`: the instant at which a pause ends."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.typed_schedule import DAYS
from bot.errors import UserError

MAX_DAYS = 366
_SPAN = re.compile(r"(\d{1,4}|an?)\s*(h|hours?|d|days?|w|weeks?|months?)", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720}
_HOW = "Type for example: pause 3d, pause until friday, or pause 2026-12-01."


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
        raise UserError("A pause ends within a year; to pause without an end, type pause alone.")
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
        return None
