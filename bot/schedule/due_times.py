"""When a channel's next digest is due: one instant for each local date, in every zone, whatever happened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.channel import Schedule
from bot.remembered import remembered

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
HORIZON_DAYS = 15  # a weekday comes round in 7 days; a date line shift may swallow one date, never two weeks

# A planner that wakes a moment after midnight was not down: a digest due at 23:59 is still that date's.
LATE_GRACE = timedelta(minutes=5)


@remembered()
def next_due(schedule: Schedule, after: datetime, last_date: date | None = None) -> datetime:
    """The first instant (UTC) strictly after `after` at which the digest of a date later than `last_date` is due.

    A wall time that does not exist that day stands for the first valid instant after it; one that happens twice
    for the first. A date that the zone skips altogether has no digest. Raises ValueError for a schedule without
    weekdays and ZoneInfoNotFoundError for a zone that `bot.schedule.zones.check_zone` would refuse.
    """
    first = local_date(schedule, after) - ONE_DAY
    if last_date is not None and last_date >= first:
        first = last_date + ONE_DAY
    for day in _days(first, ONE_DAY):
        due = _instant_on(schedule, day)
        if due is not None and due > after:
            return due
    raise ValueError(f"{schedule} is never due")


@remembered()
def due_date(schedule: Schedule, instant: datetime) -> date | None:
    """The date whose digest may be planned at `instant`: the latest one due by then, while it is still today.

    None when that day is over (it then merges into the next one) or nothing was due today. "Today" is the local
    date on which the digest fell due, and `LATE_GRACE` beyond midnight.
    """
    today = local_date(schedule, instant)
    for day in _days(today + ONE_DAY, -ONE_DAY):
        due = _instant_on(schedule, day)
        if due is not None and due <= instant:
            return day if local_date(schedule, due) == today or instant - due <= LATE_GRACE else None
    return None


def last_instant(schedule: Schedule, day: date) -> datetime:
    """When (UTC) the digest of a date was due, whether or not the weekday is still scheduled."""
    return _first_valid(schedule.zone, day, schedule.at) or datetime.combine(day, schedule.at, UTC)


def local_date(schedule: Schedule, instant: datetime) -> date:
    """The date that the channel's wall calendar shows at an instant."""
    return instant.astimezone(ZoneInfo(schedule.zone)).date()


def _days(first: date, step: timedelta) -> Iterator[date]:
    return (first + step * n for n in range(HORIZON_DAYS))


def _instant_on(schedule: Schedule, day: date) -> datetime | None:
    if day.weekday() not in schedule.weekdays:
        return None
    return _first_valid(schedule.zone, day, schedule.at)


@remembered()
def _first_valid(zone_name: str, day: date, at: time) -> datetime | None:
    """The first instant at or after a wall time of a date; None where the zone never had that date."""
    zone = ZoneInfo(zone_name)
    instant = _resolve(zone, datetime.combine(day, at))
    if instant.astimezone(zone).date() == day:
        return instant
    midnight = _resolve(zone, datetime.combine(day, time()))
    return instant if midnight.astimezone(zone).date() == day else None


def _resolve(zone: ZoneInfo, wall: datetime) -> datetime:
    """PEP 495: in a gap, fold=0 reads a wall time with the offset before it (too late), fold=1 after (early)."""
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    low, high = 0, int((late - early) / ONE_SECOND)
    while high - low > 1:  # the offset changes in (early + low, early + high]
        middle = (low + high) // 2
        same = (early + middle * ONE_SECOND).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return early + high * ONE_SECOND
