"""How many processes are connected as the same app: Slack tells each new one, and each would post digests."""

import logging
from typing import Any

from adapters.slack.answering.context import Context
from bot.ports import TROUBLE

log = logging.getLogger(__name__)


class Connections:
    """Looks at the first greeting of a process: later ones may count an own connection that is being replaced."""

    def __init__(self, slack: Context) -> None:
        self._slack = slack
        self._greeted = False

    async def heard(self, _client: object, message: dict[str, Any], _raw: str | None = None) -> None:
        """A message of the socket; all but the first greeting are of no interest here."""
        if message.get("type") != "hello" or self._greeted:
            return
        self._greeted = True
        number = message.get("num_connections")
        others = number - 1 if isinstance(number, int) else 0
        if others > 0:
            log.warning("slack_app_connected_twice", extra={"connections": number})
        await self._slack.adapter_facts.write("slack", TROUBLE, _sentence(others) if others > 0 else None)


def _sentence(others: int) -> str:
    who = "another process was" if others == 1 else f"{others} other processes were"
    return (
        f"{who} connected to Slack as the same app when this one started: if that is another Paperboy, channels "
        "get two digests; stop one of them, or give it an app of its own"
    )
