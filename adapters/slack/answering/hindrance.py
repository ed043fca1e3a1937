"""Why nothing can be posted in a conversation: asked of Slack at this moment, for what was true may be over."""

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.api.clients import UNHEARD, NotInstalledError, Workspaces
from adapters.slack.api.errors import INVITE, NO_SCOPE, REFUSED, REINSTALL, Failure, failure, of
from bot.model.channel import Address
from bot.model.delivery import Refused
from bot.model.obstacle import Hindrance

PATIENCE = 2.0  # seconds
EVERYWHERE = "chat:write.public"
NOT_IN = Hindrance("Paperboy is not in this channel", INVITE)


async def hindrance(workspaces: Workspaces, address: Address) -> Hindrance:
    """As far as Slack tells it in time."""
    if address.channel[:1] not in {"C", "G"}:
        return Hindrance()  # a direct message is open to both
    try:
        async with asyncio.timeout(PATIENCE):
            installation = await workspaces.installation(address.workspace)
            client = await workspaces.client(address.workspace)
            answer = await client.api_call("conversations.info", data={"channel": address.channel})
    except NotInstalledError:
        return Hindrance("Paperboy is not installed in this workspace", REINSTALL)
    except SlackApiError as error:
        return _refused(failure(error))
    except UNHEARD:
        return Hindrance()
    return _told(answer.get("channel") or {}, installation.scopes)


def _refused(found: Failure) -> Hindrance:
    """What a refusal to tell says of posting: a permission to read that is missing says nothing."""
    if found.code == "channel_not_found":
        return NOT_IN  # what a private channel is for those who are not in it
    verdict = of(found)
    if isinstance(verdict, Refused) and found.code != NO_SCOPE:
        return Hindrance(verdict.reason, verdict.fix)
    return Hindrance()


def _told(channel: Mapping[str, Any], scopes: frozenset[str] | None) -> Hindrance:
    if channel.get("is_archived"):
        return Hindrance(*REFUSED["is_archived"])
    anywhere = scopes is None or EVERYWHERE in scopes
    shut_out = channel.get("is_member") is False and (channel.get("is_private") or not anywhere)
    return NOT_IN if shut_out else Hindrance()
