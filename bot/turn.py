"""A turn: what the time asks of a channel at a moment, and its times from then on."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.channel import Pause, Schedule


@dataclass(frozen=True, slots=True)
class Turn:
    """The local date to plan a digest for (None: none now); then the channel's own fields once it has had it.

    `note`: what its digest says of the time ("" if nothing). `instead`: the schedule that stands in for a broken
    one. Channels with the same times share one Turn, so that a million of them are written as a few.
    """

    day: date | None
    last_date: date | None
    next_due: datetime | None
    pause: Pause | None = None
    note: str = ""
    instead: Schedule | None = None
