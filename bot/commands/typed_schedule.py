"""Times and weekdays as people type them: `9am`, `mon-fri`; and back in words."""

import re
from collections.abc import Sequence
from datetime import time

from bot.commands.context import AskBackError
from bot.commands.time_words import REPEATEDLY, as_read
from bot.model.channel import Schedule
from bot.schedule.zone_offsets import zone_in_words
from bot.views.blocks import Button

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
DAILY = frozenset(range(7))
GROUPS = {
    "weekdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "workdays": WEEKDAYS,
    "daily": DAILY,
    "everyday": DAILY,
    "all": DAILY,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
}
RHYTHMS = frozenset(
    {"weekly", "biweekly", "fortnightly", "monthly", "hourly", "twice", REPEATEDLY}
)  # understood, and not kept
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_WORDS = {"noon": time(12), "midnight": time(0)}
_SMALL = {"and", "on", "at", "every", "from", "to", "in", "till", "until", "day", "the", "of", "&", "-"}
EXCEPT = "except"


def read_time(text: str) -> time | None:
    """The wall time a person means by `9:30`, `09.30`, `9am`, `21h`, `noon`; None if it is none."""
    word = as_read(text).casefold()
    if word in _WORDS:
        return _WORDS[word]
    match = _TIME.fullmatch(word)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_days(text: str) -> frozenset[int] | None:
    """The weekdays a person means by `weekdays`, `mon,wed`, `Mon to Fri`, `fri-mon`; None if they are none."""
    meant, _, but = as_read(text).casefold().partition(EXCEPT)
    if but.strip():
        kept, left_out = _read_days(meant) if meant.strip(" ,") else DAILY, _read_days(but)
        return (kept - left_out) or None if kept and left_out else None
    return _read_days(meant)


def _read_days(text: str) -> frozenset[int] | None:
    words = re.sub(r"\b(?:to|till|until|through)\b", "-", " ".join(text.split()))
    words = re.sub(r" ?[-–—] ?", "-", words)
    days: set[int] = set()
    for word in re.split(r"[\s,;+&/]+", words):
        if not word or word in _SMALL:
            continue
        if word in GROUPS:
            days |= GROUPS[word]
            continue
        first, dash, last = word.partition("-")
        start, end = _day(first), _day(last) if dash else _day(first)
        if start is None or end is None:
            return None
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(days) or None


_NO_DIGESTS = frozenset(("off", "never", "none", "no", "stop"))
_PAUSE = Button("Pause", "pause")


def read_schedule(text: str) -> dict[str, str]:
    """`9:30 weekdays Europe/Paris`, in any order, as arguments of `schedule`: `at`, `days`, `zone`.

    What is neither a time nor a day is taken for the zone; whether there is one is told when it is read. Raises
    AskBackError for what asks for no digests at all.
    """
    if text.strip().casefold() in _NO_DIGESTS:
        raise AskBackError("No digests is a pause: `pause` stops them, `resume` brings them back.", _PAUSE)
    found: dict[str, str] = {}
    days: list[str] = []
    rest: list[str] = []
    for word in as_read(text).split():
        bare = word.strip(",()")
        if read_time(bare) is not None or bare[:1].isdigit():
            found["at"] = f"{found['at']} {bare}" if "at" in found else bare  # `changed` says that one is enough
        elif (
            bare.casefold() in {*RHYTHMS, EXCEPT}
            or read_days(bare.partition(",")[0].partition("-")[0]) is not None
            or (bare.casefold() in {"to", "-", "–", "till", "through"} and days)
        ):
            days.append(word)
        elif bare.casefold() not in _SMALL and bare:
            rest.append(bare)
    if days:
        found["days"] = " ".join(days).strip(",")
    if rest:
        found["zone"] = " ".join(rest)
    return found


def days_in_words(weekdays: frozenset[int]) -> str:
    """`weekdays`, `every day`, `Monday, Wednesday and Friday`."""
    named: Sequence[tuple[frozenset[int], str]] = (
        (DAILY, "every day"),
        (WEEKDAYS, "weekdays"),
        (WEEKEND, "weekends"),
    )
    for days, name in named:
        if weekdays == days:
            return name
    return listed([DAYS[day] for day in sorted(weekdays)])


def schedule_in_words(schedule: Schedule) -> str:
    """`weekdays at 09:00 (Europe/Paris)`."""
    return f"{days_in_words(schedule.weekdays)} at {schedule.at:%H:%M} ({zone_in_words(schedule.zone)})"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else ""


def _day(word: str) -> int | None:
    word = word.strip(".").removesuffix("s") if len(word) > 4 else word.strip(".")
    if len(word) < 2:
        return None
    found = [i for i, day in enumerate(DAYS) if day.casefold().startswith(word)]
    aliases = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
    return found[0] if len(found) == 1 else aliases.get(word)
