"""Addresses that somebody wants papers mailed to, until they say yes; and what is kept so as not to write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Wish(StrEnum):
    """What a letter asks or brings."""

    CONFIRM = "confirm"  # papers to this address: is it yours, and do you want them?
    LINK = "link"  # a new link to the channel's own page


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """Somebody's wish for an address. `by`: `platform:workspace:person` of who asked in a chat, "" on the page.

    `due`: when its letter is to be written; None once it is. `channel`: what it became, once it was confirmed.
    """

    key: int = 0
    address: str
    wish: Wish
    queries: tuple[str, ...] = ()
    zone: str = ""
    by: str = ""
    asked: datetime
    due: datetime | None = None
    tries: int = 0
    channel: int | None = None


class End(StrEnum):
    """Why nothing is written to an address."""

    UNSUBSCRIBED = "unsubscribed"  # its owner ended it, and may begin again
    BLOCKED = "blocked"  # its owner said that nothing is to be written to it
    UNREACHABLE = "unreachable"  # its mail server refuses mail for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is kept of an address under a mark, from which nobody can tell the address: when a letter was written
    last, how many were since it last answered, and why nothing is to be written to it any more.
    """

    written: datetime | None = None
    letters: int = 0
    end: End | None = None
    reason: str = ""
    ended: datetime | None = None


class MailRequests(Protocol):
    """Requests and memories. A mark is a keyed digest of an address."""

    async def get(self, key: int) -> MailRequest | None:
        """The request of that number, also one that was confirmed."""
        ...

    async def of(self, address: str) -> Sequence[MailRequest]:
        """An address's requests that are not confirmed, the oldest first."""
        ...

    async def asked_by(self, by: str, since: datetime) -> int:
        """For how many addresses somebody asked since then."""
        ...

    async def put(self, request: MailRequest) -> MailRequest:
        """Keep it: a new one (key 0), which gets its number, or as it is now."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[MailRequest]:
        """Those whose letter is to be written now."""
        ...

    async def write(self, key: int, mark: str, now: datetime) -> bool:
        """Its letter is being written, which counts, whatever becomes of it; False where another process does."""
        ...

    async def memory(self, mark: str) -> Memory:
        """What is kept of an address."""
        ...

    async def remember(self, mark: str, update: Callable[[Memory], Memory]) -> None:
        """What is kept after the update of what it is at this moment."""
        ...

    async def confirmed(self, key: int, channel: int) -> None:
        """The request became a channel; the address's others are settled with it."""
        ...

    async def forget(self, address: str, channel: int | None, mark: str, memory: Memory) -> None:
        """Delete an address with its channel and all that is theirs, leaving this memory alone; what is deleted is
        overwritten.
        """
        ...

    async def tidy(self, asked_before: datetime, written_before: datetime) -> int:
        """Delete requests and memories (those that end nothing) from before then; how many."""
        ...
