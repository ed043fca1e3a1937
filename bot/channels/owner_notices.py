"""Owner notices: whoever set a channel up hears once, by DM, that Paperboy can no longer post there.

Whoever noticed: a refused post and an event of the platform come here alike.
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Coroutine, Mapping

from bot.errors import StorageError, blame
from bot.model.channel import Address, Channel
from bot.model.delivery import Dead, Delivery, Refused
from bot.model.digest import Edition
from bot.model.email_address import PLATFORM as EMAIL
from bot.planning.window import CANDIDATE_DAYS
from bot.ports import Clock, Journal, Platform
from bot.views import notices
from bot.views.blocks import View

log = logging.getLogger(__name__)

TELL_SECONDS = 45.0


class OwnerNotices:
    """Tells in the background; a DM that fails is logged, and `status` says the same.

    `platforms` may be filled later: they are built after what tells them of events. In the `journal`, if there is
    one, stands what was told: no other process tells it again, nor this one after a new start.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        seconds: float = TELL_SECONDS,
        *,
        journal: Journal | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._platforms = platforms
        self._seconds = seconds
        self._journal, self._clock = journal, clock
        self._told: set[Address] = (
            set()
        )  # channels that refuse, workspaces that are dead (channel ""), until it works
        self._tasks: set[asyncio.Task[None]] = set()

    def refused(self, before: Channel, why: Refused) -> None:
        """The channel, as it was before, cannot be posted to; one that Paperboy had paused already is no news."""
        if before.pause is None or not before.pause.own:
            self._tell(before.address, before, notices.refused(before, why.reason, why.fix, CANDIDATE_DAYS))

    def dead(self, channel: Channel, why: Dead) -> None:
        """The workspace is dead; the owner of the first channel where that shows hears it."""
        self._tell(_whole(channel.address), channel, notices.dead(channel, why.reason, why.fix, CANDIDATE_DAYS))

    def parked(self, edition: Edition, delivery: Delivery, reason: str) -> None:
        """A message may or may not have arrived, which only a person can tell: the owner is asked."""
        view = notices.parked(edition.channel, delivery.key, edition.digest.local_date, reason)
        self._say_later(edition.channel, view)

    def tell(self, who: str, view: View) -> None:
        """Tell somebody known as `platform:workspace:person`, in the background."""
        if len(parts := who.split(":", 2)) == 3:
            platform, workspace, person = parts
            self._later(platform, workspace, person, view, {"platform": platform, "workspace": workspace})

    def sent(self, channel: Channel) -> None:
        """Something arrived in the channel, as it was before: cheap, since that is what nearly always happens."""
        if channel.pause is not None or not self._told.isdisjoint({channel.address, _whole(channel.address)}):
            self.works(channel.address)

    def works(self, address: Address) -> None:
        """The channel can be posted to: what comes next is news again."""
        places = {address, _whole(address)}
        self._told -= places
        if self._journal is not None:
            self._start(self._forget(self._journal, places))

    async def finish(self, seconds: float) -> None:
        """Let what is being told be told, for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:  # one that was to be told may begin another
                    await asyncio.wait(set(self._tasks))
        for task in self._tasks:
            task.cancel()

    def _tell(self, place: Address, channel: Channel, view: View) -> None:
        if channel.owner and place not in self._told:
            self._told.add(place)
            self._start(self._say_once(place, channel, view))

    async def _say_once(self, place: Address, channel: Channel, view: View) -> None:
        """Unless another process has."""
        if self._journal is not None and self._clock is not None:
            try:
                if not await self._journal.once(_event(place), self._clock.now()):
                    return
            except StorageError as error:  # rather twice than never
                log.warning("owner_perhaps_told", extra={"why": error.sentence})
        self._say_later(channel, view)

    async def _forget(self, journal: Journal, places: Collection[Address]) -> None:
        try:
            await journal.forget([_event(place) for place in places])
        except StorageError as error:  # it is forgotten after a week
            log.warning("owner_perhaps_not_told_again", extra={"why": error.sentence})

    def _say_later(self, channel: Channel, view: View) -> None:
        address = channel.address
        if address.platform == EMAIL:  # whoever asked for it is somewhere else
            self.tell(channel.owner, view)
        elif channel.owner:
            about = {"platform": address.platform, "workspace": address.workspace, "channel": address.channel}
            self._later(address.platform, address.workspace, channel.owner, view, about)

    def _later(self, platform: str, workspace: str, person: str, view: View, about: dict[str, str]) -> None:
        self._start(self._say(platform, workspace, person, view, about))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _say(self, platform: str, workspace: str, person: str, view: View, about: dict[str, str]) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                told = await self._platforms[platform].listener.tell(workspace, person, view)
        except Exception as error:  # noqa: BLE001 -- telling is a courtesy; it must not end anything
            log.warning("owner_not_told", extra=about | blame(error))
            return
        log.info("owner_told" if told else "owner_not_told", extra=about)


def _event(place: Address) -> str:
    """Under which it stands in the journal that it was told."""
    return f"owner-told {place}"


def _whole(address: Address) -> Address:
    """The workspace that a channel is in."""
    return address._replace(channel="")
