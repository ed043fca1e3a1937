"""`python -m tests.proof [--readme]`: every part, then one table; 1 if anything failed or a figure is missing.

A part that fails does not stop the others. Each adds its figures to one file; the table is made from that. `--readme`
writes it into README.md as well, if nothing failed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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
        failed = [part.name for part in PARTS if not _passes(part, file)]
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


def _passes(part: Part, figures: Path) -> bool:
    began = time.monotonic()
    print(f"--- {part.name}", flush=True)
    environment = {**os.environ, **part.environment, FIGURES: str(figures)}
    status = subprocess.run(part.command, cwd=ROOT, env=environment, check=False).returncode
    print(
        f"--- {part.name}: {'passed' if not status else f'FAILED ({status})'}, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return not status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
