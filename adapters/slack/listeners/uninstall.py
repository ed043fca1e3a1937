"""Uninstalling and revoked tokens: in either order, twice or late, the workspace is paused once and for all."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
from adapters.slack.api.clients import UNHEARD
from adapters.slack.listeners.channel_events import fresh

log = logging.getLogger(__name__)

UNINSTALLED = "Paperboy was uninstalled from the workspace"
REVOKED = "Paperboy's token was revoked"


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to both events."""

    @app.event("app_uninstalled")
    async def uninstalled(body: Body, context: Any) -> None:
        slack.background.run(gone(slack, context, body, UNINSTALLED))

    @app.event("tokens_revoked")
    async def revoked(body: Body, context: Any) -> None:
        if inside(body, "event", "tokens").get("bot"):
            slack.background.run(gone(slack, context, body, REVOKED))


async def gone(slack: Context, context: Any, body: Body, reason: str) -> None:
    """Pause what Paperboy is not in any more, unless the news is older than an installation."""
    if not await fresh(slack, body):
        return
    team, organization = str(context.team_id or ""), str(context.enterprise_id or "")
    org_wide = bool(context.is_enterprise_install) or not team
    if await _late(slack, team, organization, org_wide=org_wide, at=_instant(body)):
        log.info("slack_farewell_ignored", extra={"workspace": team or organization})
        return
    everywhere = await slack.installations.members(organization) if org_wide and organization else []
    for workspace in dict.fromkeys(filter(None, [*([] if org_wide else [team]), *everywhere])):
        await slack.lifecycle.uninstalled("slack", workspace, reason)
    await slack.installations.async_delete_all(
        enterprise_id=organization or None, team_id=None if org_wide else team or None
    )


def _instant(body: Body) -> float:
    try:
        return float(text(body, "event_time") or 0)
    except ValueError:
        return 0.0


async def _late(slack: Context, team: str, organization: str, *, org_wide: bool, at: float) -> bool:
    """Whether Paperboy was installed again since the event: its news is old then."""
    installed = await slack.installations.async_find_installation(
        enterprise_id=organization or None, team_id=team or None, is_enterprise_install=org_wide
    )
    if installed is not None:
        return bool(at) and at < int(float(installed.installed_at or 0))  # events are dated in whole seconds
    if not slack.settings.bot_token:
        return False
    try:  # the one workspace's token has no date; whether it still works says the same
        await slack.workspaces.bare(slack.settings.bot_token).auth_test()
    except SlackApiError:
        return False
    except UNHEARD:
        return True  # not known; the next delivery finds out
    return True
