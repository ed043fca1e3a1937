"""What the platforms say of places, and what stands in a channel's way by what is known of it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.channels import places
from bot.channels.obstacles import Obstacles, longest_wait, standing, wait_in_words, wide
from bot.channels.places import Places
from bot.channels.recovery import Recovery
from bot.model.channel import Address, Channel, Pause
from bot.model.obstacle import Hindrance
from bot.model.role import ALL_ROLES, Role
from bot.model.transition import Wait
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.core import HERE, open_office
from tests.fakes.platform import FakePlatform

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
CHANNEL = Channel(key=1, address=Address("fake", "T1", "C1"), name="papers", since=date(2026, 11, 1))
LOCKED = Hindrance("the channel is locked", "Unlock it.")


def of(platform: FakePlatform | None, *set_up: str) -> Places:
    return Places({platform.name: platform.platform()} if platform else {}, lambda: set_up)


async def test_the_platform_that_runs_here_is_asked() -> None:
    fake = FakePlatform(hindrances={"C1": LOCKED})
    assert await of(fake).hindrance(CHANNEL) == LOCKED
    assert await of(fake).without_effect(CHANNEL, "fake.known", "on") == ""
    assert "no setting fake.other" in await of(fake).without_effect(CHANNEL, "fake.other", "on")


async def test_a_platform_that_is_set_up_and_runs_elsewhere_is_not_asked() -> None:
    assert await of(None, "fake").hindrance(CHANNEL) == Hindrance()
    assert await of(None, "fake").without_effect(CHANNEL, "fake.known", "on") == ""


async def test_a_platform_that_is_not_set_up_posts_nothing() -> None:
    assert (await of(None).hindrance(CHANNEL)).reason == "fake is not set up here"


async def test_a_setting_of_another_platform_has_no_effect_here() -> None:
    assert await of(FakePlatform()).without_effect(CHANNEL, "other.x", "on") == (
        "other.x is no setting of fake, where this channel is."
    )


class Broken(FakePlatform):
    """Fails, or takes too long, whatever it is asked."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error

    async def _fails(self) -> None:
        if self.error:
            raise self.error
        await asyncio.sleep(60)

    async def hindrance(self, channel: Channel) -> Hindrance:
        await self._fails()
        return LOCKED

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        await self._fails()
        return "no"


@pytest.mark.parametrize("error", [RuntimeError("a bug"), None])
async def test_an_adapter_that_fails_or_takes_long_costs_nobody_the_answer(monkeypatch, error) -> None:
    monkeypatch.setattr(places, "PATIENCE", 0.01)
    assert await of(Broken(error)).hindrance(CHANNEL) == Hindrance()
    assert await of(Broken(error)).without_effect(CHANNEL, "fake.known", "on") == ""


def wait(workspace: str | None, channel: str | None, until: datetime = LATER, reason: str = "slow down") -> Wait:
    return Wait(platform="fake", workspace=workspace, channel=channel, until=until, reason=reason)


def test_of_several_waits_the_longest_is_said() -> None:
    waits = [wait(None, None), wait("T1", "C1", LATER + timedelta(minutes=1), "longer"), wait("T2", None)]
    found = longest_wait(CHANNEL.address, waits, NOW)
    assert found is not None
    assert found.reason == "longer"
    assert longest_wait(CHANNEL.address, [wait("T1", "C2")], NOW) is None


def test_what_holds_up_a_whole_platform_is_said_to_its_end_and_a_channels_own_pace_is_not() -> None:
    """A refused token is tried anew each minute: for a quarter of that nothing was said of it."""
    soon = NOW + timedelta(seconds=5)
    for workspace, channel, said in ((None, None, True), ("T1", None, True), ("T1", "C1", False)):
        waits = [wait(workspace, channel, soon)]
        assert (longest_wait(CHANNEL.address, waits, NOW) is not None) == said
        assert bool(wide(waits, NOW)) == said


