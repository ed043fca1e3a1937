"""What is told of tokens, perhaps twice and late, and what people do about those that are refused."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from adapters.slack.listeners.uninstall import REVOKED, UNINSTALLED, gone
from bot.errors import PaperboyError
from tests.simulation.process import Life
from tests.simulation.scenario import LATEST, Event, Kind, Scenario

TRIES_AGAIN = 60.0  # seconds until somebody installs again what could not be kept
NOTICES = 3_600.0  # seconds within which somebody notices that a token which was to be renewed is refused


@dataclass(frozen=True, slots=True)
class Installer:
    """Whoever installs Paperboy into a workspace again. `mended`: when what was revoked was given anew."""

    scenario: Scenario
    here: Life
    mended: dict[Event, float]

    async def install(self, workspace: str) -> None:
        """By its page, which gives a new token whatever became of those before; whoever meets an error tries again."""
        assert self.here.slack is not None
        while True:
            with suppress(PaperboyError):
                await self.here.slack.install(workspace)
                await self.here.lifecycle.installed("slack", workspace)
                break
            await asyncio.sleep(TRIES_AGAIN)
        self.here.woken.set()
        now = self.here.clock.monotonic()
        for event in self.scenario.of(Kind.REVOKED):
            if event.place == workspace and event.at <= now:
                self.mended.setdefault(event, now)


def token_events(installer: Installer) -> Iterator[Coroutine[Any, Any, None]]:
    """All that happens from now on."""
    scenario, here = installer.scenario, installer.here
    chance = random.Random(f"{scenario.seed}/farewells")
    for number, event in enumerate(scenario.of(Kind.REVOKED)):
        for reason in chance.choice(((), (REVOKED,), (REVOKED, UNINSTALLED), (UNINSTALLED, REVOKED, REVOKED))):
            late = chance.choice((0.2, 2.0, LATEST)) * chance.random()
            if event.at + late >= here.clock.monotonic():
                yield _farewell(event, installer, event.at + late, number, reason)
        if event not in installer.mended:
            yield _installed_again(event, installer)
    if scenario.rotates:
        yield _noticed(installer)


async def _farewell(event: Event, installer: Installer, at: float, number: int, reason: str) -> None:
    here = installer.here
    await asyncio.sleep(at - here.clock.monotonic())
    body = {
        "event_id": f"{number}/{reason}",
        "team_id": event.place,
        "event_time": int((here.clock.true() - timedelta(seconds=here.clock.monotonic() - event.at)).timestamp()),
        "event": {"tokens": {"bot": ["UB"]}},
    }
    assert here.slack is not None
    team = SimpleNamespace(team_id=event.place, enterprise_id=None, is_enterprise_install=False)
    with suppress(PaperboyError):
        await gone(_context(here), team, body, reason)
        if event.at <= here.clock.monotonic() < event.at + event.seconds and event not in installer.mended:
            here.slack.learns(event.place)
    here.woken.set()


def _context(here: Life) -> Any:
    """What the adapter's listeners know, as far as they need it here."""
    assert here.slack is not None
    return SimpleNamespace(
        journal=here.store.journal,
        clock=here.clock,
        lifecycle=here.lifecycle,
        installations=here.slack.installations,
        workspaces=here.slack,
        settings=here.slack.settings,
    )


async def _installed_again(event: Event, installer: Installer) -> None:
    await asyncio.sleep(max(1.0, event.at + event.seconds - installer.here.clock.monotonic()))
    await installer.install(event.place)


async def _noticed(installer: Installer) -> None:
    """A renewal whose answer a dying process took along leaves a workspace without a token until somebody sees it."""
    here = installer.here
    assert here.slack is not None
    while True:
        await asyncio.sleep(NOTICES)
        with suppress(PaperboyError):
            for platform, workspace, *_ in await here.store.workspaces.dead():
                others = platform != "slack" or _is_revoked(installer.scenario, workspace, here)
                if not others and await here.slack.alive(workspace) is False:
                    await installer.install(workspace)


def _is_revoked(scenario: Scenario, workspace: str, here: Life) -> bool:
    """Whether somebody else will install it again, at a time that the scenario says."""
    now = here.clock.monotonic()
    return any(
        e.place == workspace and e.at <= now < e.at + e.seconds + TRIES_AGAIN for e in scenario.of(Kind.REVOKED)
    )
