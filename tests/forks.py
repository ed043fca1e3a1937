"""Real processes that start at once: forked from one that has imported everything, which takes most of a start.

Each is a process of its own with the arguments, folder, environment, streams, signals and exit status that it was
given, and runs its module as `python -m` does. What is settled while the interpreter starts (the encoding of the
streams, Python's own variables) is the parent's: who tests that starts a process the ordinary way.

`python -m tests.forks MODULE:FUNCTION…` is the parent: those functions come before Paperboy. It gets each order, with the streams of the child, on its standard
input, which is a socket.
"""

import array
import asyncio
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 100_000  # bytes of an order
PACKAGES = ("bot", "adapters", "storage")
STARTERS = ("bot.__main__", "bot.start")  # each process runs one for itself
# What others import only when they run.
LATE = ("anyio._backends._asyncio", "structlog.stdlib", "uvicorn.lifespan.off")


def everything() -> None:
    """Import all of Paperboy, whatever a process will need of it, and read what each reads once."""
    for package in map(importlib.import_module, PACKAGES):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name not in STARTERS:
                importlib.import_module(found.name)
    for name in LATE:
        importlib.import_module(name)
    importlib.import_module("adapters.proxies").certificates({})
    importlib.import_module("bot.schedule.zones").check_zone("UTC")


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
    """The parent's own side: starts it when it is first needed."""

    def __init__(self, *preparing: str) -> None:
        self._preparing = preparing
        self._parent: subprocess.Popen[bytes] | None = None
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
            assert self._parent
            raise AssertionError(f"the parent has ended: {self._parent.communicate()[1].decode()}")
        return child

    def _send(self, order: bytes, files: Sequence[int]) -> None:
        assert len(order) < LARGEST
        if self._orders is None:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._parent = subprocess.Popen(  # noqa: S603 -- our own words
                    [sys.executable, "-m", "tests.forks", *self._preparing],
                    stdin=theirs,
                    stdout=subprocess.PIPE,  # pipes, as the children's: their streams are made for such
                    stderr=subprocess.PIPE,
                    cwd=ROOT,
                    env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
                )
        self._orders.sendmsg([order], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))])

    def close(self) -> None:
        """The parent ends."""
        if self._orders and self._parent:
            self._orders.close()
            self._parent.communicate()
            assert self._parent.returncode == 0


async def _reader(file: int) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(file, "rb")
    )
    return reader, transport


def serve(orders: socket.socket) -> dict[str, Any] | None:
    """The parent: forks for each order, and tells how each child ended. Returns in a child, with its order."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C at the tests' terminal ends those, and with them this one
    telling: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(orders, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if woken in ready:
                woken.recv(100)
                _tell_ends(telling)
            if orders not in ready:
                continue
            text, files, _flags, _address = socket.recv_fds(orders, LARGEST, 3)
            if not text:
                raise SystemExit
            out, err, told = files
            child = os.fork()
            if not child:
                break
            telling[child] = told
            os.write(told, f"{child}\n".encode())
            os.close(out)
            os.close(err)
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    for open_socket in (woken, wake, orders):
        open_socket.close()
    for file in (told, *telling.values()):
        os.close(file)
    for file, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(file, number)
        os.close(file)
    return json.loads(text)


def _tell_ends(telling: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            told = telling.pop(child)
            with contextlib.suppress(BrokenPipeError):  # the test is over
                os.write(told, f"{status}\n".encode())
            os.close(told)


def main(preparing: Sequence[str]) -> None:
    for name in preparing:
        module, _, function = name.partition(":")
        imported = importlib.import_module(module)
        if function:
            getattr(imported, function)()
    everything()
    gc.collect()
    gc.freeze()  # or each child would write to all of it, and so have all of it copied
    order = serve(socket.socket(fileno=os.dup(0)))
    if (user := order["user"]) is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv[1:] = order["words"]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
