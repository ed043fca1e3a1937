"""What a team remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.paper import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A paper somebody saved."""

    paper: Candidate
    by: str
    at: datetime


class Feedback(Protocol):
    """The team's memory, per channel."""

    async def save(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """False if it was saved already."""
        ...

    async def unsave(self, channel: int, paper: int) -> bool:
        """False if it was not saved."""
        ...

    async def saved(self, channel: int) -> Sequence[Saved]:
        """The newest first."""
        ...

    async def saved_anywhere(self, limit: int) -> Sequence[str]:
        """The ids of papers that any channel saved, each once, the newest first."""
        ...

    async def hide(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Not relevant: never posted here again. False if it was hidden already."""
        ...

    async def vote(self, channel: int, paper: int, by: str, now: datetime) -> int:
        """One vote a person; returns how many the paper has in this workspace."""
        ...
