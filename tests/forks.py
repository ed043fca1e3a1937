"""Real processes that start at once: forked from one that has imported everything, which takes most of a start.

Each is a process of its own with the arguments, folder, environment, streams, signals and exit status that it was
given, and runs its module as `python -m` does. What is settled while the interpreter starts (the encoding of the
streams, Python's own variables) is the parent's: who tests that starts a process the ordinary way.

All processes of a test run share one parent (`fork_parent`): whoever needs it first starts it.
"""

import array
import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fork_parent import LARGEST, ROOT, alone


class Forked:
    """A child, used as asyncio's own process is; who has waited for it reads no more of it."""

    def __init__(self, *pipes: tuple[asyncio.StreamReader, asyncio.BaseTransport]) -> None:
        (self.stdout, _), (self.stderr, _), (self._told, _) = pipes
        self._transports = [transport for _, transport in pipes]
        self.pid = 0
        self.returncode: int | None = None

    async def begun(self) -> bool:
        self.pid = int(await self._told.readline() or 0)
        return self.pid > 0

    async def wait(self) -> int:
        status = await self._status()
        for transport in self._transports:
            transport.close()
        return status

    async def communicate(self) -> tuple[bytes, bytes]:
        out, err, _status = await asyncio.gather(self.stdout.read(), self.stderr.read(), self._status())
        return out, err

    async def _status(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(int(await self._told.readline()))
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Forks:
    """The tests' side of the parent in that folder; its name says which, where several prepare differently."""

    def __init__(self, folder: Path, name: str, *preparing: str) -> None:
        self._socket = folder / f"forks-{name}"
        self._preparing = preparing
        self._said = 0  # the file that has what the parent said, if this process started it
        self._orders: socket.socket | None = None

    async def start(
        self,
        module: str,
        *words: str | bytes,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        user: int | None = None,
    ) -> Forked:
        """`python -m MODULE WORDS…`, as another user if root says so."""
        ends = [os.pipe() for _ in range(3)]
        order = {
            "module": module,
            "words": list(map(os.fsdecode, words)),  # as an interpreter reads them
            "cwd": str(cwd),
            "env": dict(os.environ if env is None else env),
            "user": user,
        }
        try:
            self._send(json.dumps(order).encode(), [write for _, write in ends])
        finally:
            for _, write in ends:
                os.close(write)
        child = Forked(*[await _reader(read) for read, _ in ends])
        if not await child.begun():
            raise AssertionError(f"the parent has ended: {self._why()}")
        return child

    def _send(self, order: bytes, files: Sequence[int]) -> None:
        assert len(order) < LARGEST
        if self._orders is None:
            self._orders = self._connected()
        self._orders.sendmsg([order], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))])

    def _connected(self) -> socket.socket:
        orders = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with alone(self._socket):
            try:
                orders.connect(str(self._socket))
            except FileNotFoundError:
                with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
                    listening.bind(str(self._socket))
                    listening.listen(16)
                    self._begin(listening)
                orders.connect(str(self._socket))
        return orders

    def _begin(self, listening: socket.socket) -> None:
        self._said, theirs = os.pipe()  # no file, as the children's are none: their streams are made for such
        try:
            subprocess.run(  # noqa: S603 -- our own words
                [sys.executable, "-m", "tests.fork_parent", *self._preparing],
                stdin=listening,
                stdout=theirs,
                stderr=theirs,
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
                check=True,
            )
        finally:
            os.close(theirs)

    def _why(self) -> str:
        return os.read(self._said, LARGEST).decode() if self._said else "whoever started it can say why"

    def close(self) -> None:
        """The parent ends when all processes of the run have said this."""
        if self._orders:
            self._orders.close()
        if self._said:
            os.close(self._said)


async def _reader(file: int) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(file, "rb")
    )
    return reader, transport
