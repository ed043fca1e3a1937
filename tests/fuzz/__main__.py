"""`python -m tests.fuzz [INPUTS]`: all targets; `one NAME INPUTS SEED`; `lengths`: see CONTRIBUTING.md."""

import logging
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.proof.figures import note

INPUTS = 1_000_000
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main(words: list[str]) -> int:
    """Prints figures; 1 if anything was found."""
    match words:
        case ["one", name, inputs, seed]:
            return one(name, int(inputs), int(seed))
        case ["lengths"]:
            return lengths()
        case [] | [_]:
            return every(int(words[0].replace("_", "")) if words else INPUTS)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def every(inputs: int) -> int:
    """Each target in a process of its own, on all cores."""
    began = time.monotonic()
    module = import_module("tests.fuzz.catalogue")
    targets = module.catalogue(import_module("tests.fuzz.doors").Doors()).values()
    shares = sum(target.share for target in targets)
    slow_first = sorted(targets, key=lambda target: target.share)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(
            pool.map(lambda target: _apart(target.name, int(inputs * target.share / shares) + 1), slow_first)
        )
    tried, failing = sum(done for done, _ in found), [said for _, said in found if said]
    for said in failing:
        print(said)
    note("fuzzing", inputs=tried, readers=len(found), failing=len(failing))
    how = "coverage-guided" if _guided() else "by chance (atheris is for Linux on x86-64)"
    took = time.monotonic() - began
    print(f"fuzzing, {how}: {tried:,} inputs for {len(found)} readers, {len(failing)} failing; {took:.0f} s")
    return bool(failing)


def _apart(name: str, inputs: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.fuzz", "one", name, str(inputs), "1"]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    done = _DONE.search(ended.stderr)
    tried = int(done[1]) if done else 0
    if ended.returncode or not tried:
        return tried, f"{name}: status {ended.returncode}\n{ended.stdout[-3_000:]}\n{ended.stderr[-3_000:]}"
    print(f"  {name}: {tried:,}", flush=True)
    return tried, ""


def one(name: str, inputs: int, seed: int) -> int:
    """One target in this process."""
    logging.disable(logging.CRITICAL)
    sys.addaudithook(_only_here)  # it stays for as long as the process
    if _guided():
        atheris = import_module("atheris")
        with atheris.instrument_imports(include=["bot", "adapters"]):
            target = _target(name)
        import_module("tests.fuzz.run").guided(target, inputs, seed)
        return 0  # never: it ends the process
    target = _target(name)
    for data in import_module("tests.fuzz.run").by_chance(target, inputs, seed):
        try:
            target(data)
        except Exception:
            print(repr(data))
            raise
    print(f"stat::number_of_executed_units: {inputs}", file=sys.stderr)
    return 0


def _only_here(event: str, given: tuple[Any, ...]) -> None:
    """Nobody's machine is asked, whatever address an input makes up: neither it nor, for its name, a name server."""
    host = ""
    if event == "socket.getaddrinfo":
        host = str(given[0])
    elif event == "socket.connect" and isinstance(given[1], tuple):
        host = str(given[1][0])
    if host and host not in {"127.0.0.1", "::1", "localhost"}:
        raise OSError("only this machine is asked")


def _target(name: str):
    catalogue = import_module("tests.fuzz.catalogue").catalogue
    return catalogue(import_module("tests.fuzz.doors").Doors())[name]


def _guided() -> bool:
    return find_spec("atheris") is not None


def lengths() -> int:
    """No reader takes more than linear time."""
    began = time.monotonic()
    everything = import_module("tests.fuzz.catalogue").catalogue(import_module("tests.fuzz.doors").Doors())
    names = [target.name for target in everything.values() if target.linear]
    tried, steep = 0, 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, pieces, found in pool.map(_grown, names):
            tried += pieces
            steep += len(found)
            for piece, ratio in found:
                print(f"  {name}: {piece} {ratio:.0f} times as long for eight times as much")
    note("lengths", pieces=tried, steep=steep)
    took = time.monotonic() - began
    print(f"growth with length: {tried:,} repeated pieces, {steep} more than linear; {took:.0f} s")
    return bool(steep)


def _grown(name: str) -> tuple[str, int, list[tuple[str, float]]]:
    """How many pieces were repeated for one reader, and those whose time grew faster than they."""
    logging.disable(logging.CRITICAL)
    module = import_module("tests.fuzz.lengths")
    doors = import_module("tests.fuzz.doors").Doors()
    found = list(module.grown(import_module("tests.fuzz.catalogue").catalogue(doors)[name]))
    doors.close()  # its threads would keep this process
    return name, len(found), [(each.piece, each.ratio) for each in found if each.ratio > module.MOST]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
