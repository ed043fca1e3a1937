"""What platforms tell of channels and workspaces: twice, late, and in another order than it happened."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import PaperboyError
from tests.simulation.scenario import LATEST, Kind, Room, Scenario, address
from tests.simulation.token_events import Installer


@dataclass(frozen=True, slots=True, order=True)
class PlatformEvent:
    """An event as it comes in. Those with one id are one event."""

    at: float
    id: str
    begins: bool
    room: Room
    whole: bool  # of its workspace, not of the channel alone
    gone: bool = False  # for good


def platform_events(scenario: Scenario) -> list[PlatformEvent]:
    """All of a scenario, in the order in which they come in."""
    return sorted(_all(scenario))


def _all(scenario: Scenario) -> Iterator[PlatformEvent]:
    chance = random.Random(f"{scenario.seed}/tidings")
    for number, event in enumerate(scenario.of(Kind.REFUSED, Kind.DEAD)):
        whole = event.kind is Kind.DEAD
        rooms = [r for r in scenario.rooms if event.place == (r.workspace if whole else r.name)][:1]
        if not rooms or chance.random() < 0.4:  # found out by posting alone
            continue
        for begins, happened in ((True, event.at), (False, event.at + event.seconds)):
            for _ in range(chance.choice((1, 2, 3))):
                late = chance.choice((0.2, 2.0, LATEST)) * chance.random()
                yield PlatformEvent(happened + late, f"{number}/{begins}", begins, rooms[0], whole)

    for number, event in enumerate(scenario.of(Kind.DELETED)):
        [room] = [each for each in scenario.rooms if each.name == event.place]
        for _ in range(chance.choice((0, 1, 2, 3))):
            late = chance.choice((0.2, 2.0, LATEST)) * chance.random()
            yield PlatformEvent(
                event.at + late, f"{number}/deleted", begins=True, room=room, whole=False, gone=True
            )


async def tell(event: PlatformEvent, installer: Installer) -> None:
    """Carried out as adapters do it: once for each id, by the core's own words for it."""
    here = installer.here
    await asyncio.sleep(event.at - here.clock.monotonic())
    where = address(event.room)
    with contextlib.suppress(PaperboyError):
        if not await here.store.journal.once(f"{where.platform}:{where.workspace}:{event.id}", here.clock.now()):
            return
        match event.begins, event.whole:
            case True, True:
                await here.lifecycle.uninstalled(where.platform, where.workspace, "uninstalled")
            case True, False if event.gone:
                await here.lifecycle.refused(where, "channel_deleted", "Invite Paperboy to another.", gone=True)
            case True, False:
                await here.lifecycle.refused(where, "is_archived", "Unarchive the channel.", gone=False)
            case False, True if here.slack is not None and where.platform == "slack":
                await installer.install(where.workspace)
            case False, True:
                await here.lifecycle.installed(where.platform, where.workspace)
            case _:
                await here.lifecycle.welcomed(where)
    here.woken.set()
