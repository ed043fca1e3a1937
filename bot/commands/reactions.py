"""Reactions: what somebody makes of a paper by a sign on its own message, taken back with it."""

from collections.abc import Callable
from datetime import datetime

from bot.commands.signs import SIGNS, signs
from bot.model.channel import Address
from bot.ports import AuditEntry, Store
from bot.ports.request import Person
from bot.text import emoji_names


class Reactions:
    """Implements `bot.ports.Reactions`."""

    def __init__(self, store: Store, redraw: Callable[[int, int], None]) -> None:
        self._store, self._redraw = store, redraw

    async def sign(self, address: Address, emoji: str) -> str:
        """As the channel set it; nothing where there is no channel."""
        channel = await self._store.channels.get(address)
        if channel is None or not channel.settings.reactions:
            return ""
        meant = emoji_names.emoji(emoji)
        return next((name for name in SIGNS if meant and meant in signs(channel.settings, name)), "")

    async def reacted(
        self, address: Address, message: str, person: Person, sign: str, now: datetime, *, added: bool
    ) -> bool:
        """Whether the message is a paper's own, and anything was made of it."""
        channel = await self._store.channels.get(address)
        if channel is None or not channel.settings.reactions:
            return False
        paper = await self._store.plans.paper_of(channel.key, message)
        if paper is None or not await self._marked(channel.key, paper, person.id, sign, now, added=added):
            return False
        if person.name:
            await self._store.memory.met(address.platform, address.workspace, person.id, person.name)
        what = f"{sign if added else f'un{sign}'} by a reaction"
        await self._store.journal.audit(AuditEntry(at=now, address=address, by=person.id, what=what))
        self._redraw(channel.key, paper)
        return True

    async def _marked(self, channel: int, paper: int, by: str, sign: str, now: datetime, *, added: bool) -> bool:
        memory = self._store.memory
        match sign:
            case "save":
                work = memory.save(channel, paper, by, now) if added else memory.unsave(channel, paper, by)
            case "hide":
                work = memory.hide(channel, paper, by, now) if added else memory.unhide(channel, paper, by)
            case _:
                voted = memory.vote(channel, paper, by, now) if added else memory.unvote(channel, paper, by)
                return (await voted).changed
        return await work
