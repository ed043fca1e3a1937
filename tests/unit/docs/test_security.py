"""SECURITY.md promises nothing that no test attacks."""

import re
from pathlib import Path

from tests.each_of import each_of

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = PAGE.partition("## What is promised")[2].partition("## What is not promised")[0]
ROWS = [line for line in PROMISES.splitlines() if line.startswith("| ") and not line.startswith("| attacker")]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_there_are_promises():
    assert len(ROWS) >= 15


@each_of("row", ROWS)
def test_each_promise_has_its_tests(row):
    named = re.findall(r"`(test_\w+)`", row)
    assert named
    assert set(named) <= TESTS, set(named) - TESTS


def test_it_says_how_to_report_and_what_is_not_promised():
    assert "## How to report" in PAGE
    assert "## What is not promised" in PAGE


def test_the_attacks_have_a_command():
    assert re.search(r"^attack:.*\n\t\S+pytest tests/attacks$", (ROOT / "Makefile").read_text(), re.MULTILINE)
