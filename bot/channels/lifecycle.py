"""What a platform's events do to channels and workspaces: idempotent, in any order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.model.channel import Address, Channel, Pause
from bot.ports import ChannelSummary, Clock, Store
from bot.schedule.due_times import local_date, next_due
from bot.schedule.turn import repaired

MAX_NAME = 200  # characters of a channel's name; platforms allow 100
SHOWN_PARKED = 1_000  # parked deliveries looked through for a channel's own


def paused(channel: Channel, pause: Pause) -> Channel:
    """The channel silent: with an end it is next due after it, and only with papers listed from that day on."""
    if pause.until is None:
        due = channel.next_due if pause.probe else None
        return replace(channel, pause=pause, next_due=due)
    day = today(channel, pause.until)
    return replace(channel, pause=pause, since=max(channel.since, day), next_due=due_after(channel, pause.until))


def resumed(channel: Channel, now: datetime) -> Channel:
    """The channel awake: nothing of the silent days is posted, the next digest comes at its next hour."""
    awake = replace(channel, pause=None, since=today(channel, now))
    return replace(awake, next_due=due_after(awake, now))


def started(channel: Channel, now: datetime) -> Channel:
    """A channel that had no digests yet: yesterday's papers count, so that the first one has something."""
    yesterday = today(channel, now) - timedelta(days=1)
    awake = replace(channel, since=yesterday)
    return replace(awake, next_due=due_after(awake, now))


def due_after(channel: Channel, at: datetime) -> datetime:
    """When the channel's next scheduled digest is due, after `at` and after the last date that had one."""
    schedule, _fault = repaired(channel.schedule)
    return next_due(schedule, at, channel.last_date)


def today(channel: Channel, at: datetime) -> date:
    """The channel's local date at an instant."""
    schedule, _fault = repaired(channel.schedule)
    return local_date(schedule, at)


class ChannelLifecycle:
    """Implements `bot.ports.Lifecycle`. `grace_days`: until the data of an uninstalled workspace is deleted."""

    def __init__(self, store: Store, clock: Clock, grace_days: int) -> None:
        self._store, self._clock = store, clock
        self._grace = timedelta(days=grace_days)

    async def renamed(self, address: Address, name: str) -> None:
        """The channel has a new name."""
        channel = await self._store.channels.get(address)
        name = " ".join(name.split())[:MAX_NAME]
        if channel and name and channel.name != name:
            await self._store.channels.save(replace(channel, name=name))

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        """Paused until `welcomed`; a person's own pause stays theirs."""
        channel = await self._store.channels.get(address)
        if channel is None or (channel.pause and (channel.pause.by or channel.pause.reason == reason)):
            return
        if channel.next_due is None and channel.pause is None:
            return  # it has no digests that could be refused
        since = channel.pause.since if channel.pause else self._clock.now()
        pause = Pause(since=since, reason=reason, fix=fix, probe=not gone)
        await self._store.channels.save(paused(channel, pause))

    async def welcomed(self, address: Address) -> None:
        """A pause of Paperboy's own ends, a person's does not."""
        channel = await self._store.channels.get(address)
        if channel and channel.pause and not channel.pause.by:
            await self._store.channels.save(resumed(channel, self._clock.now()))

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        """Paused; deleted after the grace period, which the first of several such events starts."""
        known = {(p, w): delete_at for p, w, _, delete_at in await self._store.workspaces.dead()}
        if known.get((platform, workspace)) is None:
            await self._store.workspaces.kill(platform, workspace, reason, self._clock.now() + self._grace)

    async def installed(self, platform: str, workspace: str) -> None:
        """What `uninstalled` paused goes on, without what it missed."""
        dead = {(p, w) for p, w, _, _ in await self._store.workspaces.dead()}
        if (platform, workspace) not in dead:
            return
        now = self._clock.now()
        channels = await self._store.channels.within(platform, workspace)
        awake = [resumed(c, now) for c in channels if c.pause is None and c.next_due is not None]
        await self._store.channels.save(*awake)
        await self._store.workspaces.revive(platform, workspace)

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
        return [
            ChannelSummary(
                channel=channel,
                subscriptions=tuple(await self._store.channels.subscriptions(channel.key)),
                last_digest=await self._store.channels.last_digest(channel.key),
                saved=len(await self._store.memory.saved(channel.key)),
                parked=parked.count(channel.address),
            )
            for channel in channels
        ]
