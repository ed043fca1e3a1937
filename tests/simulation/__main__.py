"""`python -m tests.simulation seeds FIRST LAST`, `seed N [DAYS]`, `trace FIRST LAST`, `workers FIRST LAST`,
`kinds FIRST LAST`, `points`, `mutations`, `zones`, `year [CHANNELS] [DAYS]`; `tests.simulation.without` says which of the mutations the suite catches without it.

See CONTRIBUTING.md.
"""

import asyncio
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from zoneinfo import available_timezones

from tests.proof.figures import note
from tests.simulation import year
from tests.simulation.kinds import counted, shown
from tests.simulation.mutations import MUTATIONS
from tests.simulation.proof import SHORT, Figures, caught, crash_points, judged, report, shrunk, traced, wrong
from tests.simulation.scenario import Scenario, scenario
from tests.simulation.workers import of_workers, wrong_together
from tests.simulation.zones import Dates, compared

BATCH = 50


def main(words: list[str]) -> int:
    """Prints figures; 1 if anything failed."""
    logging.disable(logging.CRITICAL)
    match words:
        case [name, first, last] if name in RANGES:
            return RANGES[name](int(first), int(last))
        case ["seed", seed, *rest]:
            return one(int(seed), float(rest[0]) if rest else SHORT)
        case [name, *rest] if name in WHOLE:
            return WHOLE[name](*rest)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def seeds(first: int, last: int) -> int:
    """Many scenarios on all cores."""
    began, total = time.monotonic(), Figures()
    with ProcessPoolExecutor(cpu_count()) as pool:
        for figures in pool.map(judged, [range(n, min(n + BATCH, last)) for n in range(first, last, BATCH)]):
            total.seeds += figures.seeds
            total.steps += figures.steps
            total.crashes += figures.crashes
            total.messages += figures.messages
            total.faults += figures.faults
            total.failing += figures.failing
            for each in figures.failing:
                print(each)
    note(
        "seeds",
        seeds=total.seeds,
        steps=total.steps,
        deaths=total.crashes,
        messages=total.messages,
        faults=sum(total.faults.values()),
        failing=len(total.failing),
        **_kinds(total.failing),
    )
    took = time.monotonic() - began
    print(
        f"simulation: {total.seeds:,} seeds, {total.steps:,} steps, {total.crashes:,} deaths, {total.messages:,} messages, "
        f"{sum(total.faults.values()):,} faults and words ({said(total.faults)}); {len(total.failing)} failing; {took:.0f} s"
    )
    return bool(total.failing)


def _kinds(failing: list[str]) -> dict[str, int]:
    """How many of the reports tell of a paper or message twice, of one lost, of a digest before its hour."""
    return {
        "duplicates": sum("came twice" in each or "digests of" in each for each in failing),
        "lost": sum("never came" in each or "no digest" in each for each in failing),
        "early": sum("before its hour" in each for each in failing),
    }


def workers(first: int, last: int) -> int:
    """Several processes on one database, of which some die or stand still."""
    began, tried, failing = time.monotonic(), 0, list[str]()
    with ProcessPoolExecutor(cpu_count()) as pool:
        for mine, found in pool.map(_together, range(first, last), chunksize=8):
            tried += 1
            if found:
                failing.append(report(shrunk(mine, wrong_together), 0, found))
                print(failing[-1])
    note("workers", seeds=tried, failing=len(failing), **_kinds(failing))
    print(f"several processes: {tried:,} seeds, {len(failing)} failing; {time.monotonic() - began:.0f} s")
    return bool(failing)


def _together(seed: int) -> tuple[Scenario, list[str]]:
    mine = of_workers(seed)
    return mine, wrong_together(mine)


def one(seed: int, days: float) -> int:
    """One seed, as it fails at its smallest."""
    found = wrong(scenario(seed, days))
    print(report(shrunk(scenario(seed, days)), days, found) if found else f"seed {seed}: nothing is wrong")
    return bool(found)


def trace(first: int, last: int) -> int:
    """What each seed came to, to be held against another run: the same seed is the same run everywhere."""
    for seed in range(first, last):
        print(traced(seed))
    return 0


