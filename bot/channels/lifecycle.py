"""What a platform's events do to channels and workspaces: idempotent, in any order."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.channels import own_pause
from bot.channels.assumed_zone import corrected
from bot.channels.obstacles import Obstacles
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.counters import Counters
from bot.model.channel import Address, Channel
from bot.model.delivery import Refused
from bot.model.digest import DAILY
from bot.model.email_address import PLATFORM as EMAIL
from bot.model.email_address import email_of
from bot.ports import PLANNER, ChannelSummary, Clock, Fault, Fetched, Store
from bot.schedule.due_times import last_instant

log = logging.getLogger(__name__)

MAX_NAME = 200  # characters of a channel's name; platforms allow 100
SHOWN_PARKED = 1_000  # parked deliveries looked through for a channel's own
LOOKED_AT = 5  # of a channel's newest digests: several may have been asked for between


class ChannelLifecycle:
    """Implements `bot.ports.Lifecycle`. `grace_days`: until the data of an uninstalled workspace is deleted.

    `opt_in` is told of addresses that cannot be reached and are no channel yet.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        notices: OwnerNotices,
        grace_days: int,
        opt_in: OptIn | None = None,
        *,
        counters: Counters | None = None,
    ) -> None:
        self._store, self._clock, self._notices, self._opt_in = store, clock, notices, opt_in
        self._grace = timedelta(days=grace_days)
        self._counters = counters or Counters()

    async def renamed(self, address: Address, name: str) -> None:
        """The channel has a new name."""
        channel = await self._store.channels.get(address)
        name = " ".join(name.split())[:MAX_NAME]
        if channel and name and channel.name != name:
            await self._store.channels.change(channel.key, lambda now: replace(now, name=name))

    async def moved(self, address: Address, to: str) -> None:
        """All of it is at the new id; a pause that came of the old one ends."""
        if to and await self._store.channels.move(address, to):
            await self.welcomed(address._replace(channel=to))

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        """Paused until `welcomed`, and whoever set it up is told; a person's own pause stays theirs."""
        channel = await self._store.channels.get(address)
        if channel is None:
            if gone and self._opt_in is not None and address.platform == EMAIL:
                await self._opt_in.unreachable(email_of(address), reason, self._clock.now())
            return
        why, now = Refused(reason, fix, gone), self._clock.now()
        after = await self._store.channels.change(channel.key, lambda it: own_pause.refused(it, why, now))
        if after.pause != channel.pause:
            self._notices.refused(channel, why)

    async def welcomed(self, address: Address) -> None:
        """A pause of Paperboy's own ends, a person's does not."""
        channel = await self._store.channels.get(address)
        if channel is None or channel.pause is None:
            return
        now = self._clock.now()
        after = await self._store.channels.change(channel.key, lambda it: own_pause.ended(it, now))
        if after.pause != channel.pause:
            self._notices.works(address)

    async def zone_told(self, platform: str, workspace: str, person: str, zone: str) -> None:
        """Channels that the person set up while it was not known get it, unless somebody chose another."""
        for channel in await self._store.channels.within(platform, workspace):
            if channel.owner == person:
                await corrected(self._store, channel, zone, self._clock.now())

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        """Paused; deleted after the grace period, which the first of several such events starts."""
        known = {(p, w): delete_at for p, w, _, delete_at in await self._store.workspaces.dead()}
        if known.get((platform, workspace)) is None:
            await self._store.workspaces.kill(platform, workspace, reason, self._clock.now() + self._grace)

    async def events_missed(self, platform: str, workspace: str, reason: str) -> None:
        """Said in the log, the metrics and the workspace's `status`. Nothing else is to be done: that a channel or
        its workspace is gone shows when it is posted to, and that it is back when it is tried again.
        """
        log.warning("events_missed", extra={"platform": platform, "workspace": workspace, "said": reason})
        self._counters.inc("events_missed", platform=platform)
        fault = Fault(str(Address(platform, workspace, "")), reason)
        await self._store.papers.ingest(PLANNER, Fetched(faults=(fault,)), self._clock.now(), polled=False)

    async def installed(self, platform: str, workspace: str) -> None:
        """What `uninstalled` held up goes on from where it was."""
        dead = {(p, w) for p, w, _, _ in await self._store.workspaces.dead()}
        if (platform, workspace) not in dead:
            return
        now = self._clock.now()
        held_up = [
            channel
            for channel in await self._store.channels.within(platform, workspace)
            if channel.pause is None and channel.next_due is not None
        ]
        for channel in held_up:
            since = await self._first_tried(channel)
            await self._store.channels.change(channel.key, partial(own_pause.going_on, now=now, since=since))
        await self._store.workspaces.revive(platform, workspace)
        self._notices.works(Address(platform, workspace, ""))

    async def _first_tried(self, channel: Channel) -> datetime | None:
        """For when the first digest of a channel that never had one was last tried, however late that was."""
        if channel.last_date is not None:
            return None
        recent = await self._store.plans.recent(channel.key, LOOKED_AT)
        tried = next((each for each in recent if DAILY in each.slot), None)
        return tried and (last_instant(channel.schedule, tried.local_date) or tried.planned)

    async def summaries(self, platform: str, workspace: str) -> Sequence[ChannelSummary]:
        """The workspace's channels."""
        channels = await self._store.channels.within(platform, workspace)
        return await self._summaries(channels)

    async def summary(self, address: Address) -> ChannelSummary | None:
        """One channel."""
        channel = await self._store.channels.get(address)
        return (await self._summaries([channel]))[0] if channel else None

    async def _summaries(self, channels: Sequence[Channel]) -> Sequence[ChannelSummary]:
        if not channels:
            return ()
        parked = [delivery.address for delivery, _ in await self._store.outbox.parked(SHOWN_PARKED)]
        now = self._clock.now()
        obstacles = await Obstacles(self._store).known(channels, now)
        return [
            ChannelSummary(
                channel=channel,
                subscriptions=tuple(await self._store.channels.subscriptions(channel.key)),
                last_digest=await self._store.channels.last_digest(channel.key, now),
                saved=len(await self._store.memory.saved(channel.key)),
                parked=parked.count(channel.address),
                obstacles=standing,
            )
            for channel, standing in zip(channels, obstacles, strict=True)
        ]
