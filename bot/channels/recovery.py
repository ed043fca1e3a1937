"""Recovery: a workspace that was paused as a whole is asked for again, and nothing of a living one is deleted.

It goes on by itself on evidence of any kind: a command that comes in from there, or the platform's own word when
it is asked every few minutes. An uninstalled workspace's grace period ends in deletion only where the platform
itself says that Paperboy is not there.
"""

import asyncio
import logging
from collections.abc import Sequence

from bot.errors import PaperboyError
from bot.model.channel import Address
from bot.ports import Clock, Lifecycle, Listener, Platform, Workspaces

log = logging.getLogger(__name__)

PATIENCE = 1.5  # seconds that a reply waits for the platform's word
LOOK_EVERY = 600  # seconds between looks at every paused workspace: one small request each


class Recovery:
    """Looks after the workspaces that are paused as a whole."""

    def __init__(
        self, workspaces: Workspaces, lifecycle: Lifecycle, platforms: Sequence[Platform], clock: Clock
    ) -> None:
        self._workspaces, self._lifecycle, self._clock = workspaces, lifecycle, clock
        self._listeners: dict[str, Listener] = {platform.name: platform.listener for platform in platforms}
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def look(self, *, delete: bool = True) -> None:
        """Ask for each: those that live go on, those whose grace is over and that are gone are deleted, unless
        `delete` is false: the clock was set a moment ago, and may be wrong.
        """
        for platform, workspace, _reason, delete_at in await self._workspaces.dead():
            alive = await self._alive(platform, workspace)
            if alive:
                log.info("workspace_recovered", extra={"platform": platform, "workspace": workspace})
                await self._lifecycle.installed(platform, workspace)
            elif delete and alive is False and delete_at is not None and delete_at <= self._clock.now():
                await self._workspaces.purge(platform, workspace)
                log.info("workspace_deleted", extra={"platform": platform, "workspace": workspace})

    def heard(self, address: Address) -> None:
        """Something came in from there; if it is paused it is asked for at once, in the background."""
        key = (address.platform, address.workspace)
        if key[0] in self._listeners and key not in self._under_way:
            task = self._under_way[key] = asyncio.create_task(self._recover(*key))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))

    async def recovers(self, address: Address) -> bool:
        """Whether the workspace lives, asked for now; false where the answer takes longer than a reply waits."""
        self.heard(address)
        if task := self._under_way.get((address.platform, address.workspace)):
            await asyncio.wait({task}, timeout=PATIENCE)
        dead = {(platform, workspace) for platform, workspace, *_ in await self._workspaces.dead()}
        return (address.platform, address.workspace) not in dead

    async def finish(self) -> None:
        """End what is under way."""
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _recover(self, platform: str, workspace: str) -> None:
        try:
            dead = {(p, w) for p, w, _, _ in await self._workspaces.dead()}
            if (platform, workspace) in dead and await self._alive(platform, workspace):
                log.info("workspace_recovered", extra={"platform": platform, "workspace": workspace})
                await self._lifecycle.installed(platform, workspace)
        except PaperboyError as error:  # the next look finds out
            log.warning("workspace_not_recovered", extra={"workspace": workspace, "said": error.sentence})

    async def _alive(self, platform: str, workspace: str) -> bool | None:
        listener = self._listeners.get(platform)
        return await listener.alive(workspace) if listener else None
