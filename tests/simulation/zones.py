"""Every zone and ten years of days: exactly one instant for each local date, as an independent oracle has it.

`python -m tests.simulation zones`. On days without a change of the clocks the oracle is the wall time less the
zone's offset; around a change it looks at every quarter of an hour (`tests.simulation.oracle`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.channel import Schedule
from bot.schedule.due_times import due_date, next_due
from tests.simulation.oracle import due

FIRST, DAYS = date(2020, 1, 1), 3_653
USUAL, NEAR = time(9), (time(0), time(2, 30), time(23, 59))
EVERY_DAY = frozenset(range(7))


@dataclass(slots=True)
class Dates:
    """What was compared."""

    zones: int = 0
    dates: int = 0
    wrong: list[str] = field(default_factory=list)


def compared(zone: str, first: date = FIRST, days: int = DAYS) -> Dates:
    """The instants of a zone's dates, and those of other wall times near each change of its clocks."""
    found = Dates(zones=1)
    changing = set(_changing(zone, first, days))
    _walk(found, zone, USUAL, [first + timedelta(days=n) for n in range(days)], changing)
    for at in NEAR:
        for day in changing:
            _walk(found, zone, at, [day + timedelta(days=n) for n in (-1, 0, 1)], changing)
    return found


def _walk(found: Dates, zone: str, at: time, days: list[date], changing: set[date]) -> None:
    schedule = Schedule(at, EVERY_DAY, zone)
    before = datetime.combine(days[0], time(), UTC) - timedelta(days=3)
    for day in days:
        right = due(zone, at, day) if day in changing else _plain(zone, at, day)
        found.dates += 1
        if right is None:
            continue
        mine = next_due(schedule, max(before, right - timedelta(minutes=1)), day - timedelta(days=1))
        if mine != right or due_date(schedule, right) != day:
            found.wrong.append(f"{zone} {at} {day}: {mine}, and it is {right}")
        before = right


def _plain(zone: str, at: time, day: date) -> datetime:
    offset = datetime.combine(day, at, ZoneInfo(zone)).utcoffset() or timedelta()
    return datetime.combine(day, at, UTC) - offset


def _changing(zone: str, first: date, days: int) -> Iterator[date]:
    """Dates on which the zone's offset changes, and the ones beside them."""
    place, known = ZoneInfo(zone), None
    for n in range(-1, days + 1):
        day = first + timedelta(days=n)
        offset = datetime.combine(day, time(), UTC).astimezone(place).utcoffset()
        if known is not None and offset != known:
            yield from (day - timedelta(days=back) for back in (2, 1, 0, -1))
        known = offset
