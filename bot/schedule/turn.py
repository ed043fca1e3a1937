"""A turn: what the time asks of a channel at a moment (a digest for which date), and its times from then on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.model.channel import Pause, Schedule
from bot.model.routine import Routine
from bot.remembered import remembered
from bot.schedule.due_times import due_date, last_instant, local_date, next_due
from bot.schedule.lateness import late_since, without_digest

PROBE_DAYS = 7  # a channel that refuses is tried after 1, 2, 4 and then every 7 days at least


@dataclass(frozen=True, slots=True)
class Turn:
    """The local date to plan a digest for (None: none now); then the channel's own fields once it has had it.

    `missed`: the first date since the last digest that had none, though one was due. `note`: what its digest says
    of the time ("" if nothing); `late`: at which hour it was due, if it comes later and has no missed days to tell
    of. Channels with the same times share one Turn, so that a million of them are written as a few.
    """

    day: date | None
    last_date: date | None
    next_due: datetime | None
    pause: Pause | None = None
    note: str = ""
    missed: date | None = None
    late: time | None = None


@remembered()
def turn(routine: Routine, now: datetime) -> Turn:
    """What the time asks of a channel: no digest if it is not due, paused, had that date's, or its day is over."""
    if routine.pause is None:
        return _unpaused(routine.schedule, Stored(routine.next_due, routine.last_date, routine.missed), now)
    day = _day_despite(routine.pause, routine, now)
    if routine.next_due is not None and routine.next_due > now:
        return Turn(None, routine.last_date, routine.next_due, routine.pause, missed=routine.missed)
    mine = replace(_paused(routine.pause, routine, day, now), missed=routine.missed)
    return _noted(routine.schedule, routine.next_due, now, mine)


def out_of_turn(routine: Routine, now: datetime) -> Turn:
    """For a digest that somebody asks for at this moment: the channel's times stay as they are."""
    day = local_date(routine.schedule, now)
    same = Turn(day, routine.last_date, routine.next_due, routine.pause, missed=routine.missed)
    return _noted(routine.schedule, routine.next_due, now, same)


@remembered()
def unposted(routine: Routine, mine: Turn, *, failed: bool) -> Turn:
    """The turn of a digest that is recorded but not posted: the next one tells of the days that its note names.

    `failed`: nobody could look at that date's papers, so it is one of those days.
    """
    if mine.day is None:
        return mine
    due = routine.next_due and local_date(routine.schedule, routine.next_due)
    days = [day for day in (routine.missed, due) if day is not None and day < mine.day]
    missed = min([*days, *([mine.day] if failed else [])], default=None)
    return mine if missed == mine.missed else replace(mine, missed=missed)


def _noted(schedule: Schedule, due: datetime | None, now: datetime, mine: Turn) -> Turn:
    """With what the digest's note says of its time, and of a schedule that stands in for a broken one."""
    if mine.day is None:
        return mine
    days = without_digest(schedule, due, mine.day, now, mine.missed)
    late = None if days else late_since(schedule, due, mine.day, now)
    return replace(mine, note=" ".join(filter(None, (days, schedule.fault))), missed=None, late=late)


class Stored(NamedTuple):
    """What a channel's row says of its times."""

    next_due: datetime | None
    last_date: date | None
    missed: date | None


@remembered()  # routines that differ in other things share their turn
def _unpaused(schedule: Schedule, stored: Stored, now: datetime) -> Turn:
    due, last_date, missed = stored
    if due is not None and due > now:
        return Turn(None, last_date, due, missed=missed)
    day = None if due is None else _not_had(due_date(schedule, now), last_date)
    last = day or last_date
    if due is not None and day is None:  # that day is over: said in the next digest
        missed = missed or _not_had(local_date(schedule, due), last_date)
    return _noted(schedule, due, now, Turn(day, last, next_due(schedule, now, last), missed=missed))


def _not_had(day: date | None, last_date: date | None) -> date | None:
    return None if day is None or (last_date is not None and day <= last_date) else day


def _day_despite(pause: Pause, routine: Routine, now: datetime) -> date | None:
    """The date to plan for: only when the pause is over, or a channel that refused is probed."""
    if routine.next_due is None or routine.next_due > now:
        return None
    over = pause.until is not None and pause.until <= now
    if not over and not (pause.probe and pause.until is None):
        return None
    schedule = routine.schedule
    day = _not_had(due_date(schedule, now), routine.last_date)
    if day is not None and pause.until is not None and last_instant(schedule, day) < pause.until:
        return None  # it fell due while the channel was silent
    return day


def _paused(pause: Pause, routine: Routine, day: date | None, now: datetime) -> Turn:
    """A pause that is over ends; one without an end waits for a person, or for the next probe."""
    schedule = routine.schedule
    last = day or routine.last_date
    if pause.until is not None:
        after = next_due(schedule, max(now, pause.until), last)
        return Turn(day, last, after, None if pause.until <= now else pause)
    if not pause.probe:
        return Turn(day, routine.last_date, None, pause)
    waited = (now - pause.since).days
    skipped = timedelta(days=min(max(waited, 1), PROBE_DAYS) - 1)
    not_before = skipped and (day or due_date(schedule, now) or now.date()) + skipped
    return Turn(day, last, next_due(schedule, now, not_before or last), pause)
