"""When arXiv announces papers, and why it does not. Pure.

Submissions by 14:00 US Eastern of a weekday are announced at 20:00 that evening (Friday's on Sunday's); never on
Friday or Saturday evening, nor on holidays: https://info.arxiv.org/help/availability.html. A list is dated the
day after the evening: its feed's date (rebuilt at midnight US Eastern) and the announcement's date in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

EASTERN: Final = ZoneInfo("America/New_York")
CUT_OFF: Final = time(14)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
DAY: Final = timedelta(days=1)

HOLIDAYS: Final = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 1, 19): "Martin Luther King Jr. Day",
    date(2026, 6, 19): "Juneteenth",
    date(2026, 7, 3): "Independence Day (observed)",
    date(2026, 9, 7): "Labor Day",
    date(2026, 11, 26): "Thanksgiving",
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 29): "the end of the year",
    date(2026, 12, 31): "New Year's Eve",
}


def why_quiet(listed: date) -> str:
    """Why no list is dated so (nothing was announced the evening before); "" if one is."""
    evening = listed - DAY
    if evening.weekday() in {FRIDAY, SATURDAY}:
        return f"weekend: arXiv announces nothing on {evening:%A} evenings"
    if evening in HOLIDAYS:
        return f"holiday: arXiv announces nothing on {HOLIDAYS[evening]}"
    return ""


def latest_list(now: datetime) -> date:
    """The date of the newest list whose feed is there at `now`."""
    day = now.astimezone(EASTERN).date()
    while why_quiet(day):
        day -= DAY
    return day


def next_feed(now: datetime) -> datetime:
    """The instant (UTC) at which the next list's feed is built."""
    day = now.astimezone(EASTERN).date() + DAY
    while why_quiet(day):
        day += DAY
    return datetime.combine(day, time(), EASTERN).astimezone(UTC)


def window(listed: date) -> tuple[datetime, datetime] | None:
    """From when until when (UTC) the papers of a list were submitted; None if there is no such list."""
    if why_quiet(listed):
        return None
    before = listed - DAY
    while why_quiet(before):
        before -= DAY
    return _cut_off(before), _cut_off(listed)


def _cut_off(listed: date) -> datetime:
    """Until when one had to submit: 14:00 that day, for Sunday evening's list on Friday."""
    evening = listed - DAY
    day = evening - 2 * DAY if evening.weekday() == SUNDAY else evening
    return datetime.combine(day, CUT_OFF, EASTERN).astimezone(UTC)
