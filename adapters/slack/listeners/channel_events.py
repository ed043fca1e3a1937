"""What happens to channels: joined, left, archived, renamed, deleted; each event is carried out once."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Body, Office
from adapters.slack.api.clients import LOST
from adapters.slack.api.errors import REFUSED
from adapters.slack.listeners.welcome import welcome
from bot.model.channel import Address
from bot.views import notices

log = logging.getLogger(__name__)

DELETED = (
    "the channel was deleted",
    "Set another channel up; this one's subscriptions can be exported and imported.",
)
LEFT = ("Paperboy was removed from the channel", "Invite it again: /invite @Paperboy.")


def register(app: AsyncApp, office: Office) -> None:
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
        "channel_rename": _renamed,
        "group_rename": _renamed,
    }.items():
        _listen(app, office, kind, work)


def _listen(app: AsyncApp, office: Office, kind: str, work: Any) -> None:
    @app.event(kind)
    async def happened(body: Body, context: Any) -> None:
        office.background.run(_once(office, str(context.team_id or ""), body, work))


async def _once(office: Office, workspace: str, body: Body, work: Any) -> None:
    if await fresh(office, body):
        await work(office, workspace, body.get("event") or {})


async def fresh(office: Office, body: Body) -> bool:
    """Whether the event is new: Slack sends one up to four times."""
    event = str(body.get("event_id") or "")
    return not event or await office.journal.once(f"slack:{event}", office.clock.now())


async def _joined(office: Office, workspace: str, event: Body) -> None:
    """Somebody joined; only Paperboy's own joining is news."""
    seat = await office.workspaces.seat(workspace)
    if event.get("user") != seat.bot_user:
        return
    address = _address(workspace, event)
    known = await office.lifecycle.card(address)
    await office.lifecycle.welcomed(address)
    said = f"welcome:{workspace}:{address.channel}"
    if known is not None or await office.notebook.read("slack", said):
        return
    try:
        client = await office.client(workspace)
        await client.api_call(
            "chat.postMessage", json={"channel": address.channel, **welcome(), "unfurl_links": False}
        )
    except LOST as error:
        log.warning("slack_welcome_failed", extra={"error": type(error).__name__})
        return
    await office.notebook.write("slack", said, office.clock.now().date().isoformat())


async def _archived(office: Office, workspace: str, event: Body) -> None:
    await _refused(office, _address(workspace, event), *REFUSED["is_archived"], gone=False)


async def _unarchived(office: Office, workspace: str, event: Body) -> None:
    await office.lifecycle.welcomed(_address(workspace, event))


async def _left(office: Office, workspace: str, event: Body) -> None:
    await _refused(office, _address(workspace, event), *LEFT, gone=False)


async def _deleted(office: Office, workspace: str, event: Body) -> None:
    await _refused(office, _address(workspace, event), *DELETED, gone=True)


async def _renamed(office: Office, workspace: str, event: Body) -> None:
    channel = event.get("channel") or {}
    if isinstance(channel, dict) and channel.get("id") and channel.get("name"):
        await office.lifecycle.renamed(Address("slack", workspace, str(channel["id"])), str(channel["name"]))


async def _refused(office: Office, address: Address, reason: str, fix: str, *, gone: bool) -> None:
    """Pause the channel, and tell whoever set it up what to do, unless it was paused before."""
    known = await office.lifecycle.card(address)
    await office.lifecycle.refused(address, reason, fix, gone=gone)
    if known is not None and known.channel.pause is None and known.channel.owner:
        view = notices.refused(known.channel, reason, fix)
        await office.answers.tell(address.workspace, known.channel.owner, view)


def _address(workspace: str, event: Body) -> Address:
    channel = event.get("channel")
    return Address("slack", workspace, str(channel.get("id") if isinstance(channel, dict) else channel or ""))
