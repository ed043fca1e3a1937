"""The admin hears of what needs a person: once when it begins, and once when it is mended.

What was told is kept in the database, so that a restart tells nothing again.
"""

import asyncio
import contextlib
import json
import logging
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from bot.app.application import Application
from bot.errors import SettingsError, StorageError
from bot.health import DOWN
from bot.model.channel import Address
from bot.model.delivery import Delivery, Sent, State
from bot.papers.source_state import down
from bot.ports import Matter
from bot.text.close_names import meant
from bot.views.blocks import Bullets, Heading, View, plain

log = logging.getLogger(__name__)

_WHO, _TOLD = "paperboy", "admin_told"  # the fact in the database: what was told and is not mended yet
SEND_SECONDS = 45.0
PARKED = 1_000


def admin_address(setting: str, platforms: Callable[[], Collection[str]]) -> Address | None:
    """Where the admin reads (PAPERBOY_ADMIN): `platform:workspace:channel`; None if nowhere.

    `platforms`: the names of all there are.
    """
    if not setting.strip():
        return None
    parts = [part.strip() for part in setting.split(":", 2)]
    if len(parts) != 3 or not all(parts):
        raise SettingsError(
            "PAPERBOY_ADMIN must name a channel as platform:workspace:channel, such as slack:T0123:C0456; "
            "`paperboy channel list` shows those there are."
        )
    if parts[0] not in (known := platforms()):
        raise SettingsError(
            f'PAPERBOY_ADMIN names a channel of the platform "{parts[0]}"; {meant(parts[0], known)}'
        )
    return Address(*parts)


class AdminNotices:
    """Looks at what is wrong, and tells what is new."""

    def __init__(self, application: Application, address: Address | None) -> None:
        self._application, self._address = application, address
        self._unsaved: dict[str, str] | None = None  # what was told, where the database did not take it

    async def look(self) -> None:
        """Tell what began and what is mended; what could not be told is told at the next look."""
        if self._address is None:
            return
        try:
            told = await self._told()
            wrong = await self._wrong(self._application.clock.now()) | self._failing()
        except StorageError:  # nothing is known of the rest
            told = self._unsaved or {}
            wrong = told | self._failing()
        new = [said for key, said in wrong.items() if key not in told]
        mended = [f"Mended: {said}" for key, said in told.items() if key not in wrong]
        if (new or mended) and await self._say(self._address, [*new, *mended]):
            self._unsaved = {key: told.get(key, said) for key, said in wrong.items()}
        if self._unsaved is not None:
            with contextlib.suppress(StorageError):  # tried again at the next look
                await self._save(self._unsaved)
                self._unsaved = None

    async def _told(self) -> dict[str, str]:
        if self._unsaved is not None:
            return self._unsaved
        found: dict[str, str] = json.loads(await self._application.store.adapter_facts.read(_WHO, _TOLD) or "{}")
        return found

    async def _save(self, told: Mapping[str, str]) -> None:
        await self._application.store.adapter_facts.write(_WHO, _TOLD, json.dumps(told) if told else None)

    def _failing(self) -> dict[str, str]:
        """What the process itself cannot do, above all with its database: a full disk, a damaged file."""
        return _in_words(said.partition(": ")[2] or said for said in self._application.signs.failing())

    async def _wrong(self, now: datetime) -> dict[str, str]:
        """What needs a person at the moment, by a name under which it is told once."""
        store = self._application.store
        found = {
            f"source {each.source}": f"The source {each.source} has not answered since "
            f"{each.since:%Y-%m-%d %H:%M} UTC ({each.note})."
            for each in down(await store.journal.polls(), self._application.signs.sources, now)
            if each.since and now - each.since >= DOWN
        }
        for platform, workspace, reason, _ in await store.workspaces.dead():
            found[f"workspace {platform} {workspace}"] = (
                f"The {platform} workspace {workspace} is paused: {reason}."
            )
        for each in await store.workers.living():  # what one cannot do another may do: it is mended once all can
            found |= _in_words(why for (matter, _), why in each.said.items() if matter is Matter.FAILING)
        if parked := len(await store.outbox.parked(PARKED)):
            are = "delivery is" if parked == 1 else "deliveries are"
            found["parked"] = (
                f"{parked} {are} parked: nobody can tell whether they arrived. See and decide: paperboy parked"
            )
        return found

    async def _say(self, address: Address, sentences: list[str]) -> bool:
        """Post it once; False if that cannot be done now."""
        platform = next((each for each in self._application.platforms if each.name == address.platform), None)
        if platform is None:
            log.warning("admin_not_told", extra={"why": f"{address.platform} is not running here"})
            return False
        view = View(
            (Heading("Paperboy needs you"), Bullets(tuple(plain(each) for each in sentences))), sentences[0]
        )
        delivery = Delivery(key=0, digest=0, address=address, part=0, token=_token(sentences), state=State.SENDING)
        try:
            (message, *_) = platform.sender.render(view, None, plain=False)
            async with asyncio.timeout(SEND_SECONDS):
                while (wait := platform.sender.turn(address)) is not None:
                    await self._application.clock.sleep(wait.seconds)
                outcome = await platform.sender.send(delivery, message, None)
        except Exception as error:  # noqa: BLE001 -- whatever an adapter raises, the duties go on
            log.warning("admin_not_told", extra={"why": type(error).__name__})
            return False
        if not isinstance(outcome, Sent):
            log.warning("admin_not_told", extra={"why": getattr(outcome, "reason", type(outcome).__name__)})
        return isinstance(outcome, Sent)


def _in_words(whys: Iterable[str]) -> dict[str, str]:
    return {f"failing {why}": f"Paperboy cannot do all its work: {why}" for why in whys}


def _token(sentences: list[str]) -> str:
    """Another one for other words: a platform that knows a token takes it for the same message."""
    return f"admin{zlib.crc32(' '.join(sentences).encode()):08x}"
