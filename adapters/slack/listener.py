"""The listener: how users reach Paperboy on Slack, by Socket Mode or signed HTTP events."""

import asyncio
from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Context
from adapters.slack.api.token_test import token_works
from adapters.slack.doctor import examine
from adapters.slack.listeners.socket_mode import Patience, keep_connected
from bot.model.channel import Address
from bot.ports import Finding
from bot.views.blocks import View

HELLO_AGAIN = 60.0  # seconds between asking who the token is, until Slack answers


class SlackListener:
    """Slack's listener."""

    def __init__(self, app: AsyncApp, slack: Context, patience: Patience | None = None) -> None:
        self.app = app
        self.slack = slack
        self._patience = patience or Patience()

    async def serve(self) -> None:
        """Take commands until cancelled. HTTP events come through the web server; the socket is kept here."""
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

    async def check(self, address: Address | None) -> Sequence[Finding]:
        """What `doctor` prints."""
        return await examine(self.slack, address)

    async def close(self) -> None:
        """Finish what is in progress and close the connections."""
        await self.slack.background.drain()
        await self.slack.workspaces.close()

    async def _greet(self) -> None:
        """Learn who the one workspace's token is; it works, so what an uninstallation paused goes on."""
        while self.slack.settings.bot_token:
            installation = await self.slack.workspaces.single()
            if installation.team:
                await self.slack.lifecycle.installed("slack", installation.team)
                return
            await asyncio.sleep(HELLO_AGAIN)
