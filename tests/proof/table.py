"""The table at the end of a proof, from the figures of its parts; and the same in README.md."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.proof.parts import LINES, NONE, Figure

MISSING = "not told"
BEFORE = "## How it is built\n"
INTRODUCED = """### The proof

What `make prove` printed last on two cores; it fails if one of the lines that must be 0 is not, or if a figure is missing.
`make soak` and `make load` go on for hours.

<!-- proof: made by `make prove ARGS=--readme` -->
<!-- end of proof -->

"""
PLACE = re.compile(r"(<!-- proof: made by `make prove ARGS=--readme` -->\n).*?(<!-- end of proof -->)", re.DOTALL)
PROCESSOR = "minutes of one processor"  # on a busy machine the others are longer
Row = tuple[str, str]


def rows(found: Mapping[str, Counter[str]], minutes: float, processor: float) -> Iterator[Row]:
    """Each line of the table; `processor`: minutes of one. A figure that no part told is said to be missing, not 0."""
    for label, figures in (*LINES, *NONE):
        yield label, _told(found, figures)
    yield "minutes", f"{minutes:.1f}"
    yield PROCESSOR, f"{processor:.1f}"


def wrong(made: Sequence[Row]) -> list[Row]:
    """The lines that a proof must not have."""
    none = {label for label, _ in NONE}
    return [(label, value) for label, value in made if value == MISSING or (label in none and value != "0")]


def _told(found: Mapping[str, Counter[str]], figures: Sequence[Figure]) -> str:
    if any(name not in found.get(part, ()) for part, name in figures):
        return MISSING
    return f"{sum(found[part][name] for part, name in figures):,}"


def plain(made: Sequence[Row]) -> str:
    """For the terminal."""
    width = max(len(label) for label, _ in made)
    return "\n".join(f"  {label:<{width}}  {value:>12}" for label, value in made)


def markdown(made: Sequence[Row]) -> str:
    """For README.md."""
    return (
        "\n".join(["| what | how many |", "|---|---:|", *(f"| {label} | {value} |" for label, value in made)])
        + "\n"
    )


def in_readme(text: str) -> list[Row]:
    """The table that README.md has; nothing where it has none."""
    place = PLACE.search(text)
    if place is None:
        return []
    cells = [line.strip("| ").split(" | ") for line in place[0].splitlines() if line.startswith("| ")]
    return [(label, value) for label, value in cells[1:]]


def refreshed(text: str, made: Sequence[Row]) -> str:
    """README.md with these figures, in a section of its own the first time."""
    if PLACE.search(text) is None:
        text = text.replace(BEFORE, INTRODUCED + BEFORE, 1)
    return PLACE.sub(lambda place: f"{place[1]}\n{markdown(made)}\n{place[2]}", text)
