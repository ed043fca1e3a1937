"""Places: what the platforms that run here say of a channel, in little time, since people wait for the answer."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping

from bot.errors import blame
from bot.model.channel import Channel
from bot.model.obstacle import Hindrance
from bot.ports import Platform

log = logging.getLogger(__name__)

PATIENCE = 2.5  # seconds


def not_set_up(platform: str) -> Hindrance:
    """What stands in the way of every channel of a platform that this installation does not serve."""
    return Hindrance(f"{platform} is not set up here", f"README, Settings, says what {platform} needs.")


class Places:
    """Asks a channel's platform. `platforms` are those that run in this process and may be filled later; `set_up`
    names all that are set up, whether they run here or in another process.
    """

    def __init__(self, platforms: Mapping[str, Platform], set_up: Callable[[], Collection[str]]) -> None:
        self._platforms, self._set_up = platforms, set_up

    async def hindrance(self, channel: Channel) -> Hindrance:
        """Why nothing can be posted there, as far as it is told in time."""
        name = channel.address.platform
        platform = self._platforms.get(name)
        if platform is None:
            if name in self._set_up():
                return Hindrance()
            return not_set_up(name)
        try:
            async with asyncio.timeout(PATIENCE):
                return await platform.listener.hindrance(channel)
        except Exception as error:  # noqa: BLE001 -- an adapter's fault must not cost a person the answer
            log.warning("hindrance_not_told", extra={"platform": name} | blame(error))
            return Hindrance()

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        """Why a platform's own setting would do nothing there; "" if it would, or it is not told in time."""
        own = channel.address.platform
        if name.partition(".")[0] != own:
            return f"{name} is no setting of {own}, where this channel is."
        platform = self._platforms.get(own)
        if platform is None:
            return ""
        try:
            async with asyncio.timeout(PATIENCE):
                return await platform.listener.without_effect(channel, name, value)
        except Exception as error:  # noqa: BLE001 -- as above
            log.warning("effect_not_told", extra={"platform": own} | blame(error))
            return ""
