"""OwnerNotices owners: whoever set up a channel hears once, by DM, that Paperboy can no longer post there."""

import asyncio
import logging
from collections.abc import Mapping

from bot.delivery.attempt import about, blame
from bot.model.delivery import Dead, Delivery, Outcome, Refused, Sent
from bot.model.digest import Edition
from bot.ports import Platform
from bot.views import notices
from bot.views.blocks import View

log = logging.getLogger(__name__)

TELL_SECONDS = 45.0


class OwnerNotices:
    """Tells in the background; a DM that fails is logged and `status` says the same."""

    def __init__(self, platforms: Mapping[str, Platform], seconds: float = TELL_SECONDS) -> None:
        self._platforms = platforms
        self._seconds = seconds
        self._told: set[tuple[str, str, str]] = (
            set()
        )  # refusing channels, dead workspaces (channel ""): until it works
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, delivery: Delivery, edition: Edition, outcome: Outcome | None) -> None:
        """Tell the owner if this outcome is news to them."""
        address, channel = delivery.address, edition.channel
        place, everywhere = (address.platform, address.workspace, address.channel), ""
        match outcome:
            case Sent():
                self._told -= {place, (*place[:2], everywhere)}
                return
            case Refused(reason=reason, fix=fix):
                if channel.pause is not None and not channel.pause.by:
                    return  # a probe: said when Paperboy paused it
                view = notices.refused(channel, reason, fix)
            case Dead(reason=reason, fix=fix):
                place = (*place[:2], everywhere)
                view = notices.dead(channel, reason, fix)
            case _:
                return
        if channel.owner and place not in self._told:
            self._told.add(place)
            task = asyncio.create_task(self._say(delivery, channel.owner, view))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Let what is being told be told, for so many seconds."""
        if self._tasks:
            _, unfinished = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in unfinished:
                task.cancel()

    async def _say(self, delivery: Delivery, person: str, view: View) -> None:
        address = delivery.address
        try:
            async with asyncio.timeout(self._seconds):
                told = await self._platforms[address.platform].listener.tell(address.workspace, person, view)
        except Exception as error:  # noqa: BLE001 -- telling is a courtesy; it must not end anything
            log.warning("owner_not_told", extra=about(delivery) | blame(error))
            return
        log.info("owner_told" if told else "owner_not_told", extra=about(delivery))
