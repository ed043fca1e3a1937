"""A source that does not answer, or that nobody asks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Down:
    """Which source, since when its papers are missing (its last answer; None: it never was asked), and why: what
    its last poll said.
    """

    source: str
    since: datetime | None
    note: str
