"""A period that has a list of papers: a day, an ISO week or a month. List dates are UTC dates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.errors import UserError

FIRST_YEAR: Final = 1991  # arXiv's first papers; nothing is listed before
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


class Kind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_FORMS: Final = {Kind.DAY: "2026-11-27", Kind.WEEK: "2026-W48", Kind.MONTH: "2026-11"}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    kind: Kind
    first: date
    last: date

    @property
    def name(self) -> str:
        """As it stands in an address: 2026-11-27, 2026-W48, 2026-11."""
        match self.kind:
            case Kind.DAY:
                return self.first.isoformat()
            case Kind.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case Kind.MONTH:
                return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """As people read it."""
        match self.kind:
            case Kind.DAY:
                return f"{self.first:%A}, {self.first.day} {self.first:%B %Y}"
            case Kind.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"Week {week} of {year}"
            case Kind.MONTH:
                return f"{self.first:%B %Y}"

    @property
    def dates(self) -> str:
        """`23 to 29 November 2026`; of a day its title."""
        if self.first == self.last:
            return self.title
        months = f" {self.first:%B}" if self.first.month != self.last.month else ""
        year = f" {self.first:%Y}" if self.first.year != self.last.year else ""
        return f"{self.first.day}{months}{year} to {self.last.day} {self.last:%B %Y}"

    @property
    def before(self) -> "Period":
        """The one that ends the day before."""
        return containing(self.first - timedelta(days=1), self.kind)

    @property
    def after(self) -> "Period":
        """The one that begins the day after."""
        return containing(self.last + timedelta(days=1), self.kind)


def containing(day: date, kind: Kind) -> Period:
    """The period of that kind with this day in it."""
    match kind:
        case Kind.DAY:
            return Period(kind, day, day)
        case Kind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(kind, monday, monday + timedelta(days=6))
        case Kind.MONTH:
            first = day.replace(day=1)
            return Period(kind, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def parse(text: str, kind: Kind, today: date) -> Period:
    """The period that an address names. UserError for nonsense, one that has not begun, and one too old."""
    first = _first_day(text, kind)
    if first is None:
        raise UserError(f"There is no {kind} “{text[:40]}”: a {kind} is written like {_FORMS[kind]}.")
    if first > today:
        raise UserError(
            f"{text} has not begun yet: it is {today.isoformat()} in UTC, by which the Daily Papers are dated."
        )
    if first.year < FIRST_YEAR:
        raise UserError(f"No paper was listed in {first.year}: preprints are younger than that.")
    return containing(first, kind)


def _first_day(text: str, kind: Kind) -> date | None:
    form = {Kind.DAY: _DAY, Kind.WEEK: _WEEK, Kind.MONTH: _MONTH}[kind].fullmatch(text)
    if form is None:
        return None
    numbers = [int(part) for part in form.groups()]
    try:
        match kind:
            case Kind.DAY:
                return date(*numbers)
            case Kind.WEEK:
                return date.fromisocalendar(numbers[0], numbers[1], 1)
            case Kind.MONTH:
                return date(numbers[0], numbers[1], 1)
    except ValueError:
        return None
