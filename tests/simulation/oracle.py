"""When a digest is due, worked out by looking at every quarter of an hour: slow, plain, and nobody else's code."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


@lru_cache(maxsize=100_000)
def due(zone: str, at: time, day: date) -> datetime | None:
    """The first instant at which the zone's wall shows that date and that time or a later one; None: never."""
    place = ZoneInfo(zone)

    def reached(instant: datetime) -> bool:
        wall = instant.astimezone(place)
        return wall.date() == day and wall.time() >= at

    moment = datetime.combine(day, time(), UTC) - timedelta(hours=16)
    last = moment + timedelta(hours=44)
    near = at.replace(minute=at.minute - at.minute % 15)
    while not reached(moment):
        wall = moment.astimezone(place)
        if at != near and wall.date() == day and wall.time() >= near:  # 23:55 comes after the day's last quarter
            within = next((moment + n * MINUTE for n in range(1, 15) if reached(moment + n * MINUTE)), None)
            if within is not None:
                return within
        moment += QUARTER
        if moment > last:
            return None
    while reached(moment - MINUTE):
        moment -= MINUTE
    return moment


def day_over(zone: str, day: date) -> datetime:
    """The first instant of a later date on the zone's wall."""
    place = ZoneInfo(zone)
    moment = datetime.combine(day, time(), UTC)
    while moment.astimezone(place).date() <= day:
        moment += QUARTER
    return moment
