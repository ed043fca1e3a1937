"""Crossposts: announcements that are posted and still to be published to the followers of their channel.

What fails is tried again for a day, also after a restart; whoever set the channel up hears of what needs a person.
https://discord.com/developers/docs/resources/message#crosspost-message (ten an hour in a channel)
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import discord

from adapters.discord.api import errors
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import NAME
from bot.delivery.retry import back_off
from bot.model.channel import Address
from bot.model.delivery import Refused, RetryAfter
from bot.ports import AdapterFacts, Clock, LeaseKind, Lifecycle, Workers
from bot.views.blocks import Link, Note, Text, Tone, View

log = logging.getLogger(__name__)

FACTS: Final = "crosspost:"  # one each, and where it is: several processes post at the same time
TRIED_FOR: Final = timedelta(days=1)
LOOK: Final = 15.0  # seconds between looks at what is due
_DONE: Final = frozenset({40033})  # already published
_GONE: Final = frozenset({errors.UNKNOWN_MESSAGE, errors.UNKNOWN_CHANNEL})
Tell = Callable[[str, str, View], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Crosspost:
    """A message to publish. Instants: seconds since 1970. `said`: why it failed last. `told`: the owner knows."""

    server: str
    channel: str
    message: str
    since: float
    due: float
    tries: int = 1
    said: str = ""
    told: bool = False

    @property
    def fact(self) -> str:
        """The name of the fact that keeps it."""
        return f"{FACTS}{self.server}:{self.message}"

    @property
    def link(self) -> str:
        """The message's address."""
        return f"https://discord.com/channels/{self.server}/{self.channel}/{self.message}"


class Crossposts:
    """Those that failed, a fact each."""

    def __init__(
        self,
        connection: Connection[Any],
        adapter_facts: AdapterFacts,
        lifecycle: Lifecycle,
        clock: Clock,
        workers: Workers,
    ) -> None:
        self._connection, self._adapter_facts = connection, adapter_facts
        self._lifecycle, self._clock, self._workers = lifecycle, clock, workers

    async def publish(self, server: int | None, posted: discord.Message) -> None:
        """Publish what was just posted; what fails is kept for later."""
        now = self._clock.now()
        at = now.timestamp()
        first = Crosspost(str(server or "@me"), str(posted.channel.id), str(posted.id), at, at)
        try:
            await posted.publish()
        except FAMILIES as error:
            await self._keep(first.fact, self._after(first, error, now))

    async def run(self, tell: Tell, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Until cancelled: try again what is due. `tell` is how a person hears of it."""
        while True:
            try:
                if await self._workers.take(LeaseKind.DUTY, "discord announcements"):
                    await self.retry(tell)
            except Exception as error:  # noqa: BLE001 -- the next look comes
                log.warning("crossposts_not_looked_at", extra={"error": type(error).__name__})
            await sleep(LOOK)

    async def retry(self, tell: Tell) -> None:
        """One look."""
        now = self._clock.now()
        for each in await pending(self._adapter_facts):
            if each.due > now.timestamp():
                continue
            try:
                client = await self._connection.rest()
                channel = client.get_partial_messageable(int(each.channel))
                await channel.get_partial_message(int(each.message)).publish()
            except FAMILIES as error:
                after = self._after(replace(each, tries=each.tries + 1), error, self._clock.now())
            else:
                after = None
                log.info("published_later", extra={"channel": each.channel, "tries": each.tries + 1})
            if after is not None and _needs_person(after, now) and not after.told:
                after = replace(after, told=await self._tell(after, tell))
            over = after is not None and now.timestamp() - after.since > TRIED_FOR.total_seconds()
            await self._keep(each.fact, None if over else after)

    def _after(self, each: Crosspost, error: BaseException, now: datetime) -> Crosspost | None:
        """The crosspost after an attempt that failed; None: there is nothing more to do."""
        code = error.code if isinstance(error, discord.HTTPException) else 0
        extra = {"channel": each.channel, "posted": each.message, "error": errors.described(error)}
        log.warning("not_published", extra=extra)
        if code in _DONE or code in _GONE:
            return None
        outcome = errors.unsent(error)
        asked = outcome.seconds if isinstance(outcome, RetryAfter) else None
        wait = max(back_off(each.tries, each.message), timedelta(seconds=asked or 0.0))
        fix = f": {outcome.fix}" if isinstance(outcome, Refused) else ""
        said = f"{getattr(outcome, 'reason', 'it failed')}{fix}"
        return replace(each, due=(now + wait).timestamp(), said=said)

    async def _keep(self, fact: str, after: Crosspost | None) -> None:
        await self._adapter_facts.write(NAME, fact, None if after is None else json.dumps(asdict(after)))

    async def _tell(self, each: Crosspost, tell: Tell) -> bool:
        summary = await self._lifecycle.summary(Address(NAME, each.server, each.channel))
        if summary is None or not summary.channel.owner:
            return True
        said = f"was posted but not published to the channel's followers. {each.said[:1].upper()}{each.said[1:]}"
        line = (Link(f"The digest in #{summary.channel.name}", each.link), Text(f" {said}."))
        view = View((Note(line, Tone.WARNING),), f"A digest in #{summary.channel.name} was not published")
        return await tell(each.server, summary.channel.owner, view)


async def pending(adapter_facts: AdapterFacts) -> Sequence[Crosspost]:
    """What is still to be published."""
    kept = await adapter_facts.beginning(NAME, FACTS)
    return [Crosspost(**json.loads(each)) for each in kept.values()]


def _needs_person(each: Crosspost, now: datetime) -> bool:
    """It was refused with a remedy, or has failed for an hour."""
    return ": " in each.said or now.timestamp() - each.since > timedelta(hours=1).total_seconds()
