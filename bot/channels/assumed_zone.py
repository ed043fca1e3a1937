"""An assumed zone: the person's was not known when they set the channel up, and takes its place once it is.

That it was assumed is a fact beside the channel; whoever types a zone ends it.
"""

from dataclasses import replace
from datetime import datetime

from bot.channels.pauses import rescheduled
from bot.model.channel import Channel, Schedule
from bot.ports import Store

_OWNER = "zone"  # under which the facts are kept


async def assumed(store: Store, channel: Channel) -> None:
    """The channel's zone is a guess."""
    await store.adapter_facts.write(_OWNER, str(channel.key), channel.schedule.zone)


async def is_assumed(store: Store, channel: Channel) -> bool:
    """Whether it still is."""
    return await store.adapter_facts.read(_OWNER, str(channel.key)) == channel.schedule.zone


async def chosen(store: Store, channel: Channel) -> None:
    """Somebody chose the zone."""
    if await store.adapter_facts.read(_OWNER, str(channel.key)) is not None:
        await store.adapter_facts.write(_OWNER, str(channel.key), None)


async def corrected(store: Store, channel: Channel, zone: str, now: datetime) -> Channel:
    """The channel in its owner's zone, which the platform has told by now, if its own was a guess."""
    if not await is_assumed(store, channel):
        return channel
    await store.adapter_facts.write(_OWNER, str(channel.key), None)
    if zone == channel.schedule.zone:
        return channel
    return await store.channels.change(channel.key, lambda it: rescheduled(it, _in(it.schedule, zone), now))


def _in(schedule: Schedule, zone: str) -> Schedule:
    return replace(schedule, zone=zone, fault="", stored=None)
