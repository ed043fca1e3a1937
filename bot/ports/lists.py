"""Lists of papers as readers page through them: which days there are, and what is known of one paper over time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.model.paper import Listing


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What the papers are at a moment: whatever is made of them is the same while this is.

    `changed` (UTC): when they may have changed last, None without any.
    """

    revision: int
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Sights:
    """Every id that a paper goes by, and its listings, oldest first."""

    ids: tuple[str, ...]
    listings: tuple[Listing, ...]


class Lists(Protocol):
    """Lists of papers."""

    async def state(self) -> LibraryState:
        """Of the moment; asked once a second, however many papers there are."""
        ...

    async def days_around(self, day: date) -> tuple[date | None, date | None]:
        """The nearest list dates before and after that day, None where there is none."""
        ...

    async def sights(self, key: int) -> Sights:
        """Of a paper by key; both are empty for none."""
        ...
