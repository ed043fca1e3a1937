"""How many processes are connected as the same app: Slack tells each new one, and each would post digests."""

import logging
import time
from typing import Any

from adapters.slack.answering.context import Context
from bot.ports import LeaseKind, Matter

log = logging.getLogger(__name__)


MOST = 10  # connections of an app: https://docs.slack.dev/apis/events-api/using-socket-mode
FULL = (
    f"{MOST} processes are connected to Slack already, and Slack takes no more: one more waits for a place and "
    "delivers meanwhile; for more of them use signed HTTP events (SLACK_SIGNING_SECRET), or take listen out of "
    "PAPERBOY_ROLES"
)
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
        if not self._slack.workers.alone:  # the others share the work; how many they are is seen to by places
            return
        if others > 0:
            log.warning("slack_app_connected_twice", extra={"connections": number})
            self._due = time.monotonic() + self._count_again
            self._count_again = min(2 * self._count_again, LEAST_OFTEN)
        await self._slack.workers.say(Matter.TROUBLE, "slack", _sentence(others) if others > 0 else None)


def _sentence(others: int) -> str:
    who = "another process was" if others == 1 else f"{others} other processes were"
    return (
        f"{who} connected to Slack as the same app when this one connected: if that is another Paperboy, channels "
        "get two digests; stop one of them, or give it an app of its own"
    )


class Place:
    """One of the places that Slack has for an app's connections, where several processes share the work."""

    def __init__(self, slack: Context) -> None:
        self._slack = slack
        self._name = ""

    async def taken(self) -> bool:
        """Whether this process has a place; the one that waits for it says so."""
        if self._slack.workers.alone:
            return True
        for name in [self._name] if self._name else [f"slack {number}" for number in range(1, MOST + 1)]:
            if await self._slack.workers.take(LeaseKind.SOCKET, name):
                if not self._name:
                    await self._slack.workers.say(Matter.TROUBLE, "slack", None)
                self._name = name
                return True
        if not self._name:
            log.warning("slack_socket_waits", extra={"why": FULL})
            await self._slack.workers.say(Matter.TROUBLE, "slack", FULL)
        self._name = ""
        return False

    @property
    def kept(self) -> bool:
        """Whether it has it still: who was not heard of for long has lost it."""
        return self._slack.workers.alone or self._slack.workers.holds(LeaseKind.SOCKET, self._name)
