"""Planning: what each channel is to get, decided from its state, the candidates and the time. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from bot.channel import EmptyDay
from bot.choosing import Chooser
from bot.digest import DAILY, Digest
from bot.due import mended, turn
from bot.empty_day import why_empty, why_late
from bot.next_due import local_date
from bot.paper import Candidate
from bot.ports import Decide, DueChannel, Plan, Prepare


def prepare(now: datetime) -> Prepare:
    """The decision for every channel whose time has come.

    A plan without a digest means: not due yet, paused, or its day is over (what it missed merges into the next
    one); its channel says when to look again. A broken schedule or stored query is replaced or left out, and the
    digest's note says so.
    """

    def prepared(candidates: Sequence[Candidate]) -> Decide:
        chooser = chooser_of(tuple(candidates), now.date())
        return lambda batch: [_plan(due, chooser, now) for due in batch]

    return prepared


def draft(now: datetime, slot: str = DAILY) -> Prepare:
    """The decision for channels that ask out of turn: what they would get at this moment.

    For `now` the slot is one of its own (`slot_of`). The channel stays as it is, so that its scheduled digest
    comes all the same; an empty draft is not delivered.
    """

    def prepared(candidates: Sequence[Candidate]) -> Decide:
        chooser = chooser_of(tuple(candidates), now.date())
        return lambda batch: [_draft(due, chooser, now, slot) for due in batch]

    return prepared


def slot_of(now: datetime) -> str:
    """The slot of a digest asked for at that moment."""
    return f"now:{now:%Y-%m-%dT%H:%M:%SZ}"


@lru_cache(maxsize=1)
def chooser_of(papers: tuple[Candidate, ...], today: date) -> Chooser:
    """Inverting takes a third of a millisecond a paper: the same papers are not inverted twice in a row."""
    return Chooser(papers, today)


def _plan(due: DueChannel, chooser: Chooser, now: datetime) -> Plan:
    mine = turn(due.channel, now)
    channel = mine.after(due.channel)
    if mine.day is None:
        return Plan(digest=None, channel=channel)
    digest = _digest(due, chooser, now, mine.day, DAILY)
    deliver = bool(digest.picks) or channel.settings.empty_day is EmptyDay.LINE
    return Plan(digest=digest, channel=channel, deliver=deliver)


def _draft(due: DueChannel, chooser: Chooser, now: datetime, slot: str) -> Plan:
    schedule, _fault = mended(due.channel.schedule)
    digest = _digest(due, chooser, now, local_date(schedule, now), slot)
    return Plan(digest=digest, channel=due.channel, deliver=bool(digest.picks))


def _digest(due: DueChannel, chooser: Chooser, now: datetime, day: date, slot: str) -> Digest:
    schedule, fault = mended(due.channel.schedule)
    if fault:
        due = replace(due, channel=replace(due.channel, schedule=schedule))
    choice = chooser.choose(due)
    empty = "" if choice.picks else why_empty(due, choice, now)
    late = why_late(schedule, due.channel.next_due, day, now)
    notes = [note for note in (empty, late, fault, *choice.unreadable) if note]
    return Digest(
        channel=due.channel.key,
        local_date=day,
        slot=slot,
        planned=now,
        picks=choice.picks,
        counts=choice.counts,
        note=" ".join(notes),
    )
