"""Why a channel has not been given a paper: the decision itself, asked about this paper alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.paper import Candidate
from bot.planning.chooser import BY_TEAM, Choice, Chooser
from bot.planning.window import PRIVATE
from bot.ports import DueChannel
from bot.ranking.weights import CANDIDATE_DAYS
from bot.schedule.day_name import day_name
from bot.schedule.turn import repaired


def why_not(candidate: Candidate, due: DueChannel, now: datetime) -> str:
    """One sentence: what kept the paper from being posted, or that it waits and until when."""
    schedule, _fault = repaired(due.routine.schedule)
    due = due._replace(routine=replace(due.routine, schedule=schedule))
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
    if not pick.carried:
        return f"{wanted} and is a candidate for the next digest."
    last = day_name(candidate.signals.last_listed + timedelta(days=CANDIDATE_DAYS))
    return f"{wanted}, but others were ranked above it so far: it waits until {last} at most."


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
