"""Channels and workspaces, kept."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.channel import Address, Channel, Subscription


class Channels(Protocol):
    """Channels and their subscriptions."""

    async def get(self, address: Address) -> Channel | None:
        """The channel, or None."""
        ...

    async def by_key(self, key: int) -> Channel | None:
        """The channel with this number of the store's, or None."""
        ...

    async def within(self, platform: str | None, workspace: str | None = None) -> Sequence[Channel]:
        """Channels of a workspace, a platform (workspace None) or all (platform None), by key."""
        ...

    async def held(self, platforms: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Other platforms that have channels, by name, and how many."""
        ...

    async def create(self, channel: Channel) -> Channel:
        """A new channel; its key is given by the store. If the address exists, that one is returned."""
        ...

    async def change(self, key: int, update: Callable[[Channel], Channel]) -> Channel:
        """The channel after `update`, which is given it as it is at this moment: whoever else changes it at the
        same time, before or after, keeps their change. What differs is written: name, schedule, settings, pause,
        owner, since, next_due, last_date. Raises what `update` raises, and NotFoundError if it is gone.
        """
        ...

    async def amend(
        self,
        key: int,
        add: Sequence[str],
        remove: Sequence[str],
        update: Callable[[Channel], Channel],
        *,
        by: str,
        now: datetime,
    ) -> tuple[Channel, Sequence[bool], Sequence[bool]]:
        """`change`, `unsubscribe` and `subscribe` as one: all, or nothing where any raises. The channel then,
        and of each query whether it was added, or removed.
        """
        ...

    async def move(self, address: Address, to: str) -> bool:
        """The channel has another id in its workspace now; False if it is not known, or the id has a channel."""
        ...

    async def remove(self, *keys: int) -> None:
        """Delete channels with all that is theirs."""
        ...

    async def subscriptions(self, key: int) -> Sequence[Subscription]:
        """In number order; numbers count from 1 without gaps."""
        ...

    async def subscribe(self, key: int, queries: Sequence[str], by: str, now: datetime) -> Sequence[bool]:
        """Add each; False where the channel has it already."""
        ...

    async def unsubscribe(self, key: int, queries: Sequence[str]) -> Sequence[bool]:
        """Remove each by its text; False where there was none."""
        ...

    async def last_digest(self, key: int, now: datetime) -> datetime | None:
        """When the channel's last receipt came; one that a clock which was ahead dates after `now` is none."""
        ...


class Workspaces(Protocol):
    """Workspaces as a whole."""

    async def kill(self, platform: str, workspace: str, reason: str, delete_at: datetime | None) -> None:
        """Pause a workspace; delete its data at that instant, if given."""
        ...

    async def revive(self, platform: str, workspace: str) -> None:
        """It lives: nothing will be deleted."""
        ...

    async def dead(self) -> Sequence[tuple[str, str, str, datetime | None]]:
        """(platform, workspace, reason, delete_at) of those paused."""
        ...

    async def purge(self, platform: str, workspace: str) -> None:
        """Delete a workspace with all that is its own."""
        ...
