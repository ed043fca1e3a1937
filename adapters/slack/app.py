"""The Bolt app: middleware and listeners, for both ways in."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Context
from adapters.slack.listeners import (
    app_home,
    channel_events,
    clicks,
    mentions_and_dms,
    modals,
    reactions,
    shortcuts,
    slash_command,
    uninstall,
)
from adapters.slack.listeners.authorize import InstallationAuthorize
from adapters.slack.listeners.oauth import Installing

# Bolt warns that the environment's token is unused (installations have it) and of each event that nobody wants.
_logger = logging.getLogger("slack.bolt")
_logger.setLevel(logging.ERROR)

NOT_INSTALLED = "Paperboy is not installed in this workspace any more. An admin can install it again."


def build_app(slack: Context) -> AsyncApp:
    """The app with every listener. Its clients have the posting client's empty `retry_handlers`: Bolt copies them.

    OAuth is given whenever client id and secret are set: Bolt would else read both from the environment by itself
    and keep tokens in clear in the home folder.
    """
    app = AsyncApp(
        name="paperboy",
        logger=_logger,
        signing_secret=slack.settings.signing_secret,
        client=slack.workspaces.bare(pooled=False),
        authorize=InstallationAuthorize(slack),  # type: ignore[arg-type]  # Bolt takes its own class too
        oauth_flow=Installing(slack) if slack.settings.oauth else None,
        user_facing_authorize_error_message=NOT_INSTALLED,
        attaching_function_token_enabled=False,
    )
    app.middleware(_arrivals(slack))
    for part in (
        slash_command,
        clicks,
        modals,
        shortcuts,
        app_home,
        mentions_and_dms,
        channel_events,
        reactions,
        uninstall,
    ):
        part.register(app, slack)
    return app


def _arrivals(slack: Context) -> Callable[..., Awaitable[Any]]:
    async def arrived(next: Callable[[], Awaitable[Any]]) -> Any:  # noqa: A002 -- Bolt finds its arguments by name
        slack.arrivals.note()
        return await next()

    return arrived
