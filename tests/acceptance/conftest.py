"""The real process for acceptance tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.process import Paperboy, Parents
from tests.forks import Forks


@pytest.fixture(scope="session")
def moved_forks(of_the_run: Path) -> Iterator[Forks]:
    """The parent of processes whose clock a test moves."""
    forks = Forks(of_the_run, "moved", "tests.acceptance.moved_clock:move")
    yield forks
    forks.close()


@pytest.fixture
def paperboy(tmp_path: Path, forks: Forks, moved_forks: Forks) -> Paperboy:
    """Paperboy in an empty folder, without internet."""
    return Paperboy(tmp_path, forks=Parents(forks, moved_forks))


@pytest.fixture
def console(tmp_path: Path) -> Paperboy:
    """The same, where each process is started from nothing, as a person starts it."""
    return Paperboy(tmp_path)
