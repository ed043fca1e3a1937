"""Whether Discord refuses the bot's token: one answer 401 is no proof, Discord's own test of the token is.

While it is refused nothing is posted; each time the wait ends one probe is made for all, then they go on.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import discord

from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES, TOKEN_SECONDS, token_refused
from bot.model.delivery import RetryAfter

AGAIN_SOON: Final = 30.0  # seconds until the next attempt where the token works after all


class TokenTest:
    """Asks Discord who the bot is, for all attempts at once."""

    def __init__(self, connection: Connection[Any], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connection, self._monotonic = connection, monotonic
        self._lock = asyncio.Lock()
        self._refused_at: float | None = None

    async def before(self) -> RetryAfter | None:
        """What holds an attempt up: a refusal that still stands."""
        return await self._tested() if self._refused_at is not None else None

    async def after(self) -> RetryAfter:
        """What an answer 401 comes to."""
        works = RetryAfter(AGAIN_SOON, "Discord refused the bot's token once, and it works")
        return await self._tested() or works

    async def _tested(self) -> RetryAfter | None:
        async with self._lock:
            if self._refused_at is not None and self._monotonic() - self._refused_at < TOKEN_SECONDS / 2:
                return token_refused()
            try:
                client = await self._connection.rest()
                await client.application_info()
            except discord.LoginFailure:
                refused = True
            except discord.HTTPException as error:
                refused = error.status == 401
            except FAMILIES:
                return token_refused() if self._refused_at is not None else None
            else:
                refused = False
            self._refused_at = self._monotonic() if refused else None
            return token_refused() if refused else None
