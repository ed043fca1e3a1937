"""How long records are kept; what a channel has had of papers is never forgotten."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted: digests with their deliveries, observations of listings, entries of the audit log."""

    digests: int = 0
    observations: int = 0
    entries: int = 0

    def __bool__(self) -> bool:
        return bool(self.digests or self.observations or self.entries)


class Retention(Protocol):
    """Deletes what only ever grows and nobody needs any more."""

    async def remove(self, before: date) -> Removed:
        """What is of local or UTC dates before that one.

        Digests go with their deliveries, unless one is still to be sent or parked: that waits for a person. Of a
        paper's observations in a day's list the last of each day stays. Papers, listed dates, what was seen,
        saved, hidden and voted stay for good, so nothing comes a second time.
        """
        ...
