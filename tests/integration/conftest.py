"""The command line for integration tests."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from adapters.sources.common.parsers import Parsers
from adapters.sources.common.web import Web
from bot.wiring import application as root
from tests.integration.command_line import NOWHERE, CommandLine, TypingClock


@pytest.fixture
def paperboy(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    parsers: Parsers,
) -> Iterator[CommandLine]:
    """`paperboy` in an empty folder, without internet."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PAPERBOY_ZONE", "Europe/Paris")
    monkeypatch.setenv("HUGGINGFACE_URL", NOWHERE)
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    monkeypatch.setenv("PAPERBOY_PORT", "0")
    clock = TypingClock()
    monkeypatch.setattr(root, "SystemClock", lambda: clock)
    monkeypatch.setattr(root, "Web", partial(Web, parsers=parsers))  # whose processes start once for all commands
    yield CommandLine(capsys, clock)
    logger.handlers[:] = handlers
    logger.setLevel(level)
