"""Once and on time, whatever happens: seeds, crash points, and that the simulator can fail."""

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from inspect import Parameter, signature
from pathlib import Path

import pytest

from storage.sqlite.migrate import migrate
from tests.simulation.disk import Disk
from tests.simulation.mutations import MUTATIONS, TOGETHER, Mutation
from tests.simulation.oracle import due
from tests.simulation.proof import caught, crash_points, judged, shrunk, traced, wrong
from tests.simulation.run import play
from tests.simulation.scenario import Scenario, scenario
from tests.simulation.without import known
from tests.simulation.workers import of_workers, wrong_together

ROOT = Path(__file__).resolve().parents[2]
SEEDS, BLOCK = 2_000, 100  # `make prove` plays 4,000, `make soak` 100,000
EARLY = 60  # a deliberate bug that an earlier seed catches is made here
EVERY = 24  # of so many crash points one is tried; `make prove` tries all


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("first", range(0, SEEDS, BLOCK))
def test_seeds(first: int) -> None:
    assert judged(range(first, first + BLOCK)).failing == []


@pytest.mark.parametrize(
    "seed",
    [310950, 312922, 311300, 316834, 400747, 309523, 405494, 413606, 431330, 436859, 479535, 484177, 518122],
)
def test_seeds_that_failed(seed: int) -> None:
    """By their judge: a pause that was lost with the log some steps after that event, a refusal that nothing waits for
    any more, a date for which there was no token until it was over, a digest that was planned while the next one was
    told, a clock set back in the middle of posting, a wait that is over sooner as a slow clock is set right. By their
    platform: an installation that gave no token.

    And a workspace that was deleted for good, since a clock was 400 days ahead for two hours; a second, empty digest of
    a day that a lost log knew to have had one; one that came half an hour before its hour, and one of the next date,
    since a clock that was ahead had planned them.
    """
    assert judged([seed]).failing == []


@pytest.mark.parametrize(
    ("zone", "at", "day", "instant"),
    [
        ("UTC", time(9), date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("Europe/Berlin", time(23, 55), date(2026, 10, 23), datetime(2026, 10, 23, 21, 55, tzinfo=UTC)),
        ("America/Asuncion", time(23, 59), date(2020, 3, 21), datetime(2020, 3, 22, 2, 59, tzinfo=UTC)),  # twice
        ("Pacific/Apia", time(23, 59), date(2011, 12, 30), None),  # a date that Samoa left out
    ],
)
def test_the_oracle_knows_hours_between_a_days_last_quarter_and_its_end(
    zone: str, at: time, day: date, instant: datetime | None
) -> None:
    """Where it knew none, channels of 23:55 were not judged by their hour."""
    assert due(zone, at, day) == instant


def test_a_process_that_dies_anywhere_on_a_digests_way() -> None:
    tried = [(mine, wrong(mine)) for mine in crash_points(0, EVERY)]
    assert len(tried) > 10
    assert [(mine.events, found) for mine, found in tried if found] == []


def test_several_processes_of_which_some_die_or_stand_still() -> None:
    assert [(mine.seed, found) for mine in map(of_workers, range(24)) if (found := wrong_together(mine))] == []


def _seed(mutation: Mutation) -> int:
    """The one that catches it by the table."""
    return int(known()[mutation.name][0].removeprefix("seed "))


@pytest.mark.parametrize(
    "mutation",
    [each for each in MUTATIONS if _seed(each) < EARLY and each not in TOGETHER],  # `make prove` tries all
    ids=lambda mutation: mutation.name,
)
def test_a_deliberate_bug_is_caught(mutation: Mutation) -> None:
    """By the seed of the table, or by another where a change elsewhere has made that another run."""
    assert caught(mutation, [_seed(mutation), *range(2_000)]) is not None


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_deliberate_bug_can_be_called_like_what_it_stands_for(mutation: Mutation) -> None:
    """One that raises where it is called is caught by whatever calls it, and shows nothing."""
    for each in mutation.patches():
        real, mistaken = getattr(each.getter(), each.attribute), each.new
        if callable(real):
            asked, taken = (signature(one).parameters.values() for one in (real, mistaken))
            named = {one.name for one in taken}
            rest = {one.kind for one in taken}
            assert rest & {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD} or len(asked) == len(taken)
            only = {one.name for one in asked if one.kind is Parameter.KEYWORD_ONLY}
            assert Parameter.VAR_KEYWORD in rest or only <= named


def test_a_database_that_is_used_again_is_as_it_was_after_its_migrations() -> None:
    play(scenario(6)).disk.give_back()
    used, fresh = Disk(), sqlite3.connect(":memory:")
    migrate(fresh, ":memory:")
    assert list(used.connection.iterdump()) == list(fresh.iterdump())


def test_the_same_seed_is_the_same_run_in_another_process() -> None:
    """Strings hash otherwise in each process, and objects lie elsewhere: nothing may depend on either."""
    command = [sys.executable, "-m", "tests.simulation", "trace", "0", "12"]
    elsewhere = subprocess.run(  # noqa: S603 -- our own command
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"}
    )
    assert elsewhere.stdout.splitlines() == [traced(seed) for seed in range(12)]


def test_a_failing_seed_shrinks_to_what_makes_it_fail() -> None:
    [mutation] = [each for each in MUTATIONS if "retries by itself" in each.name]
    failing = next(
        mine for seed in range(2_000) if len((mine := scenario(seed)).events) > 3 and _fails(mutation, mine)
    )
    with mutation.made():
        small = shrunk(failing)
        assert wrong(small)
    assert len(small.events) < len(failing.events)


def _fails(mutation: Mutation, mine: Scenario) -> bool:
    with mutation.made():
        return mutation.shows(mine) and bool(wrong(mine))
