"""Workspaces: which token serves one, and a Web API client with it that never retries by itself.

slack_sdk repeats a call whose connection dropped, which posts a message twice; here the outbox decides.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation as StoredInstallation
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.installations import VaultInstallations
from adapters.slack.api.token_renewal import TokenRenewal
from adapters.slack.settings import SlackSettings

# A workspace that answers slowly is still heard; the dispatcher sends to the others meanwhile.
TOTAL = 40.0  # seconds, under the dispatcher's own 45, so that what is said here comes first
CONNECT = 10.0

# slack_sdk writes bodies (with tokens, in OAuth) to the log at DEBUG and also where no level is set.
quiet = logging.getLogger("slack.sdk")
quiet.setLevel(logging.WARNING)


class NotInstalledError(Exception):
    """No token serves this workspace."""


# What a call fails with when Slack was not heard: slack_sdk trips over an answer that is no object.
UNHEARD = (aiohttp.ClientError, OSError, TimeoutError, AttributeError)
LOST = (SlackApiError, NotInstalledError, *UNHEARD)


@dataclass(frozen=True, slots=True)
class Installation:
    """Paperboy's installation in a workspace: its token and who it is there. `scopes` None: not told."""

    token: str
    team: str = ""
    bot_user: str = ""
    bot: str = ""
    url: str = ""  # "https://acme.slack.com/"
    scopes: frozenset[str] | None = None
    org_wide: bool = False


class Workspaces:
    """Seats by workspace, and clients with their tokens on one shared connection pool."""

    def __init__(
        self, settings: SlackSettings, installations: VaultInstallations, now: Callable[[], datetime]
    ) -> None:
        self.settings = settings
        self.installations = installations
        self._single: Installation | None = None
        self._session: aiohttp.ClientSession | None = None
        self.renewal = TokenRenewal(installations, self.exchange, now, LOST)

    async def installation(self, workspace: str) -> Installation:
        """The installation in a workspace, its token renewed where it rotates; raises NotInstalledError."""
        installed = await self.installations.of_workspace(workspace)
        if installed is not None and installed.bot_token:
            return _installation(await self.renewal.current(workspace, installed))
        if self.settings.bot_token:
            single = await self.single()
            if single.org_wide or not single.team or workspace in {"", single.team}:
                return single
        raise NotInstalledError(workspace)

    async def single(self) -> Installation:
        """The installation of SLACK_BOT_TOKEN; who it is there is asked once and again until Slack answers."""
        token = self.settings.bot_token
        if self._single is None:
            try:
                answer = await self.bare(token).auth_test()
            except LOST:
                return Installation(token)
            scopes = answer.headers.get("x-oauth-scopes")
            self._single = Installation(
                token,
                team=answer.get("team_id") or "",
                bot_user=answer.get("user_id") or "",
                bot=answer.get("bot_id") or "",
                url=answer.get("url") or "",
                scopes=frozenset(scope.strip() for scope in scopes.split(",")) if scopes else None,
                org_wide=bool(answer.get("is_enterprise_install")),
            )
        return self._single

    async def renewed(self, workspace: str) -> bool | None:
        """Whether there is a new token after Slack called the old one expired; None: it could not be told."""
        old = await self.installations.of_workspace(workspace)
        if old is None or not old.bot_token:
            return False
        found = await self.renewal.renewed(workspace, old)
        if found.installation.bot_token != old.bot_token:
            return True
        return False if found.settled else None

    @property
    def known_single(self) -> Installation:
        """The same from memory, as far as it is known."""
        return self._single or Installation(self.settings.bot_token)

    async def client(self, workspace: str) -> AsyncWebClient:
        """A client for a workspace; raises NotInstalledError."""
        installation = await self.installation(workspace)
        return self.bare(installation.token, team=workspace if installation.org_wide else "")

    def bare(self, token: str = "", team: str = "", *, pooled: bool = True) -> AsyncWebClient:
        """A client with this token. `team` tells an organization's token which workspace is meant; `pooled`: on
        the shared connections (without a running loop there are none).
        """
        return AsyncWebClient(
            token=token or None,
            base_url=self.settings.api_url,
            timeout=int(TOTAL),
            session=self.session if pooled else None,
            team_id=team or None,
            logger=quiet,
            retry_handlers=[],
        )

    async def exchange(self, **grant: str) -> AsyncSlackResponse:
        """Tokens for a code or a refresh token: https://docs.slack.dev/reference/methods/oauth.v2.access.

        Client id and secret go in the form: slack_sdk's own call uses what aiohttp has deprecated.
        """
        who = {"client_id": self.settings.slack_client_id, "client_secret": self.settings.client_secret}
        return await self.bare().api_call("oauth.v2.access", data=who | grant)

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared connection pool; a workspace's slow answers leave room for others'. Closed after `close`."""
        if self._session is None:
            # A session given to slack_sdk brings its own time limits: the client's `timeout` is not used then.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT),
            )
        return self._session

    async def close(self) -> None:
        """Let renewals end, then close the connections, for good: an answer that comes later opens none again."""
        await self.renewal.finish()
        await self.session.close()


def _installation(installed: StoredInstallation) -> Installation:
    custom = installed.custom_values or {}
    return Installation(
        installed.bot_token or "",
        team=installed.team_id or "",
        bot_user=installed.bot_user_id or "",
        bot=installed.bot_id or "",
        url=str(custom.get("url") or installed.enterprise_url or ""),
        scopes=frozenset(installed.bot_scopes or ()),
        org_wide=bool(installed.is_enterprise_install),
    )
