"""A new channel: what it is before its first digest, and how its digests begin. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.channels.pauses import due_after
from bot.model.channel import Address, Channel, Schedule
from bot.schedule.due_times import local_date

_FRIDAY = 4  # as `date.weekday` counts


def new_channel(address: Address, name: str, schedule: Schedule, now: datetime, owner: str = "") -> Channel:
    """A channel that nobody has set up yet, and that no store knows (key 0). Its digests begin with `started`."""
    return Channel(key=0, address=address, name=name, since=_began(schedule, now), schedule=schedule, owner=owner)


def started(channel: Channel, now: datetime) -> Channel:
    """The channel with digests from its next hour on."""
    return replace(channel, since=_began(channel.schedule, now), next_due=due_after(channel, now))


def _began(schedule: Schedule, now: datetime) -> date:
    """Yesterday's papers count, so that the first digest has something; after a weekend, when nothing is listed,
    Friday's do.
    """
    yesterday = local_date(schedule, now) - timedelta(days=1)
    return yesterday - timedelta(days=max(0, yesterday.weekday() - _FRIDAY))
