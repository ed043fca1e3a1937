"""What happens to channels: joined, left, archived, renamed, deleted; each event is carried out once."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
from adapters.slack.api.clients import LOST
from adapters.slack.api.errors import REFUSED
from adapters.slack.listeners.welcome import welcome
from bot.model.channel import Address

log = logging.getLogger(__name__)

DELETED = (
    "the channel was deleted",
    "Set another channel up; this one's subscriptions can be exported and imported.",
)
LEFT = ("Paperboy was removed from the channel", "Invite it again: /invite @Paperboy.")


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to what happens to channels."""
    for kind, work in {
        "member_joined_channel": _joined,
        "channel_archive": _archived,
        "group_archive": _archived,
        "channel_unarchive": _unarchived,
        "group_unarchive": _unarchived,
        "channel_left": _left,
        "group_left": _left,
        "channel_deleted": _deleted,
        "group_deleted": _deleted,
        "channel_id_changed": _moved,
        "channel_rename": _renamed,
        "group_rename": _renamed,
    }.items():
        _listen(app, slack, kind, work)


def _listen(app: AsyncApp, slack: Context, kind: str, work: Any) -> None:
    @app.event(kind)
    async def happened(body: Body, context: Any) -> None:
        slack.background.run(_once(slack, str(context.team_id or ""), body, work))


async def _once(slack: Context, workspace: str, body: Body, work: Any) -> None:
    if await fresh(slack, body):
        await work(slack, workspace, inside(body, "event"))


async def fresh(slack: Context, body: Body) -> bool:
    """Whether the event is new: Slack sends one up to four times."""
    event = text(body, "event_id")
    named = f"slack:{text(body, 'team_id')}:{event}"  # by workspace: it goes when the workspace's data does
    return not event or await slack.journal.once(named, slack.clock.now())


async def _joined(slack: Context, workspace: str, event: Body) -> None:
    """Somebody joined; only Paperboy's own joining is news."""
    installation = await slack.workspaces.installation(workspace)
    if event.get("user") != installation.bot_user:
        return
    address = _address(workspace, event)
    known = await slack.lifecycle.summary(address)
    await slack.lifecycle.welcomed(address)
    said, today = f"welcome:{workspace}:{address.channel}", slack.clock.now().date().isoformat()
    if known is not None or not await slack.adapter_facts.write_first("slack", said, today):
        return
    try:
        client = await slack.client(workspace)
        await client.api_call(
            "chat.postMessage", json={"channel": address.channel, **welcome(), "unfurl_links": False}
        )
    except LOST as error:
        log.warning("slack_welcome_failed", extra={"error": type(error).__name__})
        await slack.adapter_facts.write("slack", said, None)


async def _archived(slack: Context, workspace: str, event: Body) -> None:
    await slack.lifecycle.refused(_address(workspace, event), *REFUSED["is_archived"], gone=False)


async def _unarchived(slack: Context, workspace: str, event: Body) -> None:
    await slack.lifecycle.welcomed(_address(workspace, event))


async def _left(slack: Context, workspace: str, event: Body) -> None:
    await slack.lifecycle.refused(_address(workspace, event), *LEFT, gone=False)


async def _deleted(slack: Context, workspace: str, event: Body) -> None:
    await slack.lifecycle.refused(_address(workspace, event), *DELETED, gone=True)


async def _moved(slack: Context, workspace: str, event: Body) -> None:
    """Shared with another company: https://docs.slack.dev/reference/events/channel_id_changed."""
    old, new = text(event, "old_channel_id"), text(event, "new_channel_id")
    if old and new:
        await slack.lifecycle.moved(Address("slack", workspace, old), new)


async def _renamed(slack: Context, workspace: str, event: Body) -> None:
    channel, name = text(event, "channel", "id"), text(event, "channel", "name")
    if channel and name:
        await slack.lifecycle.renamed(Address("slack", workspace, channel), name)


def _address(workspace: str, event: Body) -> Address:
    return Address("slack", workspace, text(event, "channel") or text(event, "channel", "id"))
