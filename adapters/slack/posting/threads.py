"""Threads on posted messages: a reply to a message is its thread.

Source: https://docs.slack.dev/messaging#threading. A reply to a message that was deleted goes where nobody sees
it, so `chat.getPermalink`, which needs no scope, is asked first whether it is there.
"""

from collections.abc import Callable
from datetime import datetime

from slack_sdk.errors import SlackApiError

from adapters.slack.api.clients import NotInstalledError, Workspaces
from adapters.slack.api.errors import Trouble, failure, outcome
from adapters.slack.posting.look_up import Trace, look_up
from adapters.slack.posting.sender import NOT_INSTALLED, post, receipt
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, Delivery, Outcome, Receipt, Rejected, RetryAfter, Sent, State, Unknown
from bot.ports import Message, NotYet

GONE = Rejected("the message that holds it was deleted in Slack")
_GONE_CODES = {"message_not_found", "thread_not_found", "cannot_reply_to_message"}


class SlackThreads:
    """For every workspace. `turn` is the sender's: a reply counts as a message of its channel."""

    def __init__(self, workspaces: Workspaces, turn: Callable[[Address], NotYet | None]) -> None:
        self._workspaces, self._turn = workspaces, turn

    async def open(self, delivery: Delivery, receipt: Receipt, title: str) -> Outcome:  # noqa: ARG002 -- Slack's have none
        """There is nothing to open: whether the message is there is all."""
        asked = {"channel": delivery.address.channel, "message_ts": receipt.message_id}
        try:
            client = await self._workspaces.client(delivery.address.workspace)
            await client.api_call("chat.getPermalink", http_verb="GET", params=asked)
        except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
            found = _meaning(error)
            if isinstance(found, Ambiguous):  # nothing was posted, so nothing is in doubt
                return RetryAfter(None, found.reason)
            if not isinstance(found, Rejected) or found == GONE:
                return found  # else it could not be told, and the reply will show it
        return Sent(receipt)

    async def say(self, delivery: Delivery, message: Message, thread: Receipt, now: datetime) -> Outcome:
        """A reply, looked for first where one may be there."""
        try:
            if delivery.state is State.AMBIGUOUS and (found := await self._found(delivery, thread, now)):
                return found
            if wait := self._turn(delivery.address):
                return RetryAfter(wait.seconds, "Slack takes one message a second", wait.scope)
            installation = await self._workspaces.installation(delivery.address.workspace)
            client = await self._workspaces.client(delivery.address.workspace)
            return await post(client, installation, delivery, message, thread.message_id)
        except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
            return _meaning(error)

    async def _found(self, delivery: Delivery, thread: Receipt, now: datetime) -> Outcome | None:
        """None: it is not there."""
        installation = await self._workspaces.installation(delivery.address.workspace)
        client = await self._workspaces.client(delivery.address.workspace)
        match await look_up(client, installation, Trace(delivery, thread.message_id, now)):
            case str(ts):
                return Sent(receipt(installation, delivery.address.channel, ts))
            case RetryAfter() as later:
                return later
            case Unknown(reason=reason):
                return Rejected(reason)
            case _:
                return None


def _meaning(error: Exception) -> Trouble:
    if isinstance(error, NotInstalledError):
        return NOT_INSTALLED
    if isinstance(error, SlackApiError) and failure(error).code in _GONE_CODES:
        return GONE
    return outcome(error)
