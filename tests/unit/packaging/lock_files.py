"""The lock files as they are read here."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[3]
LOCKS = sorted(path.name for path in ROOT.glob("*.lock"))


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry of a lock file."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """As the package index spells it."""
        return canonical(self.requirement.name)


def canonical(name: str) -> str:
    """A package's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> list[Pin]:
    """Every entry of a lock file; what is no entry fails here."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in filter(None, text.splitlines()):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        found.append(Pin(Requirement(requirement), tuple(value.strip() for value in hashes)))
    return found
