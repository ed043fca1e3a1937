"""What is run, in order, and what its figures are called."""

import sys
from dataclasses import dataclass, field

PYTEST = ("pytest", "-n", "2")


@dataclass(frozen=True, slots=True)
class Part:
    """`python -m MODULE WORDS…`."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    beside: bool = False  # it waits a lot: it runs while the others do, and is printed when it has ended

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", *self.words]


PARTS = (
    Part("seeds", ("tests.simulation", "seeds", "0", "4000")),
    Part("several processes", ("tests.simulation", "workers", "0", "200")),
    Part("crash points", ("tests.simulation", "points")),
    Part("deliberate bugs", ("tests.simulation", "mutations")),
    Part("zones", ("tests.simulation", "zones")),
    Part(
        "kills", ("pytest", "-n", "4", "tests/acceptance/test_killed.py"), {"PAPERBOY_KILLS": "200"}, beside=True
    ),
    Part("attacks", (*PYTEST, "-p", "tests.proof.counted", "tests/attacks")),
    Part("fuzzing", ("tests.fuzz",)),
    Part("growth with length", ("tests.fuzz", "lengths")),
)

# Each line of the table: what it says, and the figures (part, name) that are added up for it.
Figure = tuple[str, str]
LINES: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    ("seeds of the simulation", (("seeds", "seeds"),)),
    ("steps in them", (("seeds", "steps"),)),
    ("deaths in them", (("seeds", "deaths"),)),
    ("messages in them", (("seeds", "messages"),)),
    ("faults injected (and words of people)", (("seeds", "faults"),)),
    ("seeds of several processes on one database", (("workers", "seeds"),)),
    ("crash points, all of a digest's way", (("points", "points"),)),
    ("deliberate bugs caught", (("mutations", "caught"),)),
    ("time zones", (("zones", "zones"),)),
    ("dates in them, against an oracle", (("zones", "dates"),)),
    ("kills of the real process", (("kills", "kills"),)),
    ("digests that it had to post meanwhile", (("kills", "digests"),)),
    ("messages in doubt after a kill, looked up", (("kills", "ambiguous"),)),
    ("mails parked, for SMTP cannot be asked", (("kills", "parked"),)),
    ("attacks", (("attacks", "tests"),)),
    ("inputs fuzzed", (("fuzzing", "inputs"),)),
    ("readers fuzzed", (("fuzzing", "readers"),)),
    ("repeated pieces, for time that grows faster than text", (("lengths", "pieces"),)),
)
# What must be 0, and whose failures it counts.
NONE: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    (
        "papers twice",
        (("seeds", "duplicates"), ("workers", "duplicates"), ("points", "duplicates"), ("kills", "duplicates")),
    ),
    ("papers lost", (("seeds", "lost"), ("workers", "lost"), ("points", "lost"), ("kills", "lost"))),
    ("digests early", (("seeds", "early"), ("workers", "early"), ("points", "early"), ("kills", "early"))),
    ("seeds and crash points failing", (("seeds", "failing"), ("workers", "failing"), ("points", "failing"))),
    ("deliberate bugs missed", (("mutations", "missed"),)),
    ("dates wrong", (("zones", "wrong"),)),
    ("attacks that got through", (("attacks", "failing"),)),
    ("findings of fuzzing", (("fuzzing", "failing"), ("lengths", "steep"))),
)
