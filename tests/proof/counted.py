"""A pytest plugin: how many tests of a run passed and failed, as a part's figures."""

import os
from typing import Any

from tests.proof.figures import note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Once a run, in the process that the others report to."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    stats = terminalreporter.stats
    failing = sum(len(stats.get(how, ())) for how in ("failed", "error"))
    note("attacks", tests=len(stats.get("passed", ())), failing=failing)
