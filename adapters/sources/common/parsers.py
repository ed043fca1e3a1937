"""Reading what sources sent in processes of their own: what it takes is limited, and nothing else waits for it."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from adapters.sources.common import parse_process
from bot.errors import SourceError

P = ParamSpec("P")
T = TypeVar("T")

WORKERS: Final = 2
SECONDS: Final = 20  # of the processor for one answer; arXiv's longest feed takes one or two
DEADLINE: Final = 60.0  # seconds by the clock, for a machine that is busy, or has no limit of the former
IDLE: Final = 30.0  # seconds after which a worker that has nothing to do is let go, and its memory
# All that a worker needs of our surroundings: no token is among it.
_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP")
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_PLAIN: Final = (date, datetime, timedelta, timezone, set, frozenset)
_HOME: Final = Path(__file__).resolve().parents[3]


class Parsers:
    """A small pool of `parse_process`s, started when they are needed. Close it."""

    def __init__(self, workers: int = WORKERS, *, seconds: int = SECONDS, deadline: float = DEADLINE) -> None:
        self._threads = ThreadPoolExecutor(workers, "parsers")  # each waits for one worker
        self._seconds, self._deadline = seconds, deadline
        self._idle = list[_Worker]()
        self._busy = set[_Worker]()
        self._lock = threading.Lock()
        self._closed = False
        self.started = 0  # workers, ever

    def warm(self) -> None:
        """Start a worker, if there is none, while something else is waited for."""
        if not self._idle and not self._busy and not self._closed:
            self._threads.submit(lambda: self._put_back(self._take()))

    async def read(self, where: str, reader: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a reader (a function of a module) makes of its arguments, read elsewhere.

        SourceError, which begins with `where`, if that takes too long or too much; the reader's own is as it is.
        """
        loop = asyncio.get_running_loop()
        job = pickle.dumps((reader, given, named))
        try:
            answer, reason, said = await loop.run_in_executor(self._threads, self._ask, job)
        finally:
            loop.call_later(IDLE, self._rest)
        if said:
            raise SourceError(said)
        if reason:
            raise SourceError(f"{where}: the answer was left unread: {reason}")
        value: T = answer
        return value

    def close(self) -> None:
        """Every worker ends, whatever it was doing."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def _ask(self, job: bytes) -> tuple[Any, str, str]:
        worker = self._take()
        try:
            return worker.ask(job, self._deadline)
        finally:
            self._put_back(worker)

    def _take(self) -> "_Worker":
        with self._lock:
            worker = self._idle.pop() if self._idle else None
            if worker is None:
                worker = _Worker(self._seconds)
                self.started += 1
            self._busy.add(worker)
            if self._closed:
                worker.end()
            return worker

    def _put_back(self, worker: "_Worker") -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.is_well and not self._closed:
                self._idle.append(worker)
                return
        worker.end()

    def _rest(self) -> None:
        """Let those go that have nothing to do."""
        if self._busy:
            return
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.end()


class _Values(pickle.Unpickler):
    """Values and nothing that does something, whatever became of the process that sends them."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of plain values, by its name."""
        found = super().find_class(module, name)
        ours = isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum))
        if ours or found in _PLAIN:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


class _Worker:
    """One process. A thread at a time asks it."""

    def __init__(self, seconds: int) -> None:
        surroundings = {name: value for name in _PASSED_ON if (value := os.environ.get(name)) is not None}
        group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows' way to keep Ctrl-C to ourselves
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-B", "-m", parse_process.__name__, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings | _ONE_THREAD | {"PYTHONPATH": str(_HOME), "PYTHONSAFEPATH": "1"},
            start_new_session=True,
            creationflags=group,
        )
        self._late = False
        self.is_well = True

    def ask(self, job: bytes, deadline: float) -> tuple[Any, str, str]:
        """(what was read, why it was not, in the reader's own sentence); killed at the deadline."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 -- both are pipes, see above
        assert stdout is not None  # noqa: S101 -- as above
        timer = threading.Timer(deadline, self._kill)
        timer.daemon = True
        timer.start()
        try:
            parse_process.send(stdin, job)
            said = parse_process.receive(stdout)
        except (OSError, ValueError):  # it is gone, or was ended by `end` in the same moment
            said = None
        finally:
            timer.cancel()
        if said is None:
            self.is_well = False
            return None, "it takes too long" if self._late or self._out_of_time() else "it stopped its reader", ""
        try:
            answer: tuple[Any, str, str] = _Values(BytesIO(said)).load()
        except Exception:  # noqa: BLE001 -- bytes that are no pickle fail in every way there is
            self.is_well = False
            return None, "its reader answered in words that nobody asked for", ""
        self.is_well = answer[1] != parse_process.TOO_LARGE
        return answer

    def end(self) -> None:
        """Kill it and take leave of it."""
        self.is_well = False
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError, ValueError):
                    pipe.close()

    def _kill(self) -> None:
        self._late = True
        self._process.kill()

    def _out_of_time(self) -> bool:
        """Whether the system ended it for the processor's time that it took."""
        return self._process.wait() == -getattr(signal, "SIGXCPU", 0)  # Windows has no such signal
