"""Why a channel has not been given a paper: the decision itself, asked about this paper alone."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.model.digest import BY_TEAM
from bot.model.paper import Candidate
from bot.model.routine import Routine
from bot.planning.chooser import Choice, Chooser
from bot.planning.window import CANDIDATE_DAYS, PRIVATE, candidate_until
from bot.ports import DueChannel
from bot.schedule.day_name import day_name
from bot.schedule.due_times import local_date


def why_not(candidate: Candidate, due: DueChannel, now: datetime) -> str:
    """One sentence: what kept the paper from being posted, or that it waits and until when."""
    choice = Chooser((candidate,), now.date()).choose(due)
    if choice.gone or not choice.visible:
        return next(sentence for holds, sentence in _barred(candidate, due, choice) if holds)
    if not choice.matched:
        return _unmatched(due, choice)
    if not choice.liked:
        least = due.routine.settings.min_upvotes
        return f"It has {candidate.signals.upvotes} upvotes; this channel asks for at least {least}."
    pick = choice.picks[0]
    asked = " and ".join(f"“{reason.query}”" for reason in pick.reasons)
    wanted = "It was submitted here" if pick.reasons == (BY_TEAM,) else f"It matches {asked}"
    last = candidate_until(candidate.signals.last_listed)
    if due.routine.pause is not None:
        return f"{wanted} and {_meanwhile(due.routine, last)}"
    if not pick.carried:
        return f"{wanted} and is a candidate for the next digest."
    return f"{wanted}, but others were ranked above it so far: it waits until {day_name(last)} at most."


def _meanwhile(routine: Routine, last: date) -> str:
    """What becomes of a paper that matches while its channel is paused; `last`: its last day as a candidate."""
    again = routine.next_due and local_date(routine.schedule, routine.next_due)
    if again and again > last:
        return f"waits until {day_name(last)}; the next digest comes after that, on {day_name(again)}."
    return f"waits for the next digest, until {day_name(last)} at most."


def _barred(candidate: Candidate, due: DueChannel, choice: Choice) -> Iterator[tuple[object, str]]:
    """(whether it holds, the sentence), in the order in which a person would look."""
    signals, since, wanted = candidate.signals, due.routine.since, due.routine.settings.sources
    listed = day_name(signals.last_listed)
    yield candidate.paper.withdrawn, "It was withdrawn by its authors."
    yield candidate.key in due.hidden, "Somebody here hid it."
    yield choice.gone, "This channel has had it."
    yield PRIVATE.issuperset(signals.sources), "No source has listed it, and nobody here has submitted it."
    only = f"this channel takes papers of {' and '.join(wanted)} only."
    yield (
        wanted and not set(wanted) & set(signals.sources),
        f"It was listed by {', '.join(signals.sources)}; {only}",
    )
    began = f"before the day from which this channel gets papers ({day_name(since)})."
    yield signals.last_listed < since, f"It was listed on {listed}, {began}"
    yield True, f"It was listed on {listed}: after {CANDIDATE_DAYS} days a paper is no candidate any more."


def _unmatched(due: DueChannel, choice: Choice) -> str:
    if not due.queries:
        return "It was not among the newest days' papers when trending was looked at last."
    kept = "The keyword here does not match it." if len(due.queries) == 1 else "No keyword here matches it."
    return " ".join((kept, *choice.unreadable))
