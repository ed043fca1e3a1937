"""Which of the deliberate bugs the suite catches without the simulator: each is made, and the tests run until one fails.

What comes of it is the table in `mutations.md`: rows are renewed one by one, so that a new bug needs no run of all.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.simulation.mistaken import MISTAKE
from tests.simulation.mutations import MUTATIONS

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("mutations.md")
TIERS = (("tests/unit", "tests/contract"), ("tests/integration",))  # what is quick first
NOT_CAUGHT = "not caught"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[.*)?(?: - .*)?$", re.MULTILINE)
_ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<seeds>[^|]+) \| (?P<by>[^|]+) \|$", re.MULTILINE)
HEAD = """# The deliberate bugs, and who catches them

Written by `python -m tests.simulation mutations --without`: each bug is made in the program, and the unit, contract and
integration tests run until one fails. Those that start processes of their own run the program without the bug, so they
are no help here. The simulator's column says which seed is the first that fails.

| bug | the simulator | the suite without it |
|---|---|---|
"""


def caught_without(name: str) -> str:
    """The first test that fails with that bug, or that none does."""
    for tier in TIERS:
        ran = subprocess.run(  # noqa: S603 -- our own command
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:xdist",
                "-p",
                "no:cacheprovider",
                "--tb=no",
                *tier,
            ],
            cwd=ROOT,
            env=os.environ | {MISTAKE: name, "PYTEST_PLUGINS": "tests.simulation.mistaken"},
            capture_output=True,
            text=True,
            check=False,
        )
        if failed := _FAILED.search(ran.stdout):
            return f"`{failed[1]}`"
        if ran.returncode:
            raise RuntimeError(f"{name}: {ran.stdout[-2_000:]}{ran.stderr[-2_000:]}")
    return NOT_CAUGHT


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
    without = sum(found[each.name][1] != NOT_CAUGHT for each in MUTATIONS if each.name in found)
    said = f"\n{len(rows)} bugs: the simulator catches all of them, the suite without it {without}.\n"
    TABLE.write_text(HEAD + "\n".join(rows) + "\n" + said, encoding="utf-8")
