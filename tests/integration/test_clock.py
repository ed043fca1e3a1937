"""Whatever the wall clock does: every channel's digests at their hours, each date once, and nobody waits for ever."""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.channels.pauses import paused, resumed
from bot.model.channel import Address, Pause
from bot.model.delivery import RetryAfter, Scope
from bot.model.paper import Listing
from bot.ports import Fetched
from tests.integration.operating import operation

C1 = Address("chat", "T1", "C1")


async def test_a_clock_that_is_ahead_for_a_moment_costs_no_digest(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-24T08:58:00+00:00")
        await here.at("2026-12-24T08:58:14+00:00")
        assert (await here.store.channels.get(C1)).next_due == datetime(2026, 12, 24, 9, tzinfo=UTC)
        await here.at("2026-11-24T08:58:30+00:00")
        assert (await here.store.channels.get(C1)).next_due == datetime(2026, 11, 24, 9, tzinfo=UTC)
        await here.at("2026-11-24T09:00:01+00:00")
        await here.at("2026-11-25T09:00:01+00:00")
        assert await here.days() == ["2026-11-24", "2026-11-25"]


async def test_a_digest_planned_by_a_clock_ahead_takes_no_other_days_place(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-27T09:00:10+00:00")  # four days ahead, over the hour: it is posted as of that day
        assert "2026-11-27" in await here.days()
        await here.at("2026-11-23T12:00:00+00:00")
        for day in (24, 25, 26, 27, 28):
            await here.at(f"2026-11-{day}T09:00:01+00:00")
        days = await here.days()
        assert days[-5:] == [f"2026-11-{day}" for day in (24, 25, 26, 27, 28)]
        assert len(days) == len(set(days))


async def test_times_stored_by_a_wrong_clock_are_not_believed_at_the_next_start(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-12-24T08:58:14+00:00")
    async with operation(tmp_path / "x.db", datetime(2026, 11, 24, 8, 58, tzinfo=UTC)) as here:
        assert (await here.store.channels.get(C1)).next_due == datetime(2026, 11, 24, 9, tzinfo=UTC)
        await here.at("2026-11-24T09:00:01+00:00")
        assert "2026-11-24" in await here.days()


async def test_a_wait_that_a_platform_asked_for_while_the_clock_was_ahead_ends_as_it_was_meant(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel("C9")
        await here.at("2026-12-13T08:50:00+00:00")
        here.platform.script([RetryAfter(30, "slow down", Scope.WORKSPACE)])
        await here.channel(at=time(8, 45))
        await here.dispatcher.drain()
        assert not any(delivery.address == C1 for delivery, _ in here.platform.accepted)
        await here.at("2026-11-23T08:52:00+00:00")
        here.clock.goes_on(60)
        await here.tick()
        assert any(delivery.address == C1 for delivery, _ in here.platform.accepted)


async def test_a_wait_stored_before_a_restart_is_believed_for_two_days_at_most(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 12, 13, 9, tzinfo=UTC)) as here:
        here.platform.script([RetryAfter(30, "slow down", Scope.PLATFORM)])
        await here.channel()
        await here.dispatcher.drain()
        assert not here.platform.accepted
    async with operation(tmp_path / "x.db", datetime(2026, 11, 23, 9, tzinfo=UTC)) as here:
        await here.tick()
        assert len(here.platform.accepted) >= 1


async def test_a_source_that_asked_for_quiet_while_the_clock_was_ahead_is_asked_again(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        here.source.note, here.source.retry_after = "HTTP 429", 600
        await here.at("2026-12-13T08:50:00+00:00")
        asked, here.source.note = len(here.source.asked), ""
        await here.at("2026-11-23T08:52:00+00:00")
        assert len(here.source.asked) > asked


async def test_after_a_sleep_over_the_hour_the_sources_are_asked_before_channels_are_planned(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 20, 16, 50, tzinfo=UTC)) as here:
        await here.channel()
        await here.at("2026-11-23T09:30:00+00:00")
        monday = (await here.digests())[-1]
        assert f"{monday.local_date}" == "2026-11-23"
        assert "arxiv:2611.23001" in await here.papers(monday)


async def test_channels_wait_for_the_sources_a_minute_and_no_longer(tmp_path):
    async with operation(tmp_path / "x.db", ready=False) as here:
        await here.channel(at=time(8, 45))
        for _ in range(10):
            await here.duties.plan()
            here.clock.goes_on(5)
        assert await here.digests() == []
        here.clock.goes_on(15)
        await here.duties.plan()
        assert len(await here.digests()) == 1


async def test_a_step_while_the_sources_are_asked_asks_them_once_more(tmp_path):
    async with operation(tmp_path / "x.db", ready=False) as here:

        def step() -> None:
            here.clock.set(here.clock.now() + timedelta(days=3))
            here.duties.stepped(here.steps.look())

        here.source.meanwhile = [step]
        await here.channel(at=time(8, 45))
        await here.duties.poll()
        assert len(here.source.asked) == 2, "that answer was from before the step"
        assert here.source.asked[1] - here.source.asked[0] >= timedelta(days=3)
        assert len(await here.digests()) == 1


async def test_an_answer_is_of_the_time_at_which_it_was_asked_for(tmp_path):
    async with operation(tmp_path / "x.db", ready=False) as here:
        later = here.clock.now() + timedelta(hours=9)
        here.source.meanwhile = [lambda: here.clock.set(later)]
        await here.application.poller.poll_due(here.clock.now())  # it ended before anybody saw the step
        await here.application.poller.poll_due(here.clock.now())
        assert here.source.asked[1:] == [later]


async def test_channels_wait_for_a_source_that_was_being_asked_as_the_clock_stepped(tmp_path):
    async with operation(tmp_path / "x.db", ready=False) as here:
        answers = here.source.silent_until = asyncio.Event()
        await here.channel(at=time(8, 45))
        before = asyncio.create_task(here.duties.poll())
        while not here.source.asked:  # noqa: ASYNC110 -- a source has no event
            await asyncio.sleep(0.01)
        here.clock.set(here.clock.now() + timedelta(days=3))
        here.duties.stepped(here.steps.look())
        after = asyncio.create_task(here.duties.poll())  # the scheduler's, which every step calls
        await asyncio.sleep(0.05)
        await here.duties.plan()
        assert await here.digests() == []
        answers.set()
        await asyncio.gather(before, after)
        assert [f"{at:%d}" for at in here.source.asked] == ["23", "26"]
        (digest,) = await here.digests()
        assert len(await here.papers(digest)) >= 3
        assert digest.local_date.day == 26


async def test_nothing_is_deleted_by_a_clock_that_was_set_a_moment_ago(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        here.platform.living["T1"] = False
        await here.store.workspaces.kill("chat", "T1", "uninstalled", here.clock.now() + timedelta(days=30))
        here.clock.goes_on(7200)
        await here.at("2026-12-30T08:58:14+00:00")
        assert await here.store.channels.get(C1) is not None
        here.clock.goes_on(7200)
        await here.tick()
        assert await here.store.channels.get(C1) is not None, "nor by one that nobody has looked at yet"
        here.clock.goes_on(80_000)
        await here.tick()
        assert await here.store.channels.get(C1) is None, "a day later it is believed"


async def test_a_row_that_stays_in_sending_is_looked_up_without_a_restart(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.dispatcher.drain()
        here.clock.set(datetime(2026, 11, 24, 9, tzinfo=UTC))
        await here.duties.poll()
        await here.duties.plan()
        (row,) = await here.store.outbox.claim({"chat": 10}, here.clock.now(), 60)
        await here.store.outbox.begin([row], here.clock.now(), 120)  # and then something raised
        here.clock.goes_on(100)
        await here.dispatcher.drain()
        assert not here.platform.looked_up, "it may be under way"
        here.clock.goes_on(30)
        await here.dispatcher.drain()
        assert [each.key for each in here.platform.looked_up] == [row.key]


async def test_a_clock_that_is_behind_for_a_moment_brings_no_second_digest_of_a_day_and_no_untrue_note(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-24T09:00:10+00:00")
        before = await here.store.channels.get(C1)
        await here.at("2026-10-25T09:00:40+00:00")
        await here.at("2026-11-24T09:01:10+00:00")
        assert await here.store.channels.get(C1) == before
        await here.at("2026-11-25T09:00:10+00:00")
        days = await here.days()
        assert days.count("2026-11-24") == 1
        assert days[-2:] == ["2026-11-24", "2026-11-25"]
        assert "No digest could be posted" not in (await here.digests())[-1].note


async def test_a_start_before_the_clock_is_set_brings_no_second_digest_and_no_untrue_note(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-24T09:00:10+00:00")
        before = await here.store.channels.get(C1)
    async with operation(tmp_path / "x.db", datetime(2020, 1, 1, tzinfo=UTC)) as here:  # no battery in the machine
        await here.tick(3)
        await here.at("2026-11-24T09:20:10+00:00")
        assert await here.store.channels.get(C1) == before
        await here.at("2026-11-25T09:00:10+00:00")
        days = await here.days()
        assert (days.count("2026-11-24"), days[-1]) == (1, "2026-11-25")
        assert "No digest could be posted" not in (await here.digests())[-1].note


async def test_a_pause_that_a_clock_ahead_ended_lasts_until_its_own_end(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        made = await here.channel()
        await here.at("2026-11-24T09:00:10+00:00")
        friday = datetime(2026, 11, 27, tzinfo=UTC)
        silent = Pause(here.clock.now(), "paused by a person", "U1", until=friday)
        await here.store.channels.change(made.key, lambda it: paused(it, silent))
        await here.at("2026-12-24T09:00:40+00:00")
        await here.at("2026-11-24T09:01:10+00:00")
        assert (await here.store.channels.get(C1)).pause == silent
        for day in (25, 26, 27, 28):
            await here.at(f"2026-11-{day}T09:00:10+00:00")
        assert await here.days() == ["2026-11-24", "2026-11-27", "2026-11-28"]
        await here.at("2026-11-28T08:00:10+00:00")
        assert (await here.store.channels.get(C1)).pause is None, "it has ended by now"


async def test_a_machine_that_slept_is_none_that_started_before_its_clock_was_set(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-24T09:00:10+00:00")
    async with operation(tmp_path / "x.db", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) as here:
        await here.at("2026-11-27T08:00:10+00:00")
        await here.at("2026-11-27T09:00:10+00:00")
        assert "from Wednesday 25 November to Thursday 26 November" in (await here.digests())[-1].note


async def test_what_somebody_changes_while_the_clock_is_behind_stays_changed(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        made = await here.channel()
        await here.at("2026-11-24T09:00:10+00:00")
        silent = Pause(here.clock.now(), "paused by a person", "U1")
        await here.store.channels.change(made.key, lambda it: paused(it, silent))
        await here.at("2026-10-25T09:00:40+00:00")
        await here.store.channels.change(made.key, lambda it: resumed(it, here.clock.now()))
        await here.at("2026-11-24T09:01:10+00:00")
        assert (await here.store.channels.get(C1)).next_due == datetime(2026, 11, 25, 9, tzinfo=UTC)


async def test_two_digests_of_one_date_are_told_apart_by_their_messages(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-27T09:00:10+00:00")  # four days ahead
        await here.at("2026-11-23T12:00:00+00:00")
        for day in (24, 25, 26, 27):
            await here.at(f"2026-11-{day}T09:00:01+00:00")
        assert here.platform.duplicates() == []


async def test_a_clock_that_is_set_right_after_the_hour_brings_todays_digest_once(tmp_path):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 23, 8, 50, tzinfo=UTC)) as here:
        await here.channel()
        await here.at("2026-12-23T10:00:00+00:00")
        await here.at("2026-11-23T09:30:00+00:00")
        assert await here.days() == ["2026-11-23"]
        assert (await here.digests())[0].late == time(9)
        await here.at("2026-12-24T10:00:00+00:00")
        await here.at("2026-11-23T09:40:00+00:00")
        await here.at("2026-11-24T09:00:01+00:00")
        dates = [f"{digest.local_date:%m-%d}" for digest in await here.digests()]
        assert sorted(dates) == ["11-23", "11-24", "12-23", "12-24"]


async def test_old_records_go_after_an_even_day_and_by_no_clock_that_was_just_set(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        await here.at("2026-11-23T09:00:01+00:00")
        await here.at("2028-02-01T09:00:01+00:00")
        await here.duties.remove()
        assert (await here.days())[0] == "2026-11-23", "the clock was set a moment ago"
        for _ in range(2):
            here.clock.goes_on(43_201)
            await here.duties.remove()
        assert (await here.days())[0] == "2028-02-01"


def _posted(here):
    return re.findall(r"arxiv:[\d.]+", " ".join(message["text"] for _, message in here.platform.accepted))


async def test_two_months_bring_no_paper_twice_though_records_of_the_first_are_gone(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        await here.channel()
        here.application.settings.paperboy_keep_days = 31
        here.clock.goes_on(15 * 60)
        for _ in range(60):
            here.clock.goes_on(86_400 - 5)
            await here.tick()
            await here.duties.remove()
        kept = [digest.local_date for digest in await here.digests()]
        assert (kept[-1] - kept[0]).days <= 31
        posted = _posted(here)
        assert len(posted) > 100
        assert len(posted) == len(set(posted))
        oldest = tuple(each.paper for each in await here.store.papers.by_id(posted[:3]))
        now = here.clock.now()
        new = replace(oldest[0], id=(name := "arxiv:2701.99001"), title=f"A study {name}")
        again = tuple(
            Listing(
                paper_id=each.id, source="huggingface", list_date=now.date(), rank=1, observed=now, upvotes=900
            )
            for each in (*oldest, new)
        )
        await here.store.papers.ingest("huggingface", Fetched(papers=(*oldest, new), listings=again), now)
        here.clock.goes_on(86_400 - 5)
        await here.tick(2)
        now_posted = Counter(_posted(here))
        assert now_posted[new.id] == 1
        assert max(now_posted.values()) == 1, "listed anew, weeks after the digest that had it was deleted"
