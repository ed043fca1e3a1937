"""The parent of the processes that tests start: it has imported all of Paperboy, and forks for each order.

`python -m tests.fork_parent MODULE:FUNCTION…`, with a listening socket as its standard input; those functions come
before Paperboy. Every process of a test run that is connected sends orders, each with the streams of the child.
Whoever started it need not wait for its end, which comes when the last of them has gone: it leaves their session.
"""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
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


@contextlib.contextmanager
def alone(place: Path) -> Iterator[None]:
    """One process at a time looks whether a parent listens there, starts one, or ends it."""
    with place.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def serve(listening: socket.socket) -> dict[str, Any]:
    """Fork for each order, and tell how each child ended. Returns in a child, with its order."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    telling: dict[int, int] = {}
    asking: list[socket.socket] = []
    while True:
        ready, _, _ = select.select([listening, woken, *asking], [], [])
        if woken in ready:
            woken.recv(100)
            _tell_ends(telling)
        elif listening in ready:
            asking.append(listening.accept()[0])
        else:
            text, files, _flags, _address = socket.recv_fds(ready[0], LARGEST, 3)
            if not text:
                asking.remove(ready[0])
                ready[0].close()
                if not asking and _nobody_else(listening):
                    raise SystemExit
            elif not (child := os.fork()):
                break
            else:
                out, err, told = files
                telling[child] = told
                os.write(told, f"{child}\n".encode())
                os.close(out)
                os.close(err)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    for open_socket in (woken, wake, listening, *asking):
        open_socket.close()
    for file in telling.values():
        os.close(file)
    out, err, told = files
    for file, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(file, number)
        os.close(file)
    os.close(told)
    return json.loads(text)


def _nobody_else(listening: socket.socket) -> bool:
    """Whether no process of the run wants more of this parent; none can find it any more then."""
    place = Path(listening.getsockname())
    with alone(place):
        if select.select([listening], [], [], 0)[0]:
            return False
        place.unlink()
        return True


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
    if os.fork():
        return
    os.setsid()  # Ctrl-C at the tests' terminal ends those, and with them this one
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
