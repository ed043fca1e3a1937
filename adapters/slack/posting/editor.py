"""Showing a digest anew: `chat.update` of our own message, within Slack's limit for it."""

from adapters.rate_limit import RateLimiter, turn
from adapters.slack.api.clients import Workspaces
from adapters.slack.api.errors import outcome
from adapters.slack.api.limits import UPDATE_BURST, UPDATE_INTERVAL
from adapters.slack.posting.look_up import EVENT
from bot.model.delivery import Delivery, Outcome, Receipt, RetryAfter, Sent
from bot.ports import Message


class SlackEditor:
    """The editor for every workspace."""

    def __init__(self, workspaces: Workspaces, *, interval: float = UPDATE_INTERVAL) -> None:
        self._workspaces = workspaces
        self._pace = RateLimiter(interval, UPDATE_BURST)

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        """Once; the message keeps its metadata, by which it is known as ours."""
        workspace = delivery.address.workspace
        await turn(self._pace, workspace)
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
