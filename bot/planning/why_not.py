"""Why a channel has not been given a paper: the decision itself, asked about this paper alone."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from bot.errors import QueryError
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.digest import BY_TEAM, Pick
from bot.model.paper import Candidate
from bot.model.routine import Routine
from bot.planning.chooser import Choice, Chooser
from bot.planning.planner import chooser_of
from bot.planning.why_empty import MENTIONS_ON
from bot.planning.window import CANDIDATE_DAYS, PRIVATE, candidate_until
from bot.ports import DueChannel
from bot.query.conjuncts import alternatives, conjuncts
from bot.query.parser import parse
from bot.schedule.day_name import day_name
from bot.schedule.due_times import local_date

MAX_MISSING = 3  # subscriptions and words of each that are named
PASSING = "late in its abstract, with words far apart, or unlike the papers that are about it"
_NEGATION = re.compile(r"[-‐‑−]|NOT\s+")
_MENTIONS = f"{MENTIONS_ON[0].upper()}{MENTIONS_ON[1:]}"


def why_not(candidate: Candidate, due: DueChannel, now: datetime, day: Sequence[Candidate] = ()) -> str:
    """One sentence: what kept the paper from being posted, or that it waits and until when.

    `day`: the papers that decisions are taken among, which tell a passing mention from more.
    """
    choice = Chooser((candidate,), now.date()).choose(_with_mentions(due))
    if choice.gone or not choice.visible:
        return next(sentence for holds, sentence in _barred(candidate, due, choice) if holds)
    if not choice.matched:
        return " ".join(filter(None, (_unmatched(due, choice), _missing(candidate, due))))
    if not choice.liked:
        least = due.routine.settings.min_upvotes
        return f"It has {candidate.signals.upvotes} upvotes; this channel asks for at least {least}."
    return _waits(candidate, due, choice.picks[0], now, day)


def _waits(candidate: Candidate, due: DueChannel, pick: Pick, now: datetime, day: Sequence[Candidate]) -> str:
    """Of a paper that a subscription matches and that is still a candidate."""
    asked = " and ".join(f"“{reason.query}”" for reason in pick.reasons)
    if not due.routine.settings.mentions and _in_passing(candidate, due, now, day):
        return f"It mentions {asked} in passing only: {PASSING}. {_MENTIONS}."
    wanted = "It was submitted here" if pick.reasons == (BY_TEAM,) else f"It matches {asked}"
    if because := pick.reasons[0].because:
        wanted = f"It is like “{because}”, which was saved here,"
    last = candidate_until(candidate.signals.last_listed)
    if due.routine.pause is not None:
        return f"{wanted} and {_meanwhile(due.routine, last)}"
    if not pick.carried:
        return f"{wanted} and is a candidate for the next digest."
    return f"{wanted}, but others were ranked above it so far: it waits until {day_name(last)} at most."


def _missing(candidate: Candidate, due: DueChannel) -> str:
    """Which words the paper lacks, of the subscriptions that it lacks the fewest of; or what leaves it out."""
    day = DayPapers((candidate,))
    lacking: dict[str, tuple[str, ...]] = {}
    for text in due.queries:
        with suppress(QueryError):
            if words := _lacking(day, text):
                lacking[text] = words
    fewest = min(map(len, lacking.values()), default=0)
    closest = [(text, words) for text, words in lacking.items() if len(words) == fewest]
    missing, barred = [], []
    for text, words in closest[:MAX_MISSING]:
        if wanted := [word for word in words if not _NEGATION.match(word)]:
            missing.append(f"{_listed(wanted)} for “{text}”")
        else:
            barred.append(f"{_listed(words)} in “{text}” leaves it out.")
    said = [f"What is missing: {'; '.join(missing)}."] if missing else []
    return " ".join((*said, *barred))


def _lacking(day: DayPapers, text: str) -> tuple[str, ...]:
    """What the nearest of a query's alternatives lacks; nothing where that is all of it, which says no more."""
    found = [
        (tuple(each for each in wanted if not _holds(day, each)), wanted)
        for wanted in map(conjuncts, alternatives(text))
        if len(wanted) > 1
    ]
    return min(found, key=lambda one: (len(one[0]), -len(one[1])), default=((), ()))[0]


def _holds(day: DayPapers, conjunct: str) -> bool:
    negation = _NEGATION.match(conjunct)
    asked = conjunct[negation.end() :] if negation else conjunct
    return bool(evaluate(day, parse(asked).root).bits) is (negation is None)


def _listed(words: Sequence[str]) -> str:
    shown = [f"“{word}”" for word in words[:MAX_MISSING]]
    return " and ".join(shown) + (" and more" if len(words) > MAX_MISSING else "")


def _with_mentions(due: DueChannel) -> DueChannel:
    settings = replace(due.routine.settings, mentions=True)
    return due._replace(routine=replace(due.routine, settings=settings))


def _in_passing(candidate: Candidate, due: DueChannel, now: datetime, day: Sequence[Candidate]) -> bool:
    """How telling a word is shows beside the other papers, so that it takes all of them to say.

    Those that a plan or a preview has met are not inverted once more.
    """
    among = tuple(day) if any(each.key == candidate.key for each in day) else (candidate, *day)
    chooser = chooser_of(among, now.date())
    with chooser.alone:
        return bool(chooser.choose(due).passing >> chooser.day.place_of[candidate.key] & 1)


def _meanwhile(routine: Routine, last: date) -> str:
    """What becomes of a paper that matches while its channel is paused; `last`: its last day as a candidate."""
    again = routine.next_due and local_date(routine.schedule, routine.next_due)
    if again and again > last:
        return f"waits until {day_name(last)}; the next digest comes after that, on {day_name(again)}."
    return f"waits for the next digest, until {day_name(last)} at most."


def _barred(candidate: Candidate, due: DueChannel, choice: Choice) -> Iterator[tuple[object, str]]:
    """(whether it holds, the sentence), in the order in which a person would look."""
    signals, since, wanted = candidate.signals, due.routine.since, due.routine.settings.sources
    year = f" {signals.last_listed.year}" if signals.last_listed.year != since.year else ""
    listed = f"{day_name(signals.last_listed)}{year}"
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
