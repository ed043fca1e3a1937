"""The listener: how users reach Paperboy on Slack, by Socket Mode or signed HTTP events."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Context
from adapters.slack.answering.hindrance import hindrance
from adapters.slack.api.clients import UNHEARD
from adapters.slack.api.token_test import token_works, trouble_of
from adapters.slack.doctor import examine
from adapters.slack.listeners.socket_mode import Patience, keep_connected
from bot.errors import SettingsError
from bot.model.channel import Address, Channel
from bot.model.delivery import Dead
from bot.model.obstacle import Hindrance
from bot.ports import Finding
from bot.views.blocks import View

log = logging.getLogger(__name__)

HELLO_AGAIN = 60.0  # seconds between asking who the token is, until Slack answers


class SlackListener:
    """Slack's listener."""

    def __init__(self, app: AsyncApp, slack: Context, patience: Patience | None = None) -> None:
        self.app = app
        self.slack = slack
        self._patience = patience or Patience()

    async def serve(self) -> None:
        """Take commands until cancelled. HTTP events come through the web server; the socket is kept here."""
        if wrong := self.slack.settings.misplaced:
            raise SettingsError(wrong)
        self.slack.workspaces.renewal.active = True
        greeting = asyncio.create_task(self._greet())
        try:
            if self.slack.settings.app_token:
                await keep_connected(self.app, self.slack, self._patience)
            else:
                await asyncio.Event().wait()
        finally:
            greeting.cancel()
            await self.slack.background.drain()

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        """A direct message to one person."""
        return await self.slack.answers.tell(workspace, person, view)

    async def alive(self, workspace: str) -> bool | None:
        """Slack's own test of the workspace's token."""
        return await token_works(self.slack.workspaces, workspace)

    async def hindrance(self, channel: Channel) -> Hindrance:
        """Slack's own word on the conversation."""
        return await hindrance(self.slack.workspaces, channel.address)

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:  # noqa: ARG002 -- it has none
        """Slack has no settings of its own."""
        return f"There is no setting {name}: Slack has none of its own."

    async def check(self, address: Address | None) -> Sequence[Finding]:
        """What `doctor` prints."""
        return await examine(self.slack, address)

    async def close(self) -> None:
        """Finish what is in progress and close the connections."""
        await self.slack.background.drain()
        await self.slack.workspaces.close()

    async def _greet(self) -> None:
        """Learn who the one workspace's token is; it works, so what an uninstallation paused goes on."""
        said = ""
        while token := self.slack.settings.bot_token:
            with contextlib.suppress(*UNHEARD):
                trouble = await trouble_of(self.slack.workspaces, token)
                reason = trouble.reason if isinstance(trouble, Dead) else ""
                if reason and reason != said:
                    log.error("slack_refuses_bot_token", extra={"said": reason, "mend": "SLACK_BOT_TOKEN"})
                said = reason
            installation = await self.slack.workspaces.single()
            if installation.team:
                await self.slack.lifecycle.installed("slack", installation.team)
                return
            await asyncio.sleep(HELLO_AGAIN)
