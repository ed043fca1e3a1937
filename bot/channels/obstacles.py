"""Obstacles: everything that stands between a channel and its next post, decided here for whoever promises one.

A workspace that is dead, a place where the platform says that nothing can be posted, what the platform told
Paperboy to wait for, and that no process posts or plans. A pause of the channel itself, with its reason, stands in
the channel.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.model.channel import Address, Channel
from bot.model.obstacle import Hindrance, Obstacle
from bot.model.role import ALL_ROLES, Role
from bot.model.transition import Wait
from bot.ports import Store

WORTH_SAYING = timedelta(seconds=15)  # a channel's wait that is shorter is over before a person has read of it
INSTALL = "Install Paperboy there again; it goes on by itself as soon as that works."
GOES_ON = "It is tried again by itself."

NOTHING = Hindrance()
NOBODY_POSTS = Obstacle(
    reason="no process that posts is running at the moment",
    fix="Whoever runs Paperboy starts one (with the role deliver in PAPERBOY_ROLES).",
)
NOBODY_PLANS = Obstacle(
    reason="no process that plans digests is running at the moment",
    fix="Whoever runs Paperboy starts one (with the role plan in PAPERBOY_ROLES).",
    asked_for_comes=True,
)

Dead: TypeAlias = tuple[str, datetime | None]  # the reason, and when its data is deleted


async def not_asked(_: Channel) -> Hindrance:
    """Where no platform is at hand."""
    return NOTHING


async def not_recovered(_: Address) -> bool:
    """Where nobody can ask for a workspace."""
    return False


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Asks the store and the platform. `hindrance`: the platform's word on a place; `recover`: asks once more for
    a workspace that is paused as a whole, true if it lives. `roles`: of this process, which may leave posting to
    others.
    """

    store: Store
    hindrance: Callable[[Channel], Awaitable[Hindrance]] = not_asked
    recover: Callable[[Address], Awaitable[bool]] = not_recovered
    roles: Collection[Role] = ALL_ROLES

    async def of(self, channel: Channel, now: datetime) -> tuple[Obstacle, ...]:
        """A channel's; the gravest first."""
        dead = (await self._dead()).get(channel.address[:2])
        if dead is not None and await self.recover(channel.address):
            dead = None
        waits = await self.store.outbox.waits(now)
        own = channel.pause is not None and channel.pause.own
        hindrance = NOTHING if dead or own else await self.hindrance(channel)
        found = standing(channel, now, dead=dead, waits=waits, hindrance=hindrance)
        return (*found, *await self._nobody())

    async def known(self, channels: Sequence[Channel], now: datetime) -> list[tuple[Obstacle, ...]]:
        """Those of many channels, as far as they are known without asking a platform."""
        dead, waits = await self._dead(), await self.store.outbox.waits(now)
        return [standing(each, now, dead=dead.get(each.address[:2]), waits=waits) for each in channels]

    async def _nobody(self) -> list[Obstacle]:
        """The parts of the way to a post that no process does, this one among them."""
        needed = {Role.DELIVER: NOBODY_POSTS, Role.PLAN: NOBODY_PLANS}
        if needed.keys() <= set(self.roles):
            return []
        done = {*self.roles, *(role for each in await self.store.workers.living() for role in each.roles)}
        return [obstacle for role, obstacle in needed.items() if role not in done]

    async def _dead(self) -> Mapping[tuple[str, str], Dead]:
        return {(p, w): (reason, delete_at) for p, w, reason, delete_at in await self.store.workspaces.dead()}


def standing(
    channel: Channel,
    now: datetime,
    *,
    dead: Dead | None = None,
    waits: Sequence[Wait] = (),
    hindrance: Hindrance = NOTHING,
) -> tuple[Obstacle, ...]:
    """What stands in the way of a channel's next post, the gravest first. Pure."""
    found: list[Obstacle] = []
    if dead is not None:
        found.append(Obstacle(reason=f"the whole workspace is paused: {dead[0]}", fix=INSTALL, delete_at=dead[1]))
    if hindrance.reason:
        found.append(Obstacle(reason=hindrance.reason, fix=hindrance.fix, choices=hindrance.choices))
    if longest := longest_wait(channel.address, waits, now):
        reason = longest.reason or "the platform asked Paperboy to wait"
        found.append(Obstacle(reason=reason, fix=GOES_ON, until=longest.until))
    return tuple(found)


def longest_wait(address: Address, waits: Sequence[Wait], now: datetime) -> Wait | None:
    """The wait that holds a place up longest, if it is worth saying."""
    mine = [each for each in waits if _covers(each, address) and _worth_saying(each, now)]
    return max(mine, key=lambda each: each.until, default=None)


def _covers(wait: Wait, address: Address) -> bool:
    return (
        wait.platform == address.platform
        and wait.workspace in {None, address.workspace}
        and wait.channel in {None, address.channel}
    )


def _worth_saying(wait: Wait, now: datetime) -> bool:
    """What holds up more than a channel may not be over when it is tried anew: a refused token is not."""
    return wait.until > now and (wait.channel is None or wait.until - now >= WORTH_SAYING)


def wide(waits: Sequence[Wait], now: datetime) -> list[Wait]:
    """The waits of whole platforms and workspaces, for whoever runs Paperboy."""
    return [each for each in waits if each.channel is None and _worth_saying(each, now)]


def wait_in_words(wait: Wait) -> str:
    """Where nothing is sent, until when and why."""
    where = wait.platform + (f" workspace {wait.workspace}" if wait.workspace else "")
    return (
        f"nothing is sent to {where} until {wait.until:%Y-%m-%d %H:%M} UTC: {wait.reason or 'it asked for quiet'}"
    )
