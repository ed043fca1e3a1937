"""The figures of a proof: each part adds a line of JSON to the file that PAPERBOY_FIGURES names, if one does."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

FIGURES = "PAPERBOY_FIGURES"
_FILE = os.environ.get(FIGURES, "")  # as the process began: tests clear the environment of such names


def note(part: str, **figures: int) -> None:
    """What one run of a part came to; runs of the same part add up."""
    if _FILE:
        line = json.dumps({"part": part, **figures}) + "\n"
        with Path(_FILE).open("ab", buffering=0) as file:
            file.write(line.encode())  # one write: parts that run at once do not mix


def gathered(lines: str) -> Mapping[str, Counter[str]]:
    """What the lines of the file add up to, by part."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines.splitlines():
        figures = json.loads(line)
        found[figures.pop("part")].update(figures)
    return found
