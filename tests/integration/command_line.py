"""The command line in this process, on real files: quicker than a process, and the same code."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from adapters.terminal import cli
from bot import __main__ as root
from bot.commands.table import TABLE


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; what it said is unwrapped."""

    status: int
    out: str
    said: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`paperboy …`."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str | bytes) -> Ended:
        app = cli.build(root.open_application, TABLE, restore=root.put_back)
        argv: Sequence[str] = [os.fsdecode(word) for word in words]
        status = 0
        try:
            app(argv, prog_name="paperboy")
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        printed = self.capsys.readouterr()
        return Ended(status, printed.out, re.sub(r"\s+", " ", printed.err))