def test_the_gravest_is_said_first_and_a_wait_without_a_reason_has_words() -> None:
    found = standing(
        CHANNEL, NOW, dead=("the token was revoked", LATER), waits=[wait(None, None, reason="")], hindrance=LOCKED
    )
    assert [each.reason for each in found] == [
        "the whole workspace is paused: the token was revoked",
        "the channel is locked",
        "the platform asked Paperboy to wait",
    ]
    assert [each.lasting for each in found] == [True, True, False]
    assert found[0].delete_at == LATER


def test_whoever_runs_paperboy_hears_of_wide_waits_alone() -> None:
    said = [
        wait_in_words(each)
        for each in wide([wait(None, None), wait("T1", None, reason=""), wait("T1", "C1")], NOW)
    ]
    assert said == [
        "nothing is sent to fake until 2026-11-20 09:05 UTC: slow down",
        "nothing is sent to fake workspace T1 until 2026-11-20 09:05 UTC: it asked for quiet",
    ]


async def test_of_many_channels_what_is_known_is_told_without_asking() -> None:
    async with open_office(papers=False) as office:
        await office.store.workspaces.kill("slack", "T1", "gone", None)
        mine, other = replace(CHANNEL, address=HERE), CHANNEL
        first, second = await Obstacles(office.store).known([mine, other], NOW)
        assert ([each.reason for each in first], second) == (["the whole workspace is paused: gone"], ())


async def test_what_paperboy_paused_itself_is_not_asked_for_again() -> None:
    asked = []

    async def hindrance(channel: Channel) -> Hindrance:
        asked.append(channel)
        return LOCKED

    async with open_office(papers=False) as office:
        paused = replace(CHANNEL, pause=Pause(NOW, "locked", fix="Unlock it.", probe=True))
        assert await Obstacles(office.store, hindrance).of(paused, NOW) == ()
        assert len(await Obstacles(office.store, hindrance).of(CHANNEL, NOW)) == 1
        assert asked == [CHANNEL]


@each_of(
    ("roles", "others", "stands"),
    [
        ({Role.LISTEN}, [], ["posts", "plans digests"]),
        ({Role.LISTEN}, [{Role.PLAN}, {Role.WEB}], ["posts"]),
        ({Role.LISTEN}, [{Role.PLAN}, {Role.DELIVER}], []),
        ({Role.LISTEN, Role.DELIVER}, [], ["plans digests"]),
        ({Role.LISTEN, Role.DELIVER}, [{Role.PLAN}], []),
        (ALL_ROLES, [], []),  # a command at a terminal posts by itself
    ],
)
async def test_that_no_process_posts_or_plans_stands_in_the_way(roles, others, stands) -> None:
    async def living():
        return [SimpleNamespace(roles=each) for each in (roles, *others)]

    async with open_office(papers=False) as office:
        store = replace(office.store, workers=SimpleNamespace(living=living))
        found = await Obstacles(store, roles=roles).of(CHANNEL, NOW)
    assert [each.reason for each in found] == [
        f"no process that {what} is running at the moment" for what in stands
    ]


class NoLifecycle:
    """Revives, as the lifecycle does."""

    def __init__(self, office) -> None:
        self.office = office

    async def installed(self, platform: str, workspace: str) -> None:
        await self.office.store.workspaces.revive(platform, workspace)


@each_of(("lives", "recovers"), [(True, True), (False, False), (None, False)])
async def test_a_workspace_is_asked_for_while_its_reply_waits(lives, recovers) -> None:
    async with open_office(papers=False) as office:
        fake = FakePlatform(name="slack", living={} if lives is None else {"T1": lives})
        await office.store.workspaces.kill("slack", "T1", "gone", None)
        recovery = Recovery(office.store.workspaces, NoLifecycle(office), [fake.platform()], FakeClock(NOW))
        assert await recovery.recovers(HERE) is recovers
        await recovery.finish()
