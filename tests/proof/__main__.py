"""`python -m tests.proof [--readme]`: every part, then one table; 1 if anything failed or a figure is missing.

A part that fails does not stop the others; those that mostly wait run beside them. Each adds its figures to one file;
the table is made from that. `--readme` writes it into README.md as well, if nothing failed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.proof.figures import FIGURES, gathered
from tests.proof.parts import PARTS, Part
from tests.proof.table import plain, refreshed, rows, wrong

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def main(words: Sequence[str]) -> int:
    """Run, print, judge."""
    if set(words) - {"--readme"}:
        print(__doc__, file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        file.touch()
        failed = _failing(file)
        minutes = (time.monotonic() - began) / 60
        made = list(rows(gathered(file.read_text(encoding="utf-8")), minutes, _processor() / 60))
    print(f"\nonce and on time:\n{plain(made)}")
    for label, value in wrong(made):
        print(f"NOT PROVEN: {label}: {value}")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    if failed or wrong(made):
        return 1
    if words:
        README.write_text(refreshed(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    return 0


def _processor() -> float:
    """Seconds that all parts took of all processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _failing(figures: Path) -> list[str]:
    """The parts that did not pass."""
    with ThreadPoolExecutor(len(PARTS)) as pool:
        beside = {part.name: pool.submit(_passes, part, figures) for part in PARTS if part.beside}
        passed = {part.name: _passes(part, figures) for part in PARTS if not part.beside}
        passed |= {name: waiting.result() for name, waiting in beside.items()}
    return [part.name for part in PARTS if not passed[part.name]]


def _passes(part: Part, figures: Path) -> bool:
    began = time.monotonic()
    if not part.beside:
        print(f"--- {part.name}", flush=True)
    environment = {**os.environ, **part.environment, FIGURES: str(figures)}
    ended = subprocess.run(
        part.command, cwd=ROOT, env=environment, check=False, text=True,
        stdout=subprocess.PIPE if part.beside else None, stderr=subprocess.STDOUT if part.beside else None,
    )  # fmt: skip
    said = f"--- {part.name}\n{ended.stdout}" if part.beside else ""
    how = f"FAILED ({ended.returncode})" if ended.returncode else "passed"
    print(f"{said}--- {part.name}: {how}, {time.monotonic() - began:.0f} s", flush=True)
    return not ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
