"""Holds: places that asked for quiet or turned out dead a moment ago, for deliveries already on their way.

The outbox keeps the waits and pauses; this only bridges the moment until a row that was claimed before is let go.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.model.channel import Address
from bot.model.delivery import Scope
from bot.model.transition import Transition, Wait

PAUSED_FOR = timedelta(seconds=10)  # those on their way have reached the check by then; claims skip the rest
TIDY_AT = 1000  # places before those open again are forgotten

Place: TypeAlias = tuple[str, str | None, str | None]


def within(address: Address, scope: Scope) -> Place:
    """What a scope means for an address."""
    return (
        address.platform,
        None if scope is Scope.PLATFORM else address.workspace,
        address.channel if scope is Scope.CHANNEL else None,
    )


class Holds:
    """Until when nothing is sent where."""

    def __init__(self) -> None:
        self._until: dict[Place, datetime] = {}

    def note(self, transition: Transition, now: datetime) -> tuple[Place, datetime] | None:
        """What a transition closes, and until when; None: nothing."""
        address = transition.delivery.address
        until = now + PAUSED_FOR
        if transition.dead:
            place: Place = (address.platform, address.workspace, None)
        elif transition.refused:
            place = (address.platform, address.workspace, address.channel)
        elif transition.wait:
            wait = transition.wait
            place, until = (wait.platform, wait.workspace, wait.channel), wait.until
        else:
            return None
        if len(self._until) >= TIDY_AT:
            self._until = {place: at for place, at in self._until.items() if at > now}
        self._until[place] = max(until, self._until.get(place, until))
        return place, until

    def heed(self, waits: Iterable[Wait], now: datetime) -> list[tuple[Place, datetime]]:
        """Other processes were told to wait: what is new here, of whole platforms and workspaces."""
        heard = []
        for wait in waits:
            place: Place = (wait.platform, wait.workspace, wait.channel)
            if wait.channel is None and wait.until > max(now, self._until.get(place, now)):
                self._until[place] = wait.until
                heard.append((place, wait.until))
        return heard

    def clear(self) -> None:
        """Everything is open: the clock was set, and what the outbox keeps is put right there."""
        self._until.clear()

    def until(self, address: Address, now: datetime) -> datetime | None:
        """When it opens again; None: it is open."""
        platform, workspace, channel = address.platform, address.workspace, address.channel
        places: tuple[Place, ...] = (
            (platform, workspace, channel),
            (platform, workspace, None),
            (platform, None, None),
        )
        closed = [at for place in places if (at := self._until.get(place)) is not None and at > now]
        return max(closed, default=None)
