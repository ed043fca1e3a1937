"""Planning: what each channel is to get, decided from its state, the candidates and the time. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from bot.model.channel import EmptyDay
from bot.model.digest import DAILY, Digest
from bot.model.paper import Candidate
from bot.model.source_down import Down
from bot.planning.chooser import Chooser
from bot.planning.why_empty import why_empty
from bot.planning.withdrawals import to_tell, withdrawals
from bot.planning.without_sources import without
from bot.ports import Decide, DueChannel, Plan, Prepare, Withdrawn
from bot.schedule.turn import Turn, out_of_turn, turn, unposted


def prepare(now: datetime, down: tuple[Down, ...] = ()) -> Prepare:
    """The decision for every channel whose time has come; `down`: the sources that do not answer.

    A plan without a digest means: not due yet, paused, or its day is over (what it missed merges into the next
    one); its channel says when to look again. A stored query that cannot be read is left out, and the digest's
    note says so.
    """

    def prepared(candidates: Sequence[Candidate]) -> Decide:
        chooser = chooser_of(tuple(candidates), now.date())

        def decide(batch: Sequence[DueChannel]) -> list[Plan]:
            with chooser.alone:
                chooser.meet(batch)
                return [_plan(due, chooser, now, down) for due in batch]

        return decide

    return prepared


def draft(now: datetime, slot: str = DAILY, down: tuple[Down, ...] = ()) -> Prepare:
    """The decision for channels that ask out of turn: what they would get at this moment; `down` as above.

    For `now` the slot is one of its own (`slot_of`). The channel stays as it is, so that its scheduled digest
    comes all the same; an empty draft is not delivered.
    """

    def prepared(candidates: Sequence[Candidate]) -> Decide:
        chooser = chooser_of(tuple(candidates), now.date())

        def decide(batch: Sequence[DueChannel]) -> list[Plan]:
            with chooser.alone:
                return [_draft(due, chooser, now, slot, down) for due in batch]

        return decide

    return prepared


def slot_of(now: datetime) -> str:
    """The slot of a digest asked for at that moment: two asked for in one second are two."""
    return f"now:{now:%Y-%m-%dT%H:%M:%S.%fZ}"


@lru_cache(maxsize=1)
def chooser_of(papers: tuple[Candidate, ...], today: date) -> Chooser:
    """Inverting takes a third of a millisecond a paper: the same papers are not inverted twice in a row."""
    return Chooser(papers, today)


def _plan(due: DueChannel, chooser: Chooser, now: datetime, down: tuple[Down, ...]) -> Plan:
    mine = turn(due.routine, now)
    gone = to_tell(due, now) if due.withdrawn else ()
    digest = _digest(due, chooser, now, mine, DAILY, gone=gone, down=down)
    line = due.routine.settings.empty_day is EmptyDay.LINE
    deliver = digest is not None and (line or bool(digest.picks))
    if digest is not None and not deliver:
        mine = unposted(due.routine, mine, failed=bool(_missing(due, down, now)))
    return Plan(due, digest, mine, deliver, tuple([each.key for each in gone]))


def _draft(due: DueChannel, chooser: Chooser, now: datetime, slot: str, down: tuple[Down, ...]) -> Plan:
    gone = to_tell(due, now) if due.withdrawn else ()
    digest = _digest(due, chooser, now, out_of_turn(due.routine, now), slot, gone=gone, down=down)
    deliver = digest is not None and bool(digest.picks)
    return Plan(due, digest, deliver=deliver, told=tuple([each.key for each in gone]))


def _digest(
    due: DueChannel,
    chooser: Chooser,
    now: datetime,
    mine: Turn,
    slot: str,
    *,
    gone: Sequence[Withdrawn],
    down: tuple[Down, ...] = (),
) -> Digest | None:
    if mine.day is None:
        return None
    choice = chooser.choose(due)
    note = mine.note
    missing = _missing(due, down, now)
    if choice.unreadable or missing or gone or not choice.picks:
        empty = "" if choice.picks else why_empty(due, choice, now, without=missing)
        note = " ".join(filter(None, (missing, empty, note, *choice.unreadable, withdrawals(gone))))
    return Digest(
        local_date=mine.day,
        slot=slot,
        planned=now,
        picks=choice.picks,
        counts=choice.counts,
        note=note,
        late=mine.late,
    )


def _missing(due: DueChannel, down: tuple[Down, ...], now: datetime) -> str:
    return without(down, due.routine.settings.sources, due.routine.schedule.zone, now) if down else ""
