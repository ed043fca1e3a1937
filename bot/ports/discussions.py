"""Discussions: which papers of a channel have a thread of their own."""

from datetime import datetime
from typing import Protocol

from bot.model.discussion import Discussion


class Discussions(Protocol):
    """One thread for a paper in a channel, whoever asks for it and however often."""

    async def begin(self, channel: int, paper: int, now: datetime) -> Discussion:
        """What there is; if nobody opened or is opening it, it is the asker's to open from now on."""
        ...

    async def opened(self, channel: int, paper: int, link: str) -> None:
        """It is open."""
        ...

    async def given_up(self, channel: int, paper: int) -> None:
        """It could not be opened, surely; the next one to ask begins anew."""
        ...
