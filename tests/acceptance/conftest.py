"""The real process for acceptance tests."""

from pathlib import Path

import pytest

from tests.acceptance.process import Paperboy


@pytest.fixture
def paperboy(tmp_path: Path) -> Paperboy:
    """Paperboy in an empty folder, without internet."""
    return Paperboy(tmp_path)
