"""Reconciling: whether a post whose answer was lost is in the channel, told by the metadata it carries.

Source: https://docs.slack.dev/messaging/message-metadata and conversations.history, conversations.replies. The
scopes for history are optional; without them it cannot be told and the delivery is parked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api.clients import Installation
from adapters.slack.api.errors import RATE_LIMITED, TOO_MANY, failure, of
from bot.model.delivery import Dead, Delivery, NotThere, RetryAfter, Scope, Unknown

EVENT = "paperboy_delivery"
PAGE = 15  # newly distributed apps outside the Marketplace get no more, once a minute
PAGES = 20
SKEW = timedelta(seconds=60)  # their clock against ours
SETTLE = 5.0  # seconds that a post may still be on its way inside Slack
HISTORY = {
    "C": frozenset({"channels:history", "groups:history"}),
    "G": frozenset({"groups:history"}),
    "D": frozenset({"im:history"}),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """What is looked for: the delivery, the thread it went into ("" for the channel), and when it is now."""

    delivery: Delivery
    thread: str
    now: datetime


async def look_up(
    client: AsyncWebClient, installation: Installation, trace: Trace
) -> str | NotThere | Unknown | RetryAfter | Dead:
    """The message's ts if it is there. `Dead`: one answer says so of the token."""
    channel = trace.delivery.address.channel
    if installation.scopes is not None and not installation.scopes & HISTORY.get(channel[:1], frozenset()):
        return Unknown("the answer to the post was lost, and without history scopes Slack cannot be asked")
    tried = trace.delivery.first_tried
    if tried is None:
        return Unknown("when the post was tried is not known")
    last = trace.delivery.last_tried or tried
    if (waited := (trace.now - last).total_seconds()) < SETTLE:
        return RetryAfter(SETTLE - max(waited, 0.0), "the post may still be on its way", Scope.CHANNEL)
    try:
        return await _search(client, trace, tried)
    except SlackApiError as error:
        return _told(error)
    except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
        return RetryAfter(None, f"Slack's history could not be read ({type(error).__name__})", Scope.CHANNEL)


async def _search(client: AsyncWebClient, trace: Trace, tried: datetime) -> str | NotThere | Unknown:
    cursor = ""
    for _ in range(PAGES):
        asked = {
            "channel": trace.delivery.address.channel,
            "oldest": f"{(tried - SKEW).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
            "cursor": cursor,
        }
        method = "conversations.replies" if trace.thread else "conversations.history"
        answer = await client.api_call(method, data=asked | ({"ts": trace.thread} if trace.thread else {}))
        for message in answer.get("messages") or ():
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT and payload.get("token") == trace.delivery.token:
                return str(message.get("ts") or "")
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not answer.get("has_more") or not cursor:
            return NotThere()
    return Unknown("too much was said in the channel since the post was tried")


def _told(error: SlackApiError) -> Unknown | RetryAfter | Dead:
    found = failure(error)
    if isinstance(said := of(found), Dead):
        return said
    if found.status == TOO_MANY or found.code in RATE_LIMITED:
        return RetryAfter(found.wait or 60.0, "Slack asked to slow down reading history", Scope.CHANNEL)
    if found.status >= 500 or not found.code:
        return RetryAfter(found.wait, "Slack's history could not be read", Scope.CHANNEL)
    return Unknown(f"Slack did not let the history be read ({found.code})")