def kinds(first: int, last: int) -> int:
    """Which kinds of happenings occurred, and how often; 1 if one never did."""
    times, in_seeds = counted(range(first, last))
    lines = list(shown(times, in_seeds))
    print(f"what happened in {last - first:,} seeds, and in how many of them:", *lines, sep="\n")
    return not lines[-1].endswith("nothing")


def points() -> int:
    """The process dies at each step of a digest's way."""
    began, tried, failing = time.monotonic(), 0, list[str]()
    with ProcessPoolExecutor(cpu_count()) as pool:
        for mine, found in pool.map(_point, crash_points(), chunksize=8):
            tried += 1
            if found:
                failing.append(report(mine, 1, found))
                print(failing[-1])
    note("points", points=tried, failing=len(failing), **_kinds(failing))
    print(f"crash points: {tried:,} tried, {len(failing)} failing; {time.monotonic() - began:.0f} s")
    return bool(failing)


def _point(mine: Scenario) -> tuple[Scenario, list[str]]:
    return mine, wrong(mine)


def mutations() -> int:
    """Every deliberate bug."""
    began, missed = time.monotonic(), 0
    with ProcessPoolExecutor(cpu_count()) as pool:
        for name, seed in pool.map(_caught, range(len(MUTATIONS))):
            missed += seed is None
            print(f"  {name}: {'NOT CAUGHT' if seed is None else f'caught by seed {seed}'}")
    note("mutations", caught=len(MUTATIONS) - missed, missed=missed)
    took = time.monotonic() - began
    print(f"deliberate bugs: {len(MUTATIONS) - missed} of {len(MUTATIONS)} caught; {took:.0f} s")
    return bool(missed)


def _caught(number: int) -> tuple[str, int | None]:
    found = caught(MUTATIONS[number], range(2_000))
    return MUTATIONS[number].name, None if found is None else found.seed


def zones() -> int:
    """Every zone's dates against the oracle."""
    began, total = time.monotonic(), Dates()
    with ProcessPoolExecutor(cpu_count()) as pool:
        for found in pool.map(compared, sorted(available_timezones()), chunksize=8):
            total.zones += found.zones
            total.dates += found.dates
            total.wrong += found.wrong
    for each in total.wrong[:10]:
        print(each)
    note("zones", zones=total.zones, dates=total.dates, wrong=len(total.wrong))
    took = time.monotonic() - began
    print(f"dates: {total.dates:,} in {total.zones} zones, {len(total.wrong)} wrong; {took:.0f} s")
    return bool(total.wrong)


def a_year(*sizes: str) -> int:
    """Memory and database in the course of it."""
    channels, days = (*map(int, sizes), *(1_000, 365)[len(sizes) :])
    began = time.monotonic()
    lived = asyncio.run(year.lived(channels, days, print))
    for each in lived.missing[:10]:
        print(f"  {each}")
    took = time.monotonic() - began
    grown = f", {lived.grown:.0f} bytes of database a channel and day" if len(lived.file) > 3 else ""
    print(
        f"a year: {channels:,} channels, {days} days, {lived.posted:,} messages, {lived.twice} papers twice, "
        f"{len(lived.missing)} digests missing{grown}; {took:.0f} s"
    )
    flat = lived.memory_grown <= year.MOST_GROWN
    print(
        f"memory: {lived.memory_grown:.3f} times as much in the last quarter as in the second, "
        f"{'flat' if flat else 'NOT FLAT'} (at most {year.MOST_GROWN})"
    )
    return bool(lived.twice or lived.missing or not flat)


def said(faults: Counter[str]) -> str:
    """`platform 120, crash 31`."""
    return ", ".join(f"{name} {number:,}" for name, number in faults.most_common())


RANGES: dict[str, Callable[[int, int], int]] = {"seeds": seeds, "trace": trace, "workers": workers, "kinds": kinds}
WHOLE: dict[str, Callable[..., int]] = {"points": points, "mutations": mutations, "zones": zones, "year": a_year}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
