"""Showing a digest anew: `chat.update` of our own message, within Slack's limit for it."""

import asyncio
import random
import time

from adapters.rate_limit import RateLimiter, turn
from adapters.slack.api.clients import Workspaces
from adapters.slack.api.errors import outcome
from adapters.slack.api.limits import UPDATE_BURST, UPDATE_INTERVAL
from adapters.slack.posting.look_up import EVENT
from bot.model.delivery import Delivery, Outcome, Receipt, RetryAfter, Sent
from bot.ports import Message, Workers

PATIENCE = 30.0  # seconds for which an edit waits while other processes make as many as Slack takes


class SlackEditor:
    """The editor for every workspace.

    Slack counts a workspace's edits, whichever process makes them: where several share the work, each edit takes
    one of UPDATE_BURST turns, which all of them see and which come again after so many intervals.
    """

    def __init__(
        self,
        workspaces: Workspaces,
        workers: Workers,
        *,
        interval: float = UPDATE_INTERVAL,
        patience: float = PATIENCE,
    ) -> None:
        self._workspaces, self._workers = workspaces, workers
        self._interval, self._patience = interval, patience
        self._pace = RateLimiter(interval, UPDATE_BURST)

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        """Once; the message keeps its metadata, by which it is known as ours."""
        workspace = delivery.address.workspace
        await turn(self._pace, workspace)
        if not await self._turn_of_all(workspace):
            return RetryAfter(self._interval, "other processes make as many edits as Slack takes")
        try:
            client = await self._workspaces.client(workspace)
            await client.chat_update(
                channel=delivery.address.channel,
                ts=receipt.message_id,
                text=message["text"],
                blocks=message.get("blocks"),
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT, "event_payload": {"token": delivery.token}},
            )
        except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
            found = outcome(error)
            if isinstance(found, RetryAfter) and found.seconds:
                self._pace.hold(workspace, found.seconds)
            return found
        return Sent(receipt)

    async def _turn_of_all(self, workspace: str) -> bool:
        """Whether the edit may go now, of all that any process makes in the workspace."""
        if self._workers.alone:
            return True
        until = time.monotonic() + self._patience
        while time.monotonic() < until:
            for number in random.sample(range(UPDATE_BURST), UPDATE_BURST):  # so that few ask for the same one
                name = f"slack edit {workspace} {number}"
                if await self._workers.turn(name, self._interval * UPDATE_BURST):
                    return True
            await asyncio.sleep(self._interval)
        return False
