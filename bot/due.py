"""Whether a channel's digest may be planned now, for which date, and when to look again."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.channel import Channel, Schedule
from bot.next_due import due_date, last_instant, next_due
from bot.ranking.weights import PROBE_DAYS


def decide_date(channel: Channel, now: datetime) -> date | None:
    """The local date to plan a digest for; None: not due, paused, that date had one, or its day is over."""
    pause = channel.pause
    if channel.next_due is None or channel.next_due > now:
        return None
    over = pause is not None and pause.until is not None and pause.until <= now
    if pause is not None and not over and not (pause.probe and pause.until is None):
        return None
    schedule, _fault = mended(channel.schedule)
    day = due_date(schedule, now)
    if day is None or (channel.last_date is not None and day <= channel.last_date):
        return None
    if over and pause is not None and pause.until is not None and last_instant(schedule, day) < pause.until:
        return None  # it fell due while the channel was silent
    return day


def go_on(channel: Channel, day: date | None, now: datetime) -> Channel:
    """The channel after the decision: `day` is done if given, a pause that is over ends, next_due moves on."""
    if channel.next_due is not None and channel.next_due > now:
        return channel
    schedule, _fault = mended(channel.schedule)
    last = channel.last_date if day is None else day
    pause = channel.pause
    if pause is None:
        return replace(channel, last_date=last, next_due=next_due(schedule, now, last))
    if pause.until is not None:
        over = pause.until <= now
        after = next_due(schedule, max(now, pause.until), last)
        return replace(channel, last_date=last, next_due=after, pause=None if over else pause)
    if not pause.probe:
        return replace(channel, next_due=None)
    waited = (now - pause.since).days
    skipped = timedelta(days=min(max(waited, 1), PROBE_DAYS) - 1)
    not_before = skipped and (day or due_date(schedule, now) or now.date()) + skipped
    return replace(channel, last_date=last, next_due=next_due(schedule, now, not_before or last))


@lru_cache(maxsize=4096)
def mended(schedule: Schedule) -> tuple[Schedule, str]:
    """The schedule and "", or one that works in its place and a sentence that says what is wrong with it."""
    if not schedule.weekdays & frozenset(range(7)):
        better, _ = mended(replace(schedule, weekdays=Schedule().weekdays))
        return better, "The schedule has no weekday any more: Monday to Friday is used. Mend it with: schedule."
    try:
        ZoneInfo(schedule.zone)
    except (LookupError, ValueError, OSError):  # what zoneinfo raises for names that are no zones
        sentence = f"The time zone {schedule.zone[:40]!r} is unknown: UTC is used. Mend it with: schedule."
        return replace(schedule, zone="UTC"), sentence
    return schedule, ""
