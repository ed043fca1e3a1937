"""Deliveries on their way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.delivery import Delivery, Receipt
from bot.model.transition import Transition, Wait


@dataclass(frozen=True, slots=True)
class Late:
    """The oldest thing that is overdue: since when, on which platform, and whether it is still to be planned."""

    since: datetime
    platform: str
    planned: bool


class Outbox(Protocol):
    """Deliveries on their way. Every change is one transaction for all the rows given."""

    async def recover(self, now: datetime) -> int:
        """At start: rows found `sending` become `ambiguous`, due now, and every lease ends; how many.

        What another process that lives holds stays as it is.
        """
        ...

    async def claim(self, limits: Mapping[str, int], now: datetime, lease: float) -> Sequence[Delivery]:
        """Due queued or ambiguous rows, at most so many of each platform (oldest first, part n only after part n-1
        is sent, none of a paused workspace), leased for so many seconds so that nobody else claims them.
        """
        ...

    async def rest(self, but: Collection[tuple[str, str]]) -> None:
        """Nothing is in hand for any workspace `but` those (platform, workspace): another process may deliver to
        them in a moment, when what went last no longer counts for their pace.
        """
        ...

    async def begin(self, attempts: Sequence[Delivery], now: datetime, lease: float) -> Sequence[bool]:
        """Record attempts before the calls: `sending`, attempts + 1, committed durably.

        Which of them count, in their order: what another process has claimed since does not, and nothing is
        recorded of it.

        Whatever is `sending` still after so many seconds is `ambiguous`, so that it is looked up.
        """
        ...

    async def parts(self, delivery: Delivery, total: int) -> int:
        """The digest has so many messages: while part 0 is unsent its rows become that many (plain text may divide
        otherwise); after that nothing changes. Returns how many it has.
        """
        ...

    async def settle(self, transitions: Sequence[Transition], now: datetime) -> None:
        """Carry out decided transitions: states, receipts, seen marks, pauses, waits; committed durably.

        Of what another process has claimed since only a receipt counts.
        """
        ...

    async def root(self, digest: int) -> Receipt | None:
        """Part 0's receipt."""
        ...

    async def receipts(self, digest: int) -> Sequence[tuple[Delivery, Receipt | None]]:
        """A digest's messages in order, each with its receipt if it has one."""
        ...

    async def parked(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        """Parked deliveries with their reason, newest first."""
        ...

    async def release(self, key: int, *, send: bool, now: datetime) -> bool:
        """An operator's decision on a parked delivery: send it again, or give it up."""
        ...

    async def next_at(self, platforms: Sequence[str]) -> datetime | None:
        """When the next row falls due; None: none will by itself (what is being sent has no time of its own)."""
        ...

    async def waits(self, now: datetime) -> Sequence[Wait]:
        """What platforms told us to wait for, as far as it is not over."""
        ...

    async def set_back(self, seconds: float, now: datetime) -> None:
        """The clock was set back by so many seconds to `now`: what waits, waits no longer than it did."""
        ...

    async def late(self, now: datetime, platforms: Sequence[str]) -> Late | None:
        """The oldest thing that is overdue on these platforms: a channel's digest or an unsent row; or None."""
        ...
