"""The terminal: a platform of its own. Every command and digest can be seen here without any account."""

import shutil
import sys

from adapters.terminal.listener import TerminalListener
from adapters.terminal.sender import TerminalSender
from bot.ports import CoreServices, Platform

NAME = "terminal"
MAX_WIDTH = 100  # columns; a longer line of prose is hard to read


def configured() -> bool:
    """A terminal needs no settings."""
    return True


def width() -> int:
    """Columns to write in: the terminal's, at most MAX_WIDTH."""
    return min(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MAX_WIDTH)


def build(parts: CoreServices) -> Platform:  # noqa: ARG001 -- the convention of every platform adapter
    """The terminal that Paperboy was started in."""
    colour = sys.stdout.isatty()
    return Platform(
        NAME,
        TerminalSender(sys.stdout, width=width(), colour=colour),
        TerminalListener(sys.stdout, width=width(), colour=colour),
        local="this terminal",
    )
