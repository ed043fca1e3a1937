"""The one client that is logged in at a time: whoever sends or serves takes it from here."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

import discord

ClientT = TypeVar("ClientT", bound=discord.Client)


class Connection(Generic[ClientT]):
    """Makes clients, logs them in and closes them. discord.py's clients cannot be started twice."""

    def __init__(self, make: Callable[[], ClientT], token: str) -> None:
        self._make, self._token = make, token
        self._lock = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()
        self.client: ClientT | None = None

    async def rest(self) -> ClientT:
        """A client that is logged in, with or without a gateway. Raises what `discord.Client.login` does."""
        async with self._lock:
            if self.client is None or self.client.is_closed():
                await self._renew()
            assert self.client is not None  # noqa: S101 -- for the type checker: _renew sets it or raises
            return self.client

    async def fresh(self) -> ClientT:
        """A new client, logged in; the one before serves until then."""
        async with self._lock:
            return await self._renew()

    async def close(self) -> None:
        """Log out."""
        client, self.client = self.client, None
        if client is not None:
            await client.close()
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def _renew(self) -> ClientT:
        client = self._make()
        try:
            await client.login(self._token)
        except BaseException:
            await client.close()
            raise
        before, self.client = self.client, client
        if before is not None and not before.is_closed():  # posts that it carries may end first
            task = asyncio.create_task(before.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        return client
