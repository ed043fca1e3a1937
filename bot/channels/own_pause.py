"""Paperboy's own pause: what begins it, whether the channel is tried again meanwhile, what ends it. Pure.

An event of the platform, a refused post and a post that works come to the same decisions here. When a paused
channel is tried is its turn's to say (`bot.schedule.turn`): at its own hour, ever more rarely.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels import pauses
from bot.channels.pauses import due_after
from bot.model.channel import Channel, Pause
from bot.model.delivery import Refused
from bot.schedule.due_times import due_date, last_instant

REFUSED_WITHIN = timedelta(hours=1)  # of its hour: a channel that is held up later may have been made after it


def refused(channel: Channel, why: Refused, now: datetime) -> Channel:
    """The channel after the platform said that it cannot be posted to; the same one if that changes nothing.

    A person's own pause stays theirs, and a channel without digests has nothing to pause. What is gone is not
    tried by itself; anything else is. A later refusal keeps when the first one began, and brings its own reason.
    """
    old = channel.pause
    if (old is not None and not old.own) or (old is None and channel.next_due is None):
        return channel
    pause = Pause(since=old.since if old else now, reason=why.reason, fix=why.fix, probe=not why.gone)
    next_due = None if why.gone else channel.next_due or due_after(channel, now)
    return replace(channel, pause=pause, next_due=next_due)


def ended(channel: Channel, now: datetime) -> Channel:
    """The channel after anything showed that it can be posted to again; a person's own pause stays theirs."""
    if channel.pause is None or not channel.pause.own:
        return channel
    return going_on(replace(channel, pause=None), now, since=channel.pause.since)


def resumed(channel: Channel, now: datetime) -> Channel:
    """The channel after somebody said that it goes on, whoever paused it."""
    own = channel.pause is not None and channel.pause.own
    return ended(channel, now) if own else pauses.resumed(channel, now)


def going_on(channel: Channel, now: datetime, since: datetime | None = None) -> Channel:
    """A channel that was held up goes on from where it was: what was a candidate before is one still.

    A digest that fell due today and did not arrive is due now (late is posted the same local day); else the next
    one comes at its next hour, however far away the next try was. What is overdue stays so: its turn knows best.
    `since`: when it was held up, which tells whether its very first digest fell due.
    """
    if channel.next_due is not None and channel.next_due <= now:
        return channel
    today = due_date(channel.schedule, now)
    if channel.last_date is None:
        fell = today and last_instant(channel.schedule, today)
        owed = fell is not None and since is not None and since < fell + REFUSED_WITHIN
    else:
        owed = today is not None and today > channel.last_date
    return replace(channel, next_due=now if owed else due_after(channel, now))
