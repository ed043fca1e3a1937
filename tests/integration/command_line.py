"""The command line in this process, on real files: quicker than a process, and the same code."""

import asyncio
import contextlib
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pytest
import typer

from adapters.terminal import cli
from bot.app.system_clock import SystemClock
from bot.commands.table import TABLE
from bot.wiring import application as root
from tests.fakes.paper_server import PaperServer

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


@cache
def _built() -> Callable[..., object]:
    """Once for all: Typer makes forty commands of it at each call."""
    return typer.main.get_command(cli.build(root.open_application, TABLE, restore=root.put_back))


@contextlib.contextmanager
def beside(server: PaperServer) -> Iterator[PaperServer]:
    """The server in a thread of its own: each command has this one for its event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; what it said is unwrapped."""

    status: int
    out: str
    said: str


class TypingClock(SystemClock):
    """The real time, and a second between two things that are typed."""

    def __init__(self) -> None:
        self.typed = 0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.typed)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`paperboy …`."""

    capsys: pytest.CaptureFixture[str]
    clock: TypingClock

    def __call__(self, *words: str | bytes) -> Ended:
        self.clock.typed += 1
        argv: Sequence[str] = [os.fsdecode(word) for word in words]
        status = 0
        try:
            copy_context().run(_built(), argv, prog_name="paperboy")  # what it sets is of its process alone
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        printed = self.capsys.readouterr()
        return Ended(status, printed.out, re.sub(r"\s+", " ", printed.err))


def stories(text: str) -> list[str]:
    """The ids of the papers shown, in order."""
    return re.findall(r"arxiv:\d{4}\.\d{5}", text)
