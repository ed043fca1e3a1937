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
    name: str = ""  # of whoever saved it, "" if that is not known


@dataclass(frozen=True, slots=True)
class Voted:
    """What became of a vote. `changed` is false where it was so already; `votes`: how many the paper has now."""

    changed: bool
    votes: int


class Feedback(Protocol):
    """The team's memory, per channel."""

    async def met(self, platform: str, workspace: str, person: str, name: str) -> None:
        """Somebody with this id is called so."""
        ...

    async def name(self, platform: str, workspace: str, person: str) -> str:
        """What somebody is called; "" if nobody of that id has been met."""
        ...

    async def save(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """False if it was saved already."""
        ...

    async def unsave(self, channel: int, paper: int, by: str = "") -> bool:
        """False if it was not saved; with `by` only what that person saved is let go."""
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

    async def unhide(self, channel: int, paper: int, by: str = "") -> bool:
        """Relevant after all; what was posted stays told as posted. False if it was not hidden (by `by`)."""
        ...

    async def vote(self, channel: int, paper: int, by: str, now: datetime) -> Voted:
        """One vote a person; they count in the workspace."""
        ...

    async def unvote(self, channel: int, paper: int, by: str) -> Voted:
        """The person's vote is taken back."""
        ...
