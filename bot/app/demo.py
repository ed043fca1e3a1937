"""The demo channel: what a newcomer sees at the terminal, before any platform is set up."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.app.application import Application
from bot.model.channel import OPERATORS, Address, Channel
from bot.ports.request import Person, Request
from bot.schedule.zone_offsets import zone_in_words
from bot.views.blocks import View
from bot.views.digest import digest_view

SHOWN_WITHIN, SHOWN_LOOKS = 5.0, 50  # seconds, and how often is looked meanwhile
DEMO = Address(OPERATORS, "local", "demo")


class Screen(Protocol):
    """Where the operator looks."""

    def say(self, sentence: str) -> None:
        """One sentence about the work."""
        ...

    def show(self, view: View) -> None:
        """A view."""
        ...

    def waiting(self, sentence: str) -> AbstractContextManager[None]:
        """Say what is waited for, and show that it goes on while inside."""
        ...


def wanted(application: Application) -> bool:
    """Whether there is a demo channel: only where nothing reaches anybody but who sits at this machine."""
    names = [platform.name for platform in application.platforms]
    return DEMO.platform in names and all(platform.local for platform in application.platforms)


async def rest(application: Application) -> None:
    """Where a platform runs, the demo of the first day ends, unless somebody subscribed in it."""
    channel = await application.store.channels.get(DEMO)
    others = any(not platform.local for platform in application.platforms)
    if channel is None or channel.next_due is None or not others:
        return
    if not await application.store.channels.subscriptions(channel.key):
        await application.store.channels.change(channel.key, lambda found: replace(found, next_due=None))


async def show_digest(application: Application, screen: Screen, began: datetime) -> None:
    """Its digest: a new one at the first start, later the last one again, unless one was planned since `began`."""
    channel = await application.store.channels.get(DEMO)
    if channel is None:
        operator = Person(id="operator", manager=True, zone=application.zone)
        now = application.clock.now()
        reply = await application.desk.answer(
            Request(address=DEMO, person=operator, now=now, text="now", channel_name=DEMO.channel)
        )
        made = await application.store.channels.get(DEMO)
        if not reply.ok or made is None or await application.store.plans.latest(made.key) is None:
            screen.show(reply.view)  # nothing comes, and this says why
        return
    waiting = await application.store.outbox.next_at([DEMO.platform])
    last = await application.store.plans.latest(channel.key)
    printed_anyway = waiting is not None and waiting <= application.clock.now()
    if last is not None and not printed_anyway and last.digest.planned < began:
        screen.say("The demo channel's last digest, shown again (for the next picks now: paperboy now):")
        screen.show(digest_view(last))


async def wait_until_shown(application: Application) -> None:
    """Until the dispatcher has printed the newest digest, for a few seconds."""
    channel = await application.store.channels.get(DEMO)
    newest = await application.store.plans.latest(channel.key) if channel else None
    if channel is None or newest is None:
        return
    for _ in range(SHOWN_LOOKS):
        printed = await application.store.channels.last_digest(channel.key, application.clock.now())
        if printed is not None and printed >= newest.digest.planned:
            return
        await asyncio.sleep(SHOWN_WITHIN / SHOWN_LOOKS)


async def say_outlook(application: Application, screen: Screen, *, once: bool) -> None:
    """When its next digest comes, and what to do meanwhile."""
    channel = await application.store.channels.get(DEMO)
    if channel is None:
        return
    screen.say(coming(channel, once=once))
    if not await application.store.channels.subscriptions(channel.key):
        screen.say("It has the most upvoted papers until you choose: paperboy subscribe diffusion model, RAG")


def coming(channel: Channel, *, once: bool) -> str:
    """When the next digest comes, or why none does; `once`: Paperboy will not be running by itself."""
    if channel.pause is not None:
        mend = channel.pause.fix or "To go on: paperboy resume"
        return f"The demo channel is paused: {channel.pause.reason}. {mend}"
    if channel.next_due is None:
        return "The demo channel has no next digest; give it an hour: paperboy schedule 9:00 weekdays"
    zone = channel.schedule.zone
    when = f"{channel.next_due.astimezone(ZoneInfo(zone)):%A %d %B at %H:%M} ({zone_in_words(zone)})"
    keep = ", if Paperboy runs then (paperboy run)" if once else ""
    return f"The demo channel's next digest comes on {when}{keep}. Another hour: paperboy schedule 8:30 daily"
