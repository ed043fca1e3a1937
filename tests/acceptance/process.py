"""The real process, with a folder, an environment and nothing of this machine's."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.acceptance.moved_clock import MachineClock
from tests.forks import Forked, Forks

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds: a start takes one or two, more on a busy machine
AT_START = frozenset({"LANG", "LC_ALL", "PYTHONIOENCODING", "TZ"})  # what an interpreter reads once, as it starts
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


def unwrapped(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@dataclass(frozen=True, slots=True)
class Parents:
    """Of forked processes: with the machine's clock, and with one that a test moves."""

    plain: Forks
    moved: Forks


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended and what it said; sentences are unwrapped."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return unwrapped(self.err)


@dataclass(slots=True)
class Paperboy:
    """Paperboy in a folder of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: {"HUGGINGFACE_URL": NOWHERE, "PAPERBOY_PORT": "0"})
    clock: MachineClock | None = None  # of its machine, if a test moves it
    forks: Parents | None = None  # None: each process is started from nothing, as a person starts it

    async def start(self, *words: str | bytes, user: int | None = None, **settings: str) -> "Started":
        """Under way; as another user only where it is forked."""
        env = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
            "PYTHONPATH": str(ROOT),
            "PAPERBOY_ZONE": "Europe/Paris",
            **self.settings,
            **settings,
        }
        module = ("tests.acceptance.at_moved_time", str(self.clock.file)) if self.clock else ("bot",)
        if self.forks is not None and not AT_START & set(settings):
            forks = self.forks.moved if self.clock else self.forks.plain
            return Started(await forks.start(*module, *words, cwd=self.folder, env=env, user=user))
        assert user is None
        return Started(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *module),
                *words,
                cwd=self.folder,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        )

    async def __call__(self, *words: str | bytes, user: int | None = None, **settings: str) -> Ended:
        async with await self.start(*words, user=user, **settings) as started:
            return await started.end()


@dataclass(slots=True)
class Started:
    """A process under way; whatever happens, it does not outlive its test."""

    process: asyncio.subprocess.Process | Forked
    heard: str = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        if not isinstance(self.process, Forked):
            self.process._transport.close()

    async def hears(self, sentence: str) -> str:
        """Standard error, unwrapped, as soon as the regular expression is found in it."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while not re.search(sentence, unwrapped(self.heard)):
                line = await self.process.stderr.readline()
                assert line, f"it ended before it said {sentence!r}: {self.heard}"
                self.heard += line.decode(errors="replace")
        return unwrapped(self.heard)

    async def end(self, number: signal.Signals | None = None) -> Ended:
        """Wait for its end, after that signal if given."""
        if number is not None:
            self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return Ended(
            self.process.returncode, out.decode(errors="replace"), self.heard + err.decode(errors="replace")
        )


@contextlib.asynccontextmanager
async def running(paperboy: Paperboy, **settings: str) -> AsyncIterator[tuple[Started, str]]:
    """`paperboy run`, started and listening; with its address."""
    async with await paperboy.start("run", **settings) as started:
        heard = await started.hears(r"http://\S+/healthz")
        await started.hears("Stop it with Ctrl-C")
        await started.hears("The demo channel's next digest comes")
        address = re.search(r"(http://\S+)/healthz", heard)
        assert address
        yield started, address[1]
