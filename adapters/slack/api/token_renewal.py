"""Token rotation: each renewal is one task, carried to its end and stored before anybody uses what it brought.

A refresh token serves once (https://docs.slack.dev/authentication/using-token-rotation), so an answer that nobody
keeps is a workspace lost. Whoever asks may give up waiting; the renewal goes on. Only the process that serves
renews: beside it, `doctor` and single commands use what is stored.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.api.errors import failure, of
from adapters.slack.api.installations import VaultInstallations
from bot.errors import StorageError
from bot.model.delivery import Ambiguous, RetryAfter

log = logging.getLogger(__name__)

RENEW_BEFORE = timedelta(minutes=120)  # tokens live for 12 hours
STORE_AGAIN = 1.0  # seconds between attempts to store what Slack answered
LET_FINISH = 1.5  # seconds that renewals under way have at shutdown, after those of the dispatcher

Exchange = Callable[..., Awaitable[Any]]


class Renewal(NamedTuple):
    """The installation to use from now on. `settled` False: whether its token can be renewed was not told."""

    installation: Installation
    settled: bool = True


class TokenRenewal:
    """The renewals under way. `lost`: what the exchange fails with when Slack was not heard or refused."""

    def __init__(
        self,
        installations: VaultInstallations,
        exchange: Exchange,
        now: Callable[[], datetime],
        lost: tuple[type[Exception], ...],
    ) -> None:
        self._installations, self._exchange, self._now, self._lost = installations, exchange, now, lost
        self._under_way: dict[str, asyncio.Task[Renewal]] = {}
        self.active = False

    async def current(self, workspace: str, installed: Installation) -> Installation:
        """The installation to use: a renewal is waited for only where the old token has ended."""
        if not self.active or not self._ends_by(installed, self._now() + RENEW_BEFORE):
            return installed
        task = self._task(workspace, installed)
        return (await asyncio.shield(task)).installation if self._ends_by(installed, self._now()) else installed

    async def renewed(self, workspace: str, installed: Installation) -> Renewal:
        """What comes of it after Slack called its token expired: renewed whatever its date says."""
        if not self.active or not installed.bot_refresh_token:
            return Renewal(installed, settled=not installed.bot_refresh_token)
        return await asyncio.shield(self._task(workspace, installed))

    async def finish(self) -> None:
        """Let what is under way be stored."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=LET_FINISH)

    def _task(self, workspace: str, installed: Installation) -> asyncio.Task[Renewal]:
        home = installed.team_id or installed.enterprise_id or workspace
        task = self._under_way.get(home)
        if task is None:
            task = self._under_way[home] = asyncio.create_task(self._renew(workspace, installed))
            task.add_done_callback(lambda _: self._under_way.pop(home, None))
        return task

    async def _renew(self, workspace: str, installed: Installation) -> Renewal:
        stored = await self._installations.stored(workspace)
        if stored is None or stored.bot_token != installed.bot_token:
            return Renewal(stored or installed)  # another process has renewed it
        try:
            told = await self._exchange(grant_type="refresh_token", refresh_token=stored.bot_refresh_token or "")
        except self._lost as error:
            said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("slack_token_not_renewed", extra={"workspace": workspace, "said": str(said)})
            return Renewal(stored, settled=_refused(error))
        stored.bot_token = told.get("access_token") or stored.bot_token
        stored.bot_refresh_token = told.get("refresh_token") or stored.bot_refresh_token
        stored.bot_token_expires_at = int(self._now().timestamp()) + int(told.get("expires_in") or 0)
        while True:
            try:
                await self._installations.async_save(stored)
            except StorageError as error:
                log.warning("slack_token_not_stored", extra={"workspace": workspace, "said": error.sentence})
                await asyncio.sleep(STORE_AGAIN)
            else:
                return Renewal(stored)

    @staticmethod
    def _ends_by(installed: Installation, instant: datetime) -> bool:
        ends = installed.bot_token_expires_at
        return ends is not None and ends <= instant.timestamp()


def _refused(error: Exception) -> bool:
    """Whether Slack itself gives no token for this one: a limit, an outage or a lost answer says nothing of it."""
    return isinstance(error, SlackApiError) and not isinstance(of(failure(error)), RetryAfter | Ambiguous)
