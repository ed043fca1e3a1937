"""Installing into many workspaces: OAuth with a signed state, kept in no table, and encrypted installations.

Source: https://docs.slack.dev/authentication/installing-with-oauth
"""

import hmac
import secrets
from hashlib import sha256

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.answering.context import Context
from adapters.slack.api.clients import LOST, quiet
from adapters.slack.registered import INSTALL_PATH, OPTIONAL_SCOPES, REDIRECT_PATH, SCOPES
from bot.ports import Clock, Journal

STATE_SECONDS = 600


class SignedStates(AsyncOAuthStateStore):
    """States that prove themselves: random, dated and signed; each is taken once."""

    def __init__(self, secret: str, journal: Journal, clock: Clock) -> None:
        self._secret = secret.encode()
        self._journal = journal
        self._clock = clock

    async def async_issue(self, *args: object, **kwargs: object) -> str:  # noqa: ARG002 -- slack_sdk's own signature
        """A new state."""
        said = f"{secrets.token_urlsafe(24)}.{int(self._clock.now().timestamp())}"
        return f"{said}.{self._signature(said)}"

    async def async_consume(self, state: str) -> bool:
        """True once, within ten minutes, for a state of ours."""
        said, _, signature = (state or "").rpartition(".")
        if not said or not hmac.compare_digest(signature.encode(), self._signature(said).encode()):
            return False
        age = self._clock.now().timestamp() - int(said.rpartition(".")[2])
        return 0 <= age <= STATE_SECONDS and await self._journal.once(f"slack-state:{said}", self._clock.now())

    def _signature(self, said: str) -> str:
        return hmac.new(self._secret, said.encode(), sha256).hexdigest()


class Installing(AsyncOAuthFlow):
    """Bolt's flow; an outage is a failed installation with a page that says so, and no code reaches the log."""

    def __init__(self, slack: Context) -> None:
        settings = slack.settings
        public = settings.slack_public_url.rstrip("/")
        super().__init__(
            client=slack.workspaces.bare(pooled=False),
            logger=quiet,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.client_secret,
                scopes=[*SCOPES, *OPTIONAL_SCOPES],
                user_scopes=[],
                redirect_uri=f"{public}{REDIRECT_PATH}" if public else None,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                authorization_url=settings.slack_authorize_url,
                installation_store=slack.installations,
                installation_store_bot_only=False,
                state_store=SignedStates(settings.client_secret, slack.journal, slack.clock),
                state_expiration_seconds=STATE_SECONDS,
                logger=quiet,
            ),
        )
        self._slack = slack

    async def run_installation(self, code: str) -> Installation | None:
        """Exchange the code for tokens; None if Slack does not give them."""
        redirect = {"redirect_uri": self.settings.redirect_uri} if self.settings.redirect_uri else {}
        try:
            told = await self._slack.workspaces.exchange(code=code, **redirect)
            token = told.get("access_token") or ""
            who = await self._slack.workspaces.bare(token).auth_test()
        except LOST as error:
            quiet.warning("slack installation failed (%s)", type(error).__name__)
            return None
        enterprise, team, installer = (told.get(key) or {} for key in ("enterprise", "team", "authed_user"))
        return Installation(
            app_id=told.get("app_id"),
            enterprise_id=enterprise.get("id"),
            enterprise_name=enterprise.get("name"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=token,
            bot_id=who.get("bot_id"),
            bot_user_id=told.get("bot_user_id") or who.get("user_id"),
            bot_scopes=told.get("scope") or "",
            bot_refresh_token=told.get("refresh_token"),
            bot_token_expires_in=told.get("expires_in"),
            user_id=installer.get("id") or "",
            is_enterprise_install=bool(told.get("is_enterprise_install")),
            token_type=told.get("token_type"),
            installed_at=self._slack.clock.now().timestamp(),
            custom_values={"url": who.get("url") or ""},
        )

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:  # noqa: ARG002 -- Bolt's own signature
        """Keep it, and let what was paused go on."""
        try:
            await self._slack.installations.async_save(installation)
            for workspace in await self._workspaces(installation):
                await self._slack.lifecycle.installed("slack", workspace)
        except Exception as error:
            raise BoltError(f"the installation could not be kept ({type(error).__name__})") from error

    async def _workspaces(self, installation: Installation) -> list[str]:
        if installation.is_enterprise_install and installation.enterprise_id:
            return await self._slack.installations.members(installation.enterprise_id)
        return [installation.team_id] if installation.team_id else []
