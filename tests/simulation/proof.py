"""What is done with scenarios: many are judged, a failing one is shrunk, a small one is cut at every step."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from hashlib import sha256

from tests.simulation.disk import WRITING as DISK_FAULTS
from tests.simulation.judge import breaches
from tests.simulation.mutations import TOGETHER, Mutation
from tests.simulation.oracle import due
from tests.simulation.run import play
from tests.simulation.scenario import DAY, Event, Kind, Room, Scenario, scenario
from tests.simulation.workers import of_workers, wrong_together

SHORT = 0.5  # days in which things go wrong: several times as many seeds in the same time
_INCIDENT = re.compile("incident [0-9a-f]+")  # which is another one each time
FAILING = 3  # seeds after which a run is stopped: each is shrunk, which takes a while


@dataclass(slots=True)
class Figures:
    """What a number of runs came to."""

    seeds: int = 0
    steps: int = 0
    crashes: int = 0
    messages: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    failing: list[str] = field(default_factory=list)


def judged(seeds: Iterable[int], days: float = SHORT) -> Figures:
    """Play each seed; those that fail come with the least that makes them fail."""
    figures = Figures()
    for seed in seeds:
        mine = scenario(seed, days)
        history = play(mine)
        figures.seeds += 1
        figures.steps += history.steps
        figures.crashes += history.crashes
        figures.faults["disk"] += sum(history.met[kind] for kind in DISK_FAULTS)
        for event in mine.events:
            figures.faults[event.kind.value] += 1
        for chat in history.chats.values():
            figures.messages += len(chat.messages)
            figures.faults["platform"] += chat.faults.total() - chat.faults["accept"]
        found = breaches(history)
        history.disk.give_back()
        if found:
            figures.failing.append(report(shrunk(mine), days, found))
            if len(figures.failing) == FAILING:
                break
    return figures


def wrong(mine: Scenario) -> list[str]:
    """What a scenario breaks."""
    history = play(mine)
    found = breaches(history)
    history.disk.give_back()
    return found


def traced(seed: int) -> str:
    """What a seed came to, in a line that tells one run from another."""
    history = play(scenario(seed, SHORT))
    seen = [each for chat in history.chats.values() for each in chat.messages]
    history.disk.give_back()
    told = _INCIDENT.sub("", repr((seen, history.said)))
    return f"{seed} {history.steps} {sha256(told.encode()).hexdigest()[:16]}"


def report(small: Scenario, days: float, found: list[str]) -> str:
    """A failing scenario as somebody who mends it wants to read it."""
    events = "\n".join(f"    {event}" for event in small.events)
    return f"seed {small.seed} ({days} days): {'; '.join(found[:3])}\n  the least that fails:\n{events}"


def shrunk(failing: Scenario, wrong: Callable[[Scenario], list[str]] = wrong) -> Scenario:
    """The scenario with as few events as still fail."""
    smaller = True
    while smaller:
        smaller = False
        for index in range(len(failing.events)):
            fewer = failing.without(index)
            if wrong(fewer):
                failing, smaller = fewer, True
                break
    return failing


def caught(mutation: Mutation, seeds: Iterable[int], days: float = SHORT) -> Scenario | None:
    """The first scenario that passes, and does not with the mistake; None: none of the seeds shows it."""
    together = mutation in TOGETHER
    for seed in seeds:
        mine = of_workers(seed) if together else scenario(seed, days)
        if not mutation.shows(mine):
            continue
        judge = wrong_together if together else wrong
        with mutation.made():
            fails = bool(judge(mine))
        if fails and not judge(mine):
            return mine
    return None


def crash_points(first: int = 0, every: int = 1) -> Iterator[Scenario]:
    """One digest of two channels, on a platform that is well or not, cut at each step from its hour on until nothing is left."""
    rooms = (
        Room("slack", "T1", "C1", "UTC", time(9)),
        Room("discord", "T2", "C2", "Europe/Berlin", time(10)),
    )
    start = datetime(2026, 11, 17, 3, tzinfo=UTC)
    hour = due("UTC", time(9), start.date())
    assert hour is not None
    at = (hour - start).total_seconds() - 1
    for kinds in ((), (Kind.ROUGH,), (Kind.REFUSED,)):
        more = tuple(Event(0.0, kind, "" if kind is Kind.ROUGH else "C1", seconds=DAY / 3) for kind in kinds)
        calm = Scenario(7, start, rooms, more, 1.6 * DAY)
        for step in range(first, steps_of(calm, at), every):
            crash = Event(at, Kind.CRASH, amount=step, seconds=1.0)
            yield replace(calm, events=tuple(sorted((*more, crash))))


def steps_of(calm: Scenario, at: float) -> int:
    """How many steps there are from that moment until a minute later."""
    return play(replace(calm, seconds=at + 60)).steps - play(replace(calm, seconds=at)).steps
