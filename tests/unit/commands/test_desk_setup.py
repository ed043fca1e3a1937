"""Schedule, settings and pauses, through the desk."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.commands.desk import Desk
from bot.model.channel import Pause, Schedule
from bot.model.obstacle import Hindrance
from bot.model.role import Role
from bot.ports.request import Person
from bot.views.blocks import Buttons, Heading
from bot.views.plain_text import view_text
from tests.fakes.clock import FakeClock
from tests.fakes.core import HERE, NOW, open_office, request_for
from tests.unit.commands.shown import text_of


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def commands_of(reply):
    return [button.command for b in reply.view.blocks if isinstance(b, Buttons) for button in b.buttons]


async def test_a_schedule_is_set_then_updated_then_already_so(office):
    first = await office.say("schedule 9:30 mon,wed")
    second = await office.say("schedule 10:30")
    third = await office.say("schedule 10:30 mon,wed Europe/Paris")
    assert first.view.summary == "Set: Monday and Wednesday at 09:30 (Europe/Paris)."
    assert second.view.summary == "Updated: Monday and Wednesday at 10:30 (Europe/Paris)."
    assert third.view.summary.startswith("It was so already")
    assert (first.public, second.public, third.public) == (True, True, False)
    assert (await office.channel()).next_due.isoformat() == "2026-11-23T09:30:00+00:00"


async def test_a_schedule_of_a_paused_channel_starts_nothing(office):
    await office.say("schedule 9:30")
    await office.say("pause")
    reply = await office.say("schedule 10:00")
    assert (await office.channel()).next_due is None
    assert "paused until /papers resume" in view_text(reply.view)


async def test_a_schedule_within_a_timed_pause_is_due_after_it(office):
    await office.say("schedule 9:30 daily UTC")
    await office.say("pause 3d")
    await office.say("schedule 8:00")
    assert (await office.channel()).next_due.isoformat() == "2026-11-24T08:00:00+00:00"


async def test_schedule_alone_shows_it(office):
    reply = await office.say("schedule")
    assert "weekdays at 09:00 (Europe/Paris)" in reply.view.summary
    assert await office.store.channels.get(HERE) is None


async def test_a_pause_says_until_when_and_ends_by_resume(office):
    await office.say("subscribe RAG")
    assert (await office.say("pause until tuesday")).public
    channel = await office.channel()
    assert (channel.pause.by, channel.pause.until.isoformat()) == ("U1", "2026-11-23T23:00:00+00:00")
    assert channel.next_due.isoformat() == "2026-11-24T08:00:00+00:00"
    assert "paused already" in (await office.say("pause until tuesday")).view.summary
    later = NOW + timedelta(days=1)
    assert (await office.say("resume", now=later)).public
    channel = await office.channel()
    assert (channel.pause, str(channel.since)) == (None, "2026-11-19")
    assert "not paused" in (await office.say("resume", now=later)).view.summary


async def test_who_resumes_after_a_refused_digest_gets_it_at_once(office):
    await office.say("schedule 9:30 daily UTC")
    channel = await office.channel()
    refused = Pause(NOW, "Paperboy is not in the channel", fix="Invite it.", probe=True)
    yesterday = NOW.date() - timedelta(days=1)
    await office.store.channels.change(channel.key, lambda it: replace(it, pause=refused, last_date=yesterday))
    assert "The next one comes now" in view_text((await office.say("resume")).view)
    assert (await office.channel()).next_due == NOW


async def test_a_pause_can_get_another_end(office):
    await office.say("pause 1d")
    await office.say("pause 2d")
    assert (await office.channel()).pause.until == NOW + timedelta(days=2)


async def test_resume_starts_a_channel_that_only_saved_papers(office):
    await office.say("save 2611.00001")
    assert (await office.say("resume")).public
    assert (await office.channel()).next_due is not None


async def test_settings_alone_shows_them_all(office):
    reply = await office.say("settings")
    assert "at most 5 papers in a digest" in text_of(reply)


async def test_the_list_says_how_to_begin_when_nothing_is_set_up(office):
    reply = await office.say("list", channel_name="papers")
    assert isinstance(reply.view.blocks[0], Heading)
    assert "No digests come here yet" in text_of(reply)


async def test_the_list_shows_queries_schedule_and_pause(office):
    await office.say("subscribe RAG, diffusion")
    await office.say("pause")
    shown = text_of(await office.say("list"))
    for part in ("RAG", "diffusion", "weekdays at 09:00", "Paused", "by Ada"):
        assert part in shown


async def test_a_long_list_has_pages(office):
    await office.say("subscribe " + ", ".join(f"word{n}" for n in range(30)))
    first, second = await office.say("list"), await office.say("list page:~20")
    assert "word19" in text_of(first)
    assert "word20" not in text_of(first)
    assert "word20" in text_of(second)
    assert "word19" not in text_of(second)
    assert "list page:~20" in text_of(first)


async def test_a_setting_without_effect_is_refused_with_the_reason(office):
    async def without_effect(channel, name, value):
        return "tags are for posts in a forum; this is a text channel."

    office.desk._tools = replace(office.desk._tools, without_effect=without_effect)
    reply = await office.say("settings slack.tags papers")
    assert (reply.ok, reply.view.summary) == (False, "tags are for posts in a forum; this is a text channel.")
    assert (await office.say("settings picks 3")).ok


async def test_what_the_platform_asks_for_is_asked_with_buttons_and_digests_go_on_once_it_is_set(office):
    asks = Hindrance(
        "the forum wants a tag on each post", "Choose one.", (("Papers", "settings slack.tags papers"),)
    )

    async def hindrance(channel):
        return Hindrance() if dict(channel.settings.extras).get("slack.tags") else asks

    office.desk._tools = replace(office.desk._tools, hindrance=hindrance)
    reply = await office.say("subscribe RAG")
    assert "settings slack.tags papers" in commands_of(reply)
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, asks.reason, asks.fix, gone=False)
    assert "Digests go on." in view_text((await office.say("settings slack.tags papers")).view)
    assert (await office.channel()).pause is None


async def test_nobody_shuts_themselves_out_without_being_asked(office):
    reply = await office.say("settings changes managers", manager=False)
    assert not reply.ok
    assert "could change nothing here" in reply.view.summary
    (sure,) = commands_of(reply)
    assert (await office.say("settings changes managers")).ok, "a manager keeps the key"
    await office.say("settings changes anyone")
    assert (await office.say(sure, manager=False)).ok
    assert not (await office.say("settings picks 2", manager=False)).ok


async def test_a_change_is_one_line_with_the_name_and_the_rest_is_the_askers(office):
    for command, told in {
        "subscribe RAG": "Ada subscribed this channel to “RAG”.",
        "schedule 8:00": "Ada set this channel's digest to weekdays at 08:00 (Europe/Paris).",
        "settings picks 3": "Ada changed this channel's settings: picks at most 3 papers in a digest.",
        "pause": "Ada paused this channel's digests until somebody resumes them.",
        "resume": "Ada resumed this channel's digests.",
        "unsubscribe RAG": "Ada unsubscribed this channel from “RAG”.",
    }.items():
        reply = await office.say(command)
        assert reply.told is not None
        assert (reply.public, view_text(reply.told)) == (True, told)
    assert (await office.say("subscribe lora", personal=True)).told is None
    assert (await office.say("list")).told is None


async def test_the_first_subscription_says_hour_zone_days_and_where(office):
    shown = view_text((await office.say("subscribe RAG", channel_name="papers")).view)
    for said in (
        "Hour: 09:00",
        "Zone: Europe/Paris",
        "Days: weekdays",
        "Where: here, in papers",
        "First digest: Mon 23 Nov",
    ):
        assert said in shown
    assert "Hour:" not in view_text((await office.say("subscribe lora")).view)


async def test_a_zone_that_was_not_told_in_time_is_corrected_once_it_is(office):
    shown = view_text((await office.say("subscribe RAG", person=Person(id="U1"))).view)
    assert "has not told your time zone, so UTC stands in for it" in shown
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.zone_told("slack", "T1", "U2", "Asia/Tokyo")
    assert (await office.channel()).schedule.zone == "UTC"
    await lifecycle.zone_told("slack", "T1", "U1", "Asia/Tokyo")
    channel = await office.channel()
    assert (channel.schedule.zone, channel.next_due.isoformat()) == ("Asia/Tokyo", "2026-11-23T00:00:00+00:00")
    await office.say("list", zone="Europe/Paris", person=Person(id="U1", zone="Europe/Paris"))
    assert (await office.channel()).schedule.zone == "Asia/Tokyo", "what is known is not guessed again"


async def test_a_zone_that_somebody_chose_stays(office):
    await office.say("subscribe RAG", person=Person(id="U1"))
    await office.say("schedule 9:00 UTC", person=Person(id="U1"))
    await office.say("list", person=Person(id="U1", zone="Asia/Tokyo"))
    assert (await office.channel()).schedule.zone == "UTC"


async def test_the_owners_next_command_tells_the_zone_as_well(office):
    await office.say("subscribe RAG", person=Person(id="U1"))
    await office.say("list", person=Person(id="U1", zone="Asia/Tokyo"))
    assert (await office.channel()).schedule.zone == "Asia/Tokyo"


async def test_the_list_of_a_channel_without_subscriptions_says_what_it_gets(office):
    await office.say("schedule 9:00")
    assert "the most upvoted papers of the day" in text_of(await office.say("list"))


async def test_a_schedule_that_cannot_be_kept_is_listed_with_its_cure(office):
    await office.say("schedule 9:30 daily")
    channel = await office.channel()
    broken = Schedule(channel.schedule.at, channel.schedule.weekdays, "Mars/Olympus")
    await office.store.channels.change(channel.key, lambda it: replace(it, schedule=broken))
    assert "'Mars/Olympus' is unknown: UTC is used" in text_of(await office.say("list"))
    await office.say("schedule Asia/Tokyo")
    assert "unknown" not in text_of(await office.say("list"))


async def test_a_timed_pause_is_listed_with_its_end(office):
    await office.say("pause 3d")
    assert "until " in text_of(await office.say("list"))


async def test_status_says_which_roles_a_process_has_that_has_not_all_of_them(office):
    assert "this process has" not in view_text((await office.say("status")).view)
    desk = Desk(replace(office.desk._tools, roles=frozenset({Role.LISTEN})))
    reply = await desk.answer(request_for(text="status"))
    assert "the roles listen (not plan, poll, deliver, web)" in view_text(reply.view)


async def test_where_nobody_plans_the_next_digest_is_not_promised_and_now_posts_all_the_same(office):
    await office.say("subscribe diffusion")
    desk = Desk(replace(office.desk._tools, roles=frozenset({Role.LISTEN, Role.DELIVER})))
    nobody = SimpleNamespace(living=no_worker, alone=False)
    desk = Desk(replace(desk._tools, store=replace(office.store, workers=nobody)))

    async def said(words):
        return view_text((await desk.answer(request_for(text=words))).view)

    for words in ("schedule 10:00", "preview", "list", "status"):
        assert "No digest comes here by itself: no process that plans digests is running" in await said(words)
    assert "no process that plans" not in await said("now")


async def no_worker():
    return []


async def test_the_last_changes_name_people_not_ids(office):
    await office.say("settings picks 3")
    assert "Ada: settings picks 3" in text_of(await office.say("status"))


async def test_a_platforms_own_setting_is_named_as_it_is_typed_there(office):
    reply = await office.say("", command="settings", arguments={"discord.publish": "on"})
    assert "publish: on" in view_text(reply.view)
    assert "discord." not in view_text(reply.view)
    assert "discord." not in view_text(reply.told)
