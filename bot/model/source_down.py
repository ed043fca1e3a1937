"""A source that does not answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Down:
    """Which source, since when its papers are missing (its last answer), and what its last poll said."""

    source: str
    since: datetime
    note: str
