"""Dates as feeds write them where they keep to no standard. Pure."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Final

_CJK: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_MONTH: Final = re.compile(
    r"(?:\w{2,12}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er)?\.?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4})"
)
_MONTH_DAY: Final = re.compile(
    r"(?:\w{3,9},?\s+)?([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)"
)
_EPOCH: Final = re.compile(r"(\d{9,10})(?:\d{3})?$")
# First letters of months' names (without accents), English and what journals elsewhere in Europe write.
_MONTHS: Final = {
    1: "jan|gen|ene|sty|янв",
    2: "feb|fev|lut|фев",
    3: "mar|mrz|maa|мар",
    4: "apr|avr|abr|kwi|апр",
    5: "may|mai|mei|maj|mag|ма[ия]",
    6: "jun|juin|giu|cze|июн",
    7: "jul|juil|lug|lip|июл",
    8: "aug|aou|ago|sie|авг",
    9: "sep|set|wrz|сен",
    10: "oct|okt|ott|out|paz|окт",
    11: "nov|lis|ноя",
    12: "dec|dez|dic|gru|дек",
}


def odd_day(text: str) -> date | None:
    """The day of a date in one of the shapes that feed readers do not know or take for another; else None.

    `28/11/2026` and `11/28/2026` are told apart where one of the numbers can be no month; else it stays unknown.
    """
    text = text.strip()
    readers = ((_CJK, _ordered), (_YEAR_FIRST, _ordered), (_YEAR_LAST, _year_last), (_DAY_MONTH, _day_month))
    for shape, read in (*readers, (_MONTH_DAY, _month_day), (_EPOCH, _epoch)):
        if found := shape.match(text):
            return read(found)
    return None


def _ordered(found: re.Match[str]) -> date | None:
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _year_last(found: re.Match[str]) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first == second or first > 12:  # where dots are written, the day goes first
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _day_month(found: re.Match[str]) -> date | None:
    return _day(int(found[3]), month_named(found[2]), int(found[1]))


def _month_day(found: re.Match[str]) -> date | None:
    return _day(int(found[3]), month_named(found[1]), int(found[2]))


def _epoch(found: re.Match[str]) -> date | None:
    return datetime.fromtimestamp(int(found[1]), UTC).date()


def month_named(name: str) -> int:
    """Its number; 0 if no month's name begins so."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return next((number for number, starts in _MONTHS.items() if re.match(starts, bare)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
