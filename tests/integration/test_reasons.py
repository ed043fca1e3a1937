"""What a digest says is true: sources that did not answer, days that had none, zones that changed."""

from datetime import UTC, datetime, time

import pytest

from bot.channels.pauses import rescheduled
from bot.model.channel import Address, Schedule
from tests.integration.operating import operation

C1 = Address("chat", "T1", "C1")
DAILY = frozenset(range(7))


async def test_a_digest_without_its_source_says_so_and_no_day_is_called_quiet(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 16, 8, 50, tzinfo=UTC)) as here:
        await here.channel()
        await here.at("2026-11-16T09:00:01+00:00")
        here.source.note = "HTTP 503"
        await here.at("2026-11-17T08:00:00+00:00")
        await here.at("2026-11-17T09:00:01+00:00")
        (digest,) = [each for each in await here.digests() if f"{each.local_date}" == "2026-11-17"]
        assert (
            "Papers could not be fetched from huggingface since Monday 16 November, 08:50 (HTTP 503)."
            in digest.note
        )
        assert "No papers" not in digest.note


async def test_what_is_left_from_before_comes_with_the_reason_and_an_answer_ends_it(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 16, 8, 50, tzinfo=UTC)) as here:
        await here.channel()
        here.source.note = "HTTP 503"
        await here.at("2026-11-17T09:00:01+00:00")
        digest = (await here.digests())[-1]
        assert digest.picks
        assert digest.note.startswith(
            "Papers could not be fetched from huggingface since Monday 16 November, 08:50"
        )
        here.source.note = ""
        await here.at("2026-11-18T09:00:01+00:00")
        assert "fetched" not in (await here.digests())[-1].note


async def test_one_failure_just_before_the_hour_misses_nothing_and_says_nothing(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 16, 7, 30, tzinfo=UTC)) as here:
        await here.channel()
        here.source.note = "HTTP 503"
        await here.at("2026-11-16T08:40:00+00:00")
        await here.at("2026-11-16T09:00:01+00:00")
        assert "fetched" not in (await here.digests())[-1].note


async def test_health_names_a_source_that_is_down_for_six_hours(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        assert (await here.health()).ok
        here.source.note = "HTTP 503"
        await here.at("2026-11-23T10:00:00+00:00")
        assert (await here.health()).ok
        await here.at("2026-11-23T15:00:00+00:00")
        found = await here.health()
        assert not found.ok
        assert "huggingface has not answered since 2026-11-23 08:50 UTC (HTTP 503)" in found.reason


async def test_days_that_were_missed_are_said_also_when_it_is_back_before_the_hour(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 27, 8, 50, tzinfo=UTC)) as here:
        await here.channel()
        await here.at("2026-11-27T09:00:01+00:00")
    async with operation(tmp_path / "x.db", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)) as here:
        await here.tick(2)
        await here.at("2026-12-01T09:00:01+00:00")
        note = (await here.digests())[-1].note
        assert note.startswith(
            "No digest could be posted from Saturday 28 November to Monday 30 November: this one takes in"
        )
        await here.at("2026-12-02T09:00:01+00:00")
        assert "No digest could be posted" not in (await here.digests())[-1].note


async def test_a_move_to_the_west_brings_that_zones_next_date_and_one_to_the_east_none_twice(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 23, 19, 50, tzinfo=UTC)) as here:
        made = await here.channel(zone="Pacific/Auckland")
        await here.at("2026-11-23T20:00:01+00:00")  # the 24th, 09:00 there
        west = Schedule(time(9), DAILY, "America/Los_Angeles")
        moved = await here.store.channels.change(made.key, lambda it: rescheduled(it, west, here.clock.now()))
        assert moved.next_due == datetime(2026, 11, 24, 17, tzinfo=UTC)
        await here.at("2026-11-24T17:00:01+00:00")
        east = Schedule(time(9), DAILY, "Pacific/Auckland")
        moved = await here.store.channels.change(made.key, lambda it: rescheduled(it, east, here.clock.now()))
        assert moved.next_due == datetime(2026, 11, 25, 20, tzinfo=UTC)
        assert [f"{each.planned:%d %H}" for each in await here.digests()] == ["23 20", "24 17"]


@pytest.mark.parametrize(("hour", "due"), [(10, "10:00"), (8, "09:30")])
async def test_an_overdue_digest_whose_hour_is_edited_is_not_lost(tmp_path, hour, due):
    async with operation(tmp_path / "x.db") as here:
        made = await here.channel()
        here.clock.set(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))  # down at nine
        new = Schedule(time(hour), DAILY)
        moved = await here.store.channels.change(made.key, lambda it: rescheduled(it, new, here.clock.now()))
        assert f"{moved.next_due:%H:%M}" == due
        await here.at("2026-11-23T10:00:01+00:00")
        assert await here.days() == ["2026-11-23"]


async def test_channels_of_a_platform_that_is_not_set_up_are_held_named_and_go_on_when_it_is_back(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel(platform="discord")
        for day in (24, 25):
            await here.at(f"2026-11-{day}T09:00:01+00:00")
        found = await here.health()
        assert found.ok
        assert found.notes == ("1 channel of discord held: discord is not set up here",)
        here.application.platforms.append(here.platform.platform())
        there = await here.store.channels.get(Address("discord", "T1", "C1"))
        assert await here.store.plans.recent(there.key, 5) == []
        planned = await here.store.plans.plan(
            here.clock.now(), here.clock.now().date(), here.decide(), ["discord"]
        )
        assert planned.digests == 1
        (digest,) = await here.store.plans.recent(there.key, 5)
        assert digest.note.startswith("No digest could be posted from Monday 23 November to Tuesday 24 November")
