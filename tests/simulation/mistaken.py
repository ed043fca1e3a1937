"""A plugin of pytest: the whole suite with one of the deliberate bugs made in the program (PAPERBOY_MISTAKE names it)."""

import os
from contextlib import ExitStack

from adapters.discord.posting.sender import DiscordSender
from adapters.email.posting.sender import EmailSender
from adapters.slack.posting.sender import SlackSender
from tests.simulation.mutations import MUTATIONS, SENDERS

MISTAKE = "PAPERBOY_MISTAKE"
_stack = ExitStack()


def pytest_configure() -> None:
    """Before a test is imported, as if it stood in the code."""
    SENDERS[:] = [SlackSender, DiscordSender, EmailSender]
    [mutation] = [each for each in MUTATIONS if each.name == os.environ[MISTAKE]]
    _stack.enter_context(mutation.made())


def pytest_unconfigure() -> None:
    _stack.close()
