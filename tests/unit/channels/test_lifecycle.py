"""What a platform's events do, in any order and however often they come."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.channels.pauses import paused
from bot.commands.handlers.status import own_faults
from bot.counters import Counters
from bot.model.channel import Address, Channel, Pause, Schedule
from bot.model.delivery import Dead, Refused
from bot.model.digest import Digest
from storage.store import open_store
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
HERE = Address("slack", "T1", "C1")
CHANNEL = Channel(
    key=0,
    address=HERE,
    name="papers",
    since=date(2026, 11, 2),
    schedule=Schedule(time(8), zone="UTC"),
    next_due=NOW + timedelta(hours=1),
    last_date=date(2026, 11, 20),
    owner="U9",
)


@pytest.fixture
async def store():
    async with open_store(":memory:") as opened:
        await opened.channels.create(CHANNEL)
        yield opened


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def fake():
    return FakePlatform("slack")


@pytest.fixture
def notices(fake):
    return OwnerNotices({"slack": fake.platform()})


@pytest.fixture
def lifecycle(store, clock, notices):
    return ChannelLifecycle(store, clock, notices, grace_days=30)


async def test_a_renamed_channel_has_its_new_name(lifecycle, store):
    await lifecycle.renamed(HERE, " new \n name ")
    await lifecycle.renamed(HERE, "")
    await lifecycle.renamed(Address("slack", "T1", "unknown"), "x")
    assert (await store.channels.get(HERE)).name == "new name"


async def test_what_a_platform_keeps_to_itself_is_told_in_that_workspace_alone(store, clock, notices, caplog):
    counters = Counters()
    lifecycle = ChannelLifecycle(store, clock, notices, grace_days=30, counters=counters)
    for _ in range(3):  # it says so each minute
        await lifecycle.events_missed("slack", "T1", "Slack held events back.")
    found = await store.journal.faults(10)
    assert [fault.reason for _, _, fault in found] == ["Slack held events back."]
    assert [said for _, said in own_faults(found, HERE, ())] == ["Slack held events back."]
    assert own_faults(found, HERE._replace(workspace="T2"), ()) == []
    assert counters.counts["events_missed", (("platform", "slack"),)] == 3
    assert "events_missed" in caplog.text


async def test_a_refused_channel_is_paused_with_the_fix_until_it_is_welcomed(lifecycle, store):
    await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
    first = await store.channels.get(HERE)
    assert (first.pause.reason, first.pause.fix, first.pause.probe) == ("archived", "Unarchive it.", True)
    await lifecycle.welcomed(HERE)
    await lifecycle.welcomed(HERE)
    back = await store.channels.get(HERE)
    assert back.pause is None
    assert back.next_due == datetime(2026, 11, 23, 8, tzinfo=UTC)


async def test_what_one_process_has_told_no_other_tells_until_it_works_again(store, clock, fake):
    one, other = (OwnerNotices({"slack": fake.platform()}, journal=store.journal, clock=clock) for _ in range(2))
    channel, why = await store.channels.get(HERE), Refused("archived", "Unarchive it.")
    for notices in (one, other):
        notices.refused(channel, why)
        await notices.finish(5)
    assert len(fake.told) == 1
    other.sent(replace(channel, pause=Pause(NOW, "archived")))
    await other.finish(5)
    third = OwnerNotices({"slack": fake.platform()}, journal=store.journal, clock=clock)
    third.refused(channel, why)
    await third.finish(5)
    assert len(fake.told) == 2


async def test_whoever_set_it_up_hears_once_until_it_works_again(lifecycle, notices, fake):
    for _ in range(2):
        await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
        await lifecycle.refused(HERE, "deleted", "Choose another channel.", gone=True)
    await notices.finish(1)
    ((workspace, person, view),) = fake.told
    assert (workspace, person) == ("T1", "U9")
    assert "Unarchive it." in str(view)
    assert "waits for 14 days" in str(view)
    await lifecycle.welcomed(HERE)
    await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
    await notices.finish(1)
    assert len(fake.told) == 2


async def test_nobody_is_told_of_a_channel_that_was_silent_anyway(lifecycle, notices, store, fake):
    mine = Pause(NOW, "paused by a person", by="U1")
    await store.channels.change((await store.channels.get(HERE)).key, lambda it: paused(it, mine))
    await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
    await notices.finish(1)
    assert fake.told == []


async def test_who_cannot_be_told_stops_nothing(lifecycle, notices, store, fake):
    fake.telling_raises = RuntimeError("no direct messages")
    await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
    await notices.finish(1)
    assert (await store.channels.get(HERE)).pause is not None


async def test_a_second_refusal_keeps_when_the_first_began_and_takes_the_newer_reason(lifecycle, store, clock):
    await lifecycle.refused(HERE, "not in the channel", "Invite it.", gone=False)
    clock.set(NOW + timedelta(days=1))
    await lifecycle.refused(HERE, "deleted", "Choose another channel.", gone=True)
    pause = (await store.channels.get(HERE)).pause
    assert (pause.since, pause.reason, pause.probe) == (NOW, "deleted", False)


async def test_a_persons_own_pause_is_neither_overwritten_nor_ended_by_events(lifecycle, store):
    mine = Pause(NOW, "paused by a person", by="U1")
    await store.channels.change((await store.channels.get(HERE)).key, lambda it: paused(it, mine))
    await lifecycle.refused(HERE, "archived", "Unarchive it.", gone=False)
    await lifecycle.welcomed(HERE)
    assert (await store.channels.get(HERE)).pause == mine


async def test_events_about_unknown_channels_change_nothing(lifecycle, store):
    await lifecycle.refused(Address("slack", "T1", "C9"), "archived", "", gone=True)
    await lifecycle.welcomed(Address("slack", "T1", "C9"))
    assert len(await store.channels.within(None)) == 1


async def test_the_first_of_several_uninstall_events_starts_the_grace_period(lifecycle, store, clock):
    await lifecycle.uninstalled("slack", "T1", "app_uninstalled")
    clock.set(NOW + timedelta(hours=1))
    await lifecycle.uninstalled("slack", "T1", "tokens_revoked")
    assert await store.workspaces.dead() == [("slack", "T1", "app_uninstalled", NOW + timedelta(days=30))]


async def test_reinstalling_brings_the_channels_back_where_they_were(lifecycle, store, clock):
    await lifecycle.uninstalled("slack", "T1", "app_uninstalled")
    clock.set(NOW + timedelta(days=10))
    await lifecycle.installed("slack", "T1")
    await lifecycle.installed("slack", "T1")
    channel = await store.channels.get(HERE)
    assert not await store.workspaces.dead()
    assert channel.since == CHANNEL.since
    assert channel.next_due == CHANNEL.next_due  # overdue: the planner merges what was missed into today's


async def test_a_workspace_that_dies_again_after_it_was_installed_is_news_again(lifecycle, notices, store, fake):
    dead, channel = Dead("the token was revoked", "Install it again."), await store.channels.get(HERE)
    for _ in range(2):
        notices.dead(channel, dead)
        notices.dead(channel, dead)
        await lifecycle.uninstalled("slack", "T1", "token revoked")
        await lifecycle.installed("slack", "T1")
    await notices.finish(1)
    assert len(fake.told) == 2


async def test_an_installation_that_never_ended_changes_nothing(lifecycle, store):
    await lifecycle.installed("slack", "T1")
    assert (await store.channels.get(HERE)).next_due == CHANNEL.next_due


async def test_cards_show_a_workspaces_own_channels_only(lifecycle, store):
    channel = await store.channels.get(HERE)
    await store.channels.subscribe(channel.key, ["RAG"], "U1", NOW)
    (summary,) = await lifecycle.summaries("slack", "T1")
    assert [s.query for s in summary.subscriptions] == ["RAG"]
    assert (summary.saved, summary.parked, summary.last_digest) == (0, 0, None)
    assert await lifecycle.summaries("slack", "T2") == ()
    assert await lifecycle.summary(HERE) == summary
    assert await lifecycle.summary(Address("slack", "T2", "C1")) is None


class Recent:
    """The newest digests of every channel."""

    def __init__(self, *digests):
        self.digests = digests

    async def recent(self, key, limit):
        return self.digests


@pytest.mark.parametrize(
    ("slot", "due"), [("given up: daily 1", NOW), ("now 1", NOW + timedelta(days=3, hours=-1))]
)
async def test_the_very_first_digest_that_a_dead_workspace_lost_comes_once_it_lives(
    clock, notices, store, slot, due
):
    channel = await store.channels.get(HERE)
    monday = NOW + timedelta(days=3, hours=-1)
    await store.channels.change(channel.key, lambda it: replace(it, last_date=None, next_due=monday))
    await store.workspaces.kill("slack", "T1", "token revoked", None)
    tried = Digest(local_date=NOW.date(), slot=slot, planned=NOW - timedelta(minutes=59))
    lifecycle = ChannelLifecycle(replace(store, plans=Recent(tried)), clock, notices, grace_days=30)
    await lifecycle.installed("slack", "T1")
    assert (await store.channels.get(HERE)).next_due == due


async def test_the_very_first_digest_comes_too_where_it_was_tried_long_after_its_hour(clock, notices, store):
    """The process had not run at eight; at half past ten its token was refused."""
    channel = await store.channels.get(HERE)
    clock.step(timedelta(hours=3))
    later = NOW + timedelta(days=1, hours=-1)
    await store.channels.change(channel.key, lambda it: replace(it, last_date=None, next_due=later))
    await store.workspaces.kill("slack", "T1", "token revoked", None)
    tried = Digest(local_date=NOW.date(), slot="given up: daily 1", planned=NOW + timedelta(hours=1, minutes=30))
    lifecycle = ChannelLifecycle(replace(store, plans=Recent(tried)), clock, notices, grace_days=30)
    await lifecycle.installed("slack", "T1")
    assert (await store.channels.get(HERE)).next_due == NOW + timedelta(hours=3)
