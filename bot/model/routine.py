"""A channel's routine: when and how it gets its digests."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.channel import Channel, Pause, Schedule, Settings


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """What planning asks of a channel beside its keywords and what it has had; the fields are the channel's own.

    `missed`: the first date since the last digest that had none, though one was due.

    Thousands of channels share one. Routines are told apart by identity: comparing what two of them say would
    take longer than to plan by it.
    """

    since: date
    schedule: Schedule
    settings: Settings
    pause: Pause | None
    next_due: datetime | None
    last_date: date | None
    missed: date | None = None

    @classmethod
    def of(cls, channel: Channel) -> "Routine":
        """A channel's own."""
        return cls(
            since=channel.since,
            schedule=channel.schedule,
            settings=channel.settings,
            pause=channel.pause,
            next_due=channel.next_due,
            last_date=channel.last_date,
        )
