"""A person's pause, and the times of a channel before and after any pause. Pure.

A pause never moves `since`: what was a candidate stays one until it is too old (`bot.planning.window`), so a pause
shorter than that loses no paper, and a longer one brings no older ones back.
"""

from dataclasses import replace
from datetime import datetime

from bot.model.channel import Channel, Pause, Schedule
from bot.schedule.due_times import last_instant, local_date, next_due


def paused(channel: Channel, pause: Pause) -> Channel:
    """The channel silent as somebody wants it: with an end it is next due after it, without one never."""
    return replace(channel, pause=pause, next_due=None if pause.until is None else due_after(channel, pause.until))


def resumed(channel: Channel, now: datetime) -> Channel:
    """The channel awake: a digest that fell due meanwhile is not made up for, the next one comes at its hour."""
    return replace(channel, pause=None, next_due=due_after(channel, now))


def rescheduled(channel: Channel, schedule: Schedule, now: datetime) -> Channel:
    """The channel with another schedule: next due by it, after its pause if that has an end.

    The date of its last digest is the new zone's at that instant. A digest that is overdue stays so, unless it
    comes later the same day by the new schedule: its turn knows best.
    """
    if schedule == channel.schedule and channel.next_due is not None:
        return channel
    last = channel.last_date
    if last is not None and schedule.zone != channel.schedule.zone:
        last = local_date(schedule, last_instant(channel.schedule, last))
    new = replace(channel, schedule=schedule, last_date=last)
    if channel.pause is None:
        due = due_after(new, now)
        overdue = channel.next_due is not None and channel.next_due <= now
        later_today = local_date(schedule, due) == local_date(schedule, now)
        return replace(new, next_due=now if overdue and not later_today else due)
    until = channel.pause.until
    return new if until is None else replace(new, next_due=due_after(new, max(now, until)))


def due_after(channel: Channel, at: datetime) -> datetime:
    """When the channel's next scheduled digest is due, after `at` and after the last date that had one."""
    return next_due(channel.schedule, at, channel.last_date)
