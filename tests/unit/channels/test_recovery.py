"""A paused workspace goes on by itself on the platform's word, and nothing of a living one is deleted."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.channels.recovery import Recovery
from bot.errors import StorageError
from bot.model.channel import Address
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform

PLATFORM = "fake"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Workspaces:
    """Those that are dead, and what was deleted."""

    def __init__(self, *dead: tuple[str, str, str, datetime | None]) -> None:
        self.there, self.purged, self.locked = list(dead), [], False

    async def dead(self):
        if self.locked:
            raise StorageError("locked")
        return list(self.there)

    async def purge(self, platform: str, workspace: str) -> None:
        self.purged.append(workspace)


class Lifecycle:
    def __init__(self) -> None:
        self.alive: list[str] = []

    async def installed(self, platform: str, workspace: str) -> None:
        self.alive.append(workspace)


def made(alive: bool | None, delete_at: datetime | None = None):
    clock = FakeClock(NOW)
    workspaces, lifecycle, fake = (
        Workspaces((PLATFORM, "T1", "revoked", delete_at)),
        Lifecycle(),
        FakePlatform(clock=clock),
    )
    if alive is not None:
        fake.living["T1"] = alive
    recovery = Recovery(workspaces, lifecycle, (fake.platform(),), clock)
    return recovery, workspaces, lifecycle


@each_of("ago", [None, timedelta(days=-1), timedelta(days=5)])
async def test_a_workspace_whose_token_works_goes_on_and_is_never_deleted(ago: timedelta | None) -> None:
    recovery, workspaces, lifecycle = made(True, NOW - ago if ago else None)
    await recovery.look()
    assert (lifecycle.alive, workspaces.purged) == (["T1"], [])


@each_of(
    ("alive", "delete_at", "purged"),
    [
        (False, NOW, ["T1"]),
        (False, NOW + timedelta(seconds=1), []),
        (False, None, []),
        (None, NOW - timedelta(days=99), []),
    ],
)
async def test_only_what_the_platform_calls_gone_is_deleted_and_only_after_its_grace(
    alive: bool | None, delete_at: datetime | None, purged: list[str]
) -> None:
    recovery, workspaces, lifecycle = made(alive, delete_at)
    await recovery.look()
    assert (lifecycle.alive, workspaces.purged) == ([], purged)


async def test_a_workspace_of_a_platform_that_does_not_run_is_left_alone() -> None:
    workspaces, lifecycle = Workspaces(("slack", "T9", "revoked", NOW)), Lifecycle()
    await Recovery(workspaces, lifecycle, (), FakeClock(NOW)).look()
    assert (lifecycle.alive, workspaces.purged) == ([], [])


async def test_a_command_from_there_has_it_asked_for_at_once() -> None:
    recovery, _, lifecycle = made(True)
    recovery.heard(Address(PLATFORM, "T1", "C1"))
    recovery.heard(Address(PLATFORM, "T1", "C2"))
    await asyncio.sleep(0.01)
    await recovery.finish()
    assert lifecycle.alive == ["T1"]


async def test_a_command_from_a_living_workspace_asks_nobody() -> None:
    recovery, _, lifecycle = made(True)
    recovery.heard(Address(PLATFORM, "T2", "C1"))
    await asyncio.sleep(0.01)
    assert lifecycle.alive == []


async def test_a_locked_database_is_left_to_the_next_look() -> None:
    recovery, workspaces, lifecycle = made(True)
    workspaces.locked = True
    recovery.heard(Address(PLATFORM, "T1", "C1"))
    await asyncio.sleep(0.01)
    workspaces.locked = False
    await recovery.look()
    assert lifecycle.alive == ["T1"]
