"""Installations of workspaces and organizations, kept encrypted in the vault.

The bundled stores of slack_sdk keep tokens in clear and block the loop; this one does neither.
"""

import inspect
import json
from logging import Logger, getLogger
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.errors import OperatorError
from bot.ports import Vault

PLATFORM = "slack"
INSTALLATION = "installation"
ENTERPRISE = "enterprise"  # which organization a workspace got Paperboy from

_FIELDS = frozenset(inspect.signature(Installation).parameters)


class VaultInstallations(AsyncInstallationStore):
    """One installation a workspace; an organization's serves all its workspaces that were ever met."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._cache: dict[str, Installation | None] = {}
        self._homes: dict[str, str] = {}

    @property
    def logger(self) -> Logger:
        """slack_sdk asks for one; nothing is logged here."""
        return getLogger("slack.installations")

    async def async_save(self, installation: Installation) -> None:
        """Keep it, replacing what was there."""
        workspace = _home(
            installation.enterprise_id, installation.team_id, bool(installation.is_enterprise_install)
        )
        secret = json.dumps(_written(installation)).encode()
        await self._vault.put(PLATFORM, workspace, INSTALLATION, secret)
        self._cache.pop(workspace, None)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002 -- the bot's token serves everybody
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The workspace's own installation, else its organization's."""
        found = await self._read(team_id) if team_id and not is_enterprise_install else None
        return found or (await self._read(enterprise_id) if enterprise_id else None)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot side of it."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the tokens (they are dead); which organization a workspace is of is kept for a reinstallation."""
        for workspace in filter(None, (team_id, enterprise_id if not team_id else None)):
            await self._vault.delete(PLATFORM, workspace, INSTALLATION)
            self._cache.pop(workspace, None)

    async def of_workspace(self, workspace: str) -> Installation | None:
        """The installation that serves a workspace, through its organization if need be."""
        return await self._read(workspace) or (
            await self._read(home) if (home := await self.organization(workspace)) else None
        )

    async def stored(self, workspace: str) -> Installation | None:
        """The same as it is stored at this moment: another process may have renewed its token."""
        for home in (workspace, await self.organization(workspace)):
            self._cache.pop(home, None)
        return await self.of_workspace(workspace)

    async def organization(self, workspace: str) -> str:
        """The organization a workspace was met in, "" if none."""
        if workspace not in self._homes:
            known = await self._vault.get(PLATFORM, workspace, ENTERPRISE)
            self._homes[workspace] = known.decode() if known else ""
        return self._homes[workspace]

    async def met(self, workspace: str, organization: str) -> bool:
        """Note that a workspace belongs to an organization; True the first time."""
        if await self.organization(workspace) == organization:
            return False
        await self._vault.put(PLATFORM, workspace, ENTERPRISE, organization.encode())
        self._homes[workspace] = organization
        return True

    async def members(self, organization: str) -> list[str]:
        """The workspaces met in an organization."""
        every = await self._vault.workspaces(PLATFORM)
        return [workspace for workspace in every if await self.organization(workspace) == organization]

    async def everywhere(self) -> list[str]:
        """The workspaces and organizations with an installation of their own."""
        every = await self._vault.workspaces(PLATFORM)
        return [workspace for workspace in every if await self._read(workspace)]

    async def _read(self, workspace: str) -> Installation | None:
        if workspace not in self._cache:
            secret = await self._vault.get(PLATFORM, workspace, INSTALLATION)
            self._cache[workspace] = read_installation(secret) if secret else None
        known = self._cache[workspace]
        return Installation(**_written(known)) if known else None  # a copy: slack_sdk changes what it is given


def read_installation(secret: bytes) -> Installation:
    """An installation as it was stored, by an older or a newer slack_sdk too: fields that this one does not know
    are left out. Raises OperatorError for what is none.
    """
    try:
        stored = json.loads(secret)
        known = {name: value for name, value in stored.items() if name in _FIELDS}
        return Installation(**{"user_id": ""} | known)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise OperatorError(
            "A stored installation of Slack cannot be read; add Paperboy to that workspace again."
        ) from None


def _home(enterprise: str | None, team: str | None, org_wide: bool) -> str:
    return (enterprise if org_wide else team) or enterprise or ""


def _written(installation: Installation) -> dict[str, Any]:
    """The installation as its own constructor takes it."""
    return {"user_id": ""} | {name: value for name, value in vars(installation).items() if value is not None}
