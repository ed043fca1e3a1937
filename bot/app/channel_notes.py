"""What keeps whole groups of channels from their digests: said when it begins, and noted as long as it lasts."""

import logging
from collections.abc import Callable
from typing import Final

from bot.app.application import Application
from bot.app.channels_checked import check_channels

log = logging.getLogger(__name__)

OF_HEALTH: Final = ("channels of ", "processes", "waits", "digests")  # findings that health has by itself


class ChannelNotes:
    """The findings about channels among the signs of health: looked at after the start, and again and again."""

    def __init__(self, application: Application, say: Callable[[str], None]) -> None:
        self._application, self._say = application, say
        self._found: set[str] = set()
        self._begun = False

    def begin(self) -> None:
        """The start is over: what is not well from now on does not mend by itself."""
        self._begun = True

    async def look(self) -> None:
        """Say and note what began, drop what is mended."""
        if not self._begun:
            return
        here, said = self._application, self._application.signs.said
        findings = await check_channels(here.store, here.platforms, here.clock.now())
        wrong = {each.what: each for each in findings if each.ok is False}
        for what in self._found - wrong.keys():
            said.pop(what, None)
        for what, finding in wrong.items():
            if what not in self._found:
                log.warning("channels_get_nothing", extra={"what": what, "why": finding.detail})
                self._say(f"{what}: {finding.detail.removesuffix('.')}. {finding.fix}".rstrip())
            if not what.startswith(OF_HEALTH):
                said[what] = f"{what}: {finding.detail}"
        self._found = set(wrong)
