"""What happened, kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.channel import Address
from bot.ports.sources import Fault


@dataclass(frozen=True, slots=True)
class Poll:
    """The state of a source: its cursor, when it was last asked, when it last had something new, and why not.

    `answered`: when it last answered at all; `failing`: since when it has not (None: it does).
    """

    source: str
    cursor: str = ""
    asked: datetime | None = None
    fresh: datetime | None = None
    note: str = ""
    ok: bool = True
    not_before: datetime | None = None
    answered: datetime | None = None
    failing: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, where and when: the command as text."""

    at: datetime
    address: Address
    by: str
    what: str


# Whose faults are those of channels: the place is a channel's address, of a whole workspace one without a channel.
PLANNER = "planner"


class Journal(Protocol):
    """What happened: polls, faults, audit, and events seen once."""

    async def polls(self) -> Sequence[Poll]:
        """Every source ever polled."""
        ...

    async def faults(self, limit: int) -> Sequence[tuple[datetime, str, Fault]]:
        """The newest (when, source, fault) first."""
        ...

    async def audit(self, entry: AuditEntry) -> None:
        """Record a change."""
        ...

    async def audited(self, address: Address, limit: int) -> Sequence[AuditEntry]:
        """The newest first."""
        ...

    async def once(self, event: str, now: datetime) -> bool:
        """True the first time this event id is seen; forgotten after a week."""
        ...

    async def forget(self, events: Sequence[str]) -> None:
        """The next time each is seen is the first again."""
        ...
