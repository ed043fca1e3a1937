"""`python -m tests.simulation.without [WORDS]`: which of the deliberate bugs the suite catches without the simulator.

Each is made, and tests run until one fails. What comes of it is the table in `mutations.md`: rows are renewed one by
one, so that a new bug needs no run of all.
"""

import contextlib
import io
import logging
import re
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.posting.sender import DiscordSender
from adapters.email.posting.sender import EmailSender
from adapters.slack.posting.sender import SlackSender
from tests.simulation.mistakes.platforms import SENDERS
from tests.simulation.mutations import MUTATIONS, Mutation
from tests.simulation.proof import caught

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("mutations.md")
TESTS = (  # what is quick first; processes that tests start run the program without the bug, so those are left out
    *(
        f"tests/unit/{each}"
        for each in ("delivery", "planning", "schedule", "channels", "papers", "app", "core", "storage")
    ),
    *(f"tests/unit/{each}" for each in ("model", "adapters", "commands", "slack", "discord", "email")),
    "tests/contract",
    *(
        f"tests/integration/test_{each}.py"
        for each in ("delivery_crash", "slack_sending", "slack_oauth", "discord_delivery", "silence")
    ),
    *(
        f"tests/integration/test_{each}.py"
        for each in ("storage_restore", "storage_planning", "email_sending", "journeys")
    ),
    *(
        f"tests/integration/test_{each}.py"
        for each in ("clock", "same_moment", "parked_asked", "reasons", "operator", "workers")
    ),
)
QUICK = ("-q", "-x", "--tb=no", "--no-header", "--no-summary", "-p", "no:xdist", "-p", "no:cacheprovider")
NOT_CAUGHT = "not caught"
_ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<seeds>[^|]+) \| (?P<by>[^|]+) \|$", re.MULTILINE)
HEAD = """# The deliberate bugs, and who catches them

Written by `python -m tests.simulation.without`: each bug is made in the program, and the tests of the core,
of the chat and mail adapters, the contract tests and the integration tests about delivery run until one fails. The
simulator's column says which seed is the first that fails.

| bug | the simulator | the suite without it |
|---|---|---|
"""


class First:
    """A plugin of pytest that remembers the tests that failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Set-up and teardown count as the test."""
        if report.failed:
            self.failed.append(report.nodeid)


def failing(name: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Tests that fail with that bug ("": without any), the first alone; within a process of its own."""
    first, found, simulated = First(), [each for each in MUTATIONS if each.name == name], SENDERS.copy()
    SENDERS[:] = [SlackSender, DiscordSender, EmailSender]
    try:
        _run(first, found, leave_out)
    finally:
        SENDERS[:] = simulated
    return first.failed


def _run(first: First, found: Sequence[Mutation], leave_out: tuple[str, ...]) -> None:
    chosen = [*QUICK, *(f"--deselect={each}" for each in leave_out), *(str(ROOT / each) for each in TESTS)]
    if not found:
        pytest.main([each for each in chosen if each != "-x"], plugins=[first])
        return
    with found[0].made():
        pytest.main(chosen, plugins=[first])


def known() -> dict[str, tuple[str, str]]:
    """The table as it stands: by bug, the simulator's seed and the suite's test."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.is_file() else ""
    return {row["name"]: (row["seeds"], row["by"]) for row in _ROW.finditer(text) if row["name"] != "bug"}


def keep(found: dict[str, tuple[str, str]]) -> None:
    """Write the table; bugs that are no more leave it."""
    rows = [
        f"| {each.name} | {found[each.name][0]} | {found[each.name][1]} |"
        for each in MUTATIONS
        if each.name in found
    ]
    mine = sum(found[each.name][0] != NOT_CAUGHT for each in MUTATIONS if each.name in found)
    others = sum(found[each.name][1] != NOT_CAUGHT for each in MUTATIONS if each.name in found)
    said = f"\n{len(rows)} bugs: the simulator catches {mine} of them, the suite without it {others}.\n"
    if left := [each.name for each in MUTATIONS if each.name not in found]:
        said += f"\nNot tried on the suite yet: {'; '.join(left)}.\n"
    TABLE.write_text(HEAD + "\n".join(rows) + "\n" + said, encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Which of them, or of those with these words in their names, the suite catches without the simulator."""
    chosen = [n for n, each in enumerate(MUTATIONS) if not words or any(word in each.name for word in words)]
    found = known()
    with get_context("fork").Pool(cpu_count(), maxtasksperchild=1) as pool:  # some tests' values serve once
        anyway = tuple(pool.apply(_failing, ("", ())))  # in a slow hour, or without the shared data
        for name, seed, failed in pool.imap(_who_catches, [(number, anyway) for number in chosen]):
            by = f"`{failed[0].partition('[')[0]}`" if failed else NOT_CAUGHT
            print(f"  {name}: {by}", flush=True)
            found[name] = (NOT_CAUGHT if seed is None else f"seed {seed}", by)
            keep(found)
    return 0


def _failing(name: str, leave_out: tuple[str, ...]) -> list[str]:
    with contextlib.redirect_stdout(io.StringIO()):
        return failing(name, leave_out)


def _who_catches(asked: tuple[int, tuple[str, ...]]) -> tuple[str, int | None, list[str]]:
    mutation = MUTATIONS[asked[0]]
    return mutation.name, _seed(mutation), _failing(mutation.name, asked[1])


def _seed(mutation: Mutation) -> int | None:
    logging.disable(logging.CRITICAL)
    shown = caught(mutation, range(2_000))
    logging.disable(logging.NOTSET)
    return None if shown is None else shown.seed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
