"""Authorizing: which installation a request belongs to, from memory, so that acknowledging waits for nobody.

Bolt's own asks `auth.test` of Slack before each acknowledgement.
"""

from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.answering.context import Context


class InstallationAuthorize(AsyncAuthorize):
    """The stored installation's or the one workspace's token."""

    def __init__(self, slack: Context) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._slack = slack

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002 -- Bolt's own signature
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: Any,
    ) -> AuthorizeResult | None:
        """The result, None where Paperboy is not installed. Renewing a token is left to the work itself."""
        installed = await self._slack.installations.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id
        )
        if installed is not None and installed.bot_token:
            if installed.is_enterprise_install and team_id and installed.enterprise_id:
                await self._slack.installations.met(team_id, installed.enterprise_id)
            token, bot_user, bot = installed.bot_token, installed.bot_user_id, installed.bot_id
        elif self._slack.settings.bot_token:
            single = self._slack.workspaces.known_single
            token, bot_user, bot = single.token, single.bot_user, single.bot
            if single.team and not single.org_wide and team_id not in {None, single.team}:
                return None
        else:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=token,
            bot_user_id=bot_user or None,
            bot_id=bot or None,
        )
