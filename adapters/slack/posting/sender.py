"""Sending digests to Slack: one try a call, the outcome in the outbox's words, the pace kept beforehand."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from adapters.rate_limit import RateLimiter
from adapters.slack.api.clients import Installation, NotInstalledError, Workspaces
from adapters.slack.api.errors import REINSTALL, Trouble, outcome
from adapters.slack.api.limits import CHANNEL_INTERVAL, HEADROOM, WORKSPACE_HEADROOM, WORKSPACE_INTERVAL
from adapters.slack.posting.dead_token import confirmed
from adapters.slack.posting.look_up import EVENT, Trace, look_up
from adapters.slack.render.messages import messages
from bot.errors import PaperboyError
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Lookup,
    Outcome,
    Receipt,
    RetryAfter,
    Scope,
    Sent,
)
from bot.model.digest import Edition
from bot.ports import Message, NotYet
from bot.views.blocks import View

NOT_INSTALLED = Dead("Paperboy is not installed in the workspace", REINSTALL)


class SlackSender:
    """The sender for every workspace."""

    def __init__(
        self,
        workspaces: Workspaces,
        *,
        channel_interval: float = CHANNEL_INTERVAL,
        workspace_interval: float = WORKSPACE_INTERVAL,
    ) -> None:
        self._workspaces = workspaces
        self._gap = channel_interval
        self._per_channel = RateLimiter(channel_interval * HEADROOM)
        self._per_workspace = RateLimiter(workspace_interval * WORKSPACE_HEADROOM)

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:  # noqa: ARG002 -- the view has the layout
        """The view as messages in order, each within Slack's limits."""
        return messages(view, plain=plain)

    def turn(self, address: Address) -> NotYet | None:
        """One message a second in a channel, and the workspace's cap over all its channels."""
        if (left := self._per_channel.wait(address)) > 0:
            return NotYet(left)
        if (left := self._per_workspace.wait(address.workspace)) > 0:
            return NotYet(left, Scope.WORKSPACE)
        self._per_channel.take(address)
        self._per_workspace.take(address.workspace)
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """Post once."""
        token = ""
        try:
            installation = await self._workspaces.installation(delivery.address.workspace)
            client = await self._workspaces.client(delivery.address.workspace)
            token = installation.token
            found: Outcome = await post(client, installation, delivery, message, _thread(message, root))
        except NotInstalledError:
            return NOT_INSTALLED
        except PaperboyError as error:  # the token could not be read, so nothing was sent
            return RetryAfter(None, error.sentence, Scope.WORKSPACE)
        except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
            found = outcome(error)
        if isinstance(found, Dead):
            found = await confirmed(self._workspaces, delivery.address.workspace, token, found)
        # The next message in this channel counts from here: Slack counts from when this one arrived.
        self._per_channel.hold(delivery.address, self._gap)
        if isinstance(found, RetryAfter) and found.seconds:
            self._slow_down(delivery.address, found.seconds, found.scope)
        return found

    def _slow_down(self, address: Address, seconds: float, scope: Scope) -> None:
        """One channel's wait is no other channel's."""
        if scope is Scope.CHANNEL:
            self._per_channel.hold(address, seconds)
        else:
            self._per_workspace.hold(address.workspace, seconds)

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        """Whether an attempt arrived: its metadata in the channel's or thread's recent history."""
        try:
            installation = await self._workspaces.installation(delivery.address.workspace)
            client = await self._workspaces.client(delivery.address.workspace)
        except NotInstalledError:
            return NOT_INSTALLED
        except PaperboyError as error:
            return RetryAfter(None, error.sentence, Scope.WORKSPACE)
        found = await look_up(client, installation, Trace(delivery, _thread(message, root), now))
        if isinstance(found, Dead):
            return _as_lookup(
                await confirmed(self._workspaces, delivery.address.workspace, installation.token, found)
            )
        return Sent(receipt(installation, delivery.address.channel, found)) if isinstance(found, str) else found


def _as_lookup(trouble: Trouble) -> Lookup:
    """What is wrong with a token says nothing of the message: it is looked for again."""
    return trouble if isinstance(trouble, Dead | RetryAfter) else RetryAfter(None, trouble.reason)


async def post(
    client: AsyncWebClient, installation: Installation, delivery: Delivery, message: Message, thread: str
) -> Outcome:
    """One try; raises what the client does. `thread`: under which message, "" for the channel."""
    answer = await client.chat_postMessage(
        channel=delivery.address.channel,
        text=message["text"],
        blocks=message.get("blocks"),
        mrkdwn=False,
        parse="none",
        link_names=False,
        unfurl_links=False,
        unfurl_media=False,
        thread_ts=thread or None,
        metadata={"event_type": EVENT, "event_payload": {"token": delivery.token}},
    )
    if not answer.get("ts"):
        return Ambiguous("Slack took the message without saying where it is")
    return Sent(
        receipt(installation, str(answer.get("channel") or delivery.address.channel), str(answer.get("ts") or ""))
    )


def _thread(message: Message, root: Receipt | None) -> str:
    """The message it goes under: only those marked for the thread, and only once there is one."""
    return root.message_id if root is not None and message.get("thread") else ""


def receipt(installation: Installation, channel: str, ts: str) -> Receipt:
    """The receipt with the message's address, as `chat.getPermalink` would give it."""
    link = (
        f"{installation.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
        if installation.url and ts
        else ""
    )
    return Receipt(ts, link)
