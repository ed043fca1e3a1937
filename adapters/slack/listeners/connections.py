"""How many processes are connected as the same app: Slack tells each new one, and each would post digests."""

import logging
import time
from typing import Any

from adapters.slack.answering.context import Context
from bot.ports import TROUBLE

log = logging.getLogger(__name__)


COUNT_AGAIN = (
    120.0  # seconds, doubled each time: by then Slack has forgotten the connection of a process that was killed
)

LEAST_OFTEN = 3600.0


class Connections:
    """Looks at the first greeting of a process: later ones may count an own connection that is being replaced.

    Slack counts a killed process's connection for a while, and tells the number to new connections only. So while
    it counts others, ours is given up for a moment and made anew (`to_count`), until it counts none.
    """

    def __init__(self, slack: Context, count_again: float = COUNT_AGAIN) -> None:
        self._slack = slack
        self._count_again = count_again
        self._greeted = False
        self._due: float | None = None  # when they are to be counted again, if others were

    @property
    def to_count(self) -> bool:
        """Whether it is time to connect anew for the number's sake; true once."""
        if self._due is None or time.monotonic() < self._due:
            return False
        self._greeted, self._due = False, None
        return True

    async def heard(self, _client: object, message: dict[str, Any], _raw: str | None = None) -> None:
        """A message of the socket; all but the first greeting are of no interest here."""
        if message.get("type") != "hello" or self._greeted:
            return
        self._greeted = True
        number = message.get("num_connections")
        others = number - 1 if isinstance(number, int) else 0
        if others > 0:
            log.warning("slack_app_connected_twice", extra={"connections": number})
            self._due = time.monotonic() + self._count_again
            self._count_again = min(2 * self._count_again, LEAST_OFTEN)
        await self._slack.adapter_facts.write("slack", TROUBLE, _sentence(others) if others > 0 else None)


def _sentence(others: int) -> str:
    who = "another process was" if others == 1 else f"{others} other processes were"
    return (
        f"{who} connected to Slack as the same app when this one connected: if that is another Paperboy, channels "
        "get two digests; stop one of them, or give it an app of its own"
    )
