"""Discord's one token for all servers: reset by somebody, it is refused everywhere until Paperboy is started with the new one.

What an answer 401 comes to is the adapter's own judgement, by its own test of the token.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, cast

import discord

from adapters.discord.api.errors import token_refused
from adapters.discord.posting.token_test import TokenTest
from bot.model.delivery import Lookup, Outcome
from tests.simulation.chat import Chat
from tests.simulation.clock import SimulatedClock

UNDER_WAY = timedelta(seconds=5)  # what was begun before the token was known to be refused has ended by then


class DiscordToken:
    """One process's."""

    def __init__(self, chat: Chat, clock: SimulatedClock) -> None:
        self._chat, self._clock = chat, clock
        self._test = TokenTest(cast(Any, self), clock.monotonic)
        self._known: datetime | None = None  # to be refused, since when

    async def send(self, post: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """An attempt, as the adapter's sender makes it."""
        if waits := await self._test.before():
            return waits
        if not self._refused():
            return await post()
        now = self._clock.true()
        if self._known is not None and now - self._known > UNDER_WAY:
            self._chat.violations.append(f"posted at {now} with a token that was refused at {self._known}")
        await asyncio.sleep(0.1)
        return await self._test.after()

    async def find(self, look: Callable[[], Awaitable[Lookup]]) -> Lookup:
        """A look-up."""
        return token_refused() if self._refused() else await look()

    async def rest(self) -> "DiscordToken":
        return self

    async def application_info(self) -> None:
        await asyncio.sleep(0.1)
        if self._refused():
            self._known = self._known or self._clock.true()
            self._chat.refusals.append(self._clock.true())
            raise discord.LoginFailure
        self._known = None

    def _refused(self) -> bool:
        return self._chat.reset.hold("", self._clock.true())
