"""What a stored instant can be at most: one that lies beyond was worked out by a clock that was wrong. Pure.

A machine's clock may be days ahead for a moment. What was stored then (the next digest, the date of the last one)
would silence a channel until the real clock gets there, so it is checked against the schedule whenever it is read.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.model.channel import Channel, Pause, Schedule
from bot.schedule.due_times import local_date, next_due
from bot.schedule.turn import PROBE_DAYS

LONGEST_WAIT = timedelta(days=2)  # nobody is left alone for longer, whatever a platform asked for
ONE_DAY = timedelta(days=1)


class Times(NamedTuple):
    """A channel's times: when its next digest is due, and the local date of its last one."""

    next_due: datetime | None
    last_date: date | None


class Restored(NamedTuple):
    """A restored older copy: the list date from which papers count since then, and the newest one known now."""

    since: date
    listed: date | None


def believed_times(schedule: Schedule, pause: Pause | None, stored: Times, now: datetime) -> Times:
    """The stored times, or in their place what they would be if the clock had never been ahead."""
    today = local_date(schedule, now)
    last = stored.last_date
    if last is not None and last > today:
        last = today - ONE_DAY  # of today's digest the plans know whether there was one
    if stored.next_due is None:
        return Times(None, last)
    latest = next_due(schedule, _from(pause, now), last)
    if stored.next_due <= latest or pause is not None:
        return Times(min(stored.next_due, latest), last)
    # Today's hour may have gone by meanwhile: its digest is due, and if there was one the plans know it.
    return Times(next_due(schedule, now - ONE_DAY, max(last or date.min, today - ONE_DAY)), last)


def believed_since(
    schedule: Schedule, pause: Pause | None, since: date, now: datetime, *, restored: Restored | None = None
) -> date:
    """The first list date that counts for a channel: tomorrow's at the latest, or that of a pause's end.

    Where an older copy was restored, what it cannot know of stays passed over: what is listed until that day.
    """
    latest = local_date(schedule, _from(pause, now)) + ONE_DAY
    if since <= latest:
        return since
    if restored is None or since < restored.since:
        return local_date(schedule, now)
    listed = restored.listed or date.min  # sources say their dates themselves, whatever the clock shows
    return min(since, max(local_date(schedule, now), listed) + ONE_DAY)


def believed(channel: Channel, now: datetime) -> Channel:
    """The channel with times that can be."""
    stored = Times(channel.next_due, channel.last_date)
    times = believed_times(channel.schedule, channel.pause, stored, now)
    since = believed_since(channel.schedule, channel.pause, channel.since, now)
    if (times, since) == (stored, channel.since):
        return channel
    return replace(channel, next_due=times.next_due, last_date=times.last_date, since=since)


def _from(pause: Pause | None, now: datetime) -> datetime:
    """The instant after which a digest may be due: a pause's end, or a probe's latest day."""
    if pause is None:
        return now
    if pause.until is not None:
        return max(now, pause.until)
    return now + timedelta(days=PROBE_DAYS) if pause.probe else now
