"""Restoring: a database that is an older copy must not post again what the original has posted since. Pure.

The copy cannot know what was sent after it was made. So nothing that it had queued goes out by itself, and no
paper listed until the day it came back is posted: rather a paper too few, said aloud, than one twice in silence.
Which day that is says the clock, and where that is behind (a machine that lost its power may have lost its time
with it) the newest list that the copy knows.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.model.channel import Channel
from bot.schedule.due_times import due_date, next_due

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a database and the file beside it say when a process is about to deliver from it.

    `copied`: when it was made by `paperboy backup`, None if it is no such copy. `attempts`: how many are in it.
    `high_water`: how many the original had, as the file beside it knows; None: absent, or another database's.
    `listed`: the newest list date that it knows, `learned`: when it heard of its newest paper; None: it has none.
    """

    copied: datetime | None
    attempts: int
    high_water: int | None
    listed: date | None = None
    learned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about an older copy: the reason for parked deliveries, and the new `since` of all channels."""

    what: str
    parked: str
    since: date


def remedy(evidence: Evidence, now: datetime) -> Remedy | None:
    """What to do; None if the database is the one that delivered last."""
    if evidence.copied is not None:
        what = f"This database is the backup of {evidence.copied:%Y-%m-%d %H:%M} UTC"
    elif evidence.high_water is not None and evidence.high_water > evidence.attempts:
        missing = evidence.high_water - evidence.attempts
        what = f"This database is an older copy ({missing} deliveries were recorded after it was made)"
    elif evidence.high_water is None and evidence.attempts:
        what = "This database was copied here from elsewhere, so it may be an older copy"
    else:
        return None
    since = _newest_day(evidence, now) + ONE_DAY  # today's list may have been posted as well
    return Remedy(what, "from a restored copy: the original may have posted it since", since)


def _newest_day(evidence: Evidence, now: datetime) -> date:
    """Today, or the newest list date: that is believed where a paper was learned of on its eve or later, since a
    file that was imported may say any.
    """
    today = now.astimezone(UTC).date()
    if evidence.listed is None or evidence.learned is None:
        return today
    return max(today, min(evidence.listed, evidence.learned.astimezone(UTC).date() + ONE_DAY))


def sentence(found: Remedy, parked: int) -> str:
    """What happened, for the log and `status`."""
    queued = "nothing was queued in it" if not parked else f"{parked} queued deliveries were parked (see status)"
    return (
        f"{found.what}. The original may have posted more since, and nothing is to come twice: {queued}, "
        f"and channels get papers listed from {found.since} on."
    )


def restart(channel: Channel, found: Remedy, now: datetime) -> Channel:
    """The channel after a restore: a digest that was due while the copy slept is skipped, later ones come.

    So is today's that the copy knows to be given up: its workspace may have lived again, and had it, since then.
    """
    last = max(filter(None, (due_date(channel.schedule, now), channel.last_date)), default=None)
    moved = replace(channel, since=max(channel.since, found.since), last_date=last)
    if channel.next_due is None or channel.next_due > now:
        return moved
    return replace(moved, next_due=next_due(channel.schedule, now, last))
