"""Schedule, settings, pauses, export and import, through the desk."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.commands.desk import Desk
from bot.commands.handlers.setup_json import written
from bot.model.channel import Pause, Schedule
from bot.model.delivery import Delivery, State
from bot.model.obstacle import Hindrance
from bot.model.role import Role
from bot.model.transition import Transition, Wait
from bot.ports.request import Person
from bot.views.blocks import Buttons, File, Heading, Note
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.core import HERE, NOW, open_office, request_for


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def test_a_set_up_with_200_subscriptions_comes_back_whole(office):
    queries = [f'title:"a phrase of number {n}" -survey author:"Somebody {n}"' for n in range(199)]
    for start in range(0, 199, 40):
        assert (await office.say(f"subscribe {', '.join(queries[start : start + 40])}")).ok
    (file,) = [b for b in (await office.say("export")).view.blocks if isinstance(b, File)]
    kept = await office.queries()
    assert len(kept) == 199
    for request in ({"text": f"import {file.text}"}, {"command": "import", "arguments": {"json": file.text}}):
        there = replace(request_for(**request), address=HERE._replace(channel=str(len(request))))
        assert (await office.desk.answer(there)).ok
        channel = await office.channel(there.address)
        assert [s.query for s in await office.store.channels.subscriptions(channel.key)] == kept


async def test_what_a_chat_makes_straight_quotes_of_is_escaped_in_an_export(office):
    await office.say("subscribe RAG")
    text = written(await office.channel(), ["“low” rank"])
    assert "“" not in text
    assert json.loads(text)["subscriptions"] == ["“low” rank"]


LATER = NOW + timedelta(hours=1)


def commands_of(reply):
    return [button.command for b in reply.view.blocks if isinstance(b, Buttons) for button in b.buttons]


def text_of(reply):
    return "\n".join(str(block) for block in reply.view.blocks)


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


async def test_an_exported_set_up_is_taken_over_elsewhere_as_it_was(office):
    await office.say('subscribe RAG, "low-rank adaptation" | lora')
    await office.say("schedule 7:15 mon,fri Asia/Tokyo")
    await office.say(
        "settings picks 3 layout thread upvotes 2 sources arxiv changes anyone empty silent slack.x 1"
    )
    (file,) = [b for b in (await office.say("export")).view.blocks if isinstance(b, File)]
    there = HERE.__class__("discord", "G1", "D1")
    reply = await office.say("import " + file.text, address=there)
    assert reply.view.summary.startswith("Taken over: 2 subscriptions added, 0 removed.")
    here, other = await office.channel(), await office.channel(there)
    assert (other.schedule, other.settings) == (here.schedule, here.settings)
    assert [s.query for s in await office.store.channels.subscriptions(other.key)] == await office.queries()
    again = await office.say("import " + file.text, address=there)
    assert (again.public, again.view.summary) == (False, "It was so already.")


async def test_an_import_changes_only_what_it_names(office):
    await office.say("subscribe RAG, diffusion")
    await office.say("schedule 7:15")
    reply = await office.say('import {"subscriptions": ["lora", "RAG"]}')
    assert reply.view.summary.startswith("Taken over: 1 subscription added, 1 removed.")
    assert await office.queries() == ["RAG", "lora"]
    assert f"{(await office.channel()).schedule.at:%H:%M}" == "07:15"


async def test_an_export_of_an_unknown_channel_is_the_default(office):
    (file,) = [b for b in (await office.say("export")).view.blocks if isinstance(b, File)]
    assert json.loads(file.text)["subscriptions"] == []
    assert await office.store.channels.get(HERE) is None


@each_of(
    ("given", "sentence"),
    [
        ("{", "no JSON: .*line 1, column 2"),
        ("[]", "The set-up must be a JSON object"),
        ("{}", "is empty"),
        ('{"paperboy": 2}', "version 2"),
        ('{"subscription": []}', "unknown name: subscription"),
        ('{"subscriptions": "RAG"}', "must be a list of texts"),
        ('{"subscriptions": [1]}', "must be a list of texts"),
        ('{"subscriptions": ["ok", "\\"open"]}', "number 2: unclosed quote"),
        ('{"subscriptions": [' + ",".join(['"a"'] * 201) + "]}", "at most 200"),
        ('{"schedule": {"at": "25:00"}}', "schedule.at must be a time"),
        ('{"schedule": {"at": 9}}', "schedule.at must be text"),
        ('{"schedule": {"days": ["someday"]}}', "schedule.days must be weekdays"),
        ('{"schedule": {"zone": "Mars/Base"}}', "no time zone"),
        ('{"settings": {"picks": 0}}', "settings.picks must be a whole number from 1 to 25"),
        ('{"settings": {"picks": true}}', "settings.picks must be a whole number"),
        ('{"settings": {"layout": "grid"}}', "settings.layout must be one of compact, cards, messages, thread"),
        ('{"settings": {"layout": ["cards"]}}', "settings.layout must be one of"),
        ('{"settings": {"changes": "me"}}', "settings.changes must be one of"),
        ('{"settings": {"sources": "arxiv"}}', "settings.sources must be a list"),
        ('{"settings": {"extras": {"a": 1}}}', "settings.extras must be"),
        ('{"settings": []}', "settings must be a JSON object"),
    ],
)
async def test_a_wrong_set_up_is_refused_with_the_place(office, given, sentence):
    reply = await office.say(f"import {given}")
    assert not reply.ok
    assert re.search(sentence, reply.view.summary), reply.view.summary
    assert await office.store.channels.get(HERE) is None


async def test_a_set_up_in_a_code_block_with_smart_quotes_is_read(office):
    assert (
        await office.say("import ```{“settings”: {“picks”: 3, “sources”: [“elsewhere”], “changes”: null}}```")
    ).ok
    assert (await office.channel()).settings.picks == 3


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


async def test_paperboys_own_pause_is_told_with_its_fix(office):
    await office.say("subscribe RAG")
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, "the channel is archived", "Unarchive it.", gone=True)
    await lifecycle.uninstalled("slack", "T1", "app_uninstalled")
    for command in ("list", "status"):
        shown = [b for b in (await office.say(command)).view.blocks if isinstance(b, Note)]
        assert ": the channel is archived. Unarchive it." in "".join(map(str, shown))
    assert "the whole workspace is paused: app_uninstalled" in text_of(await office.say("status"))


@pytest.mark.parametrize("command", ["subscribe lora", "schedule 8:00", "preview", "list", "status", "now"])
async def test_whatever_promises_a_digest_says_what_stands_in_its_way(office, command):
    await office.say("subscribe RAG")
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, "the channel is archived", "Unarchive it.", gone=False)
    shown = view_text((await office.say(command)).view)
    assert "the channel is archived. Unarchive it." in shown


PROMISES = [
    "subscribe lora",
    "schedule 8:00",
    "preview",
    "list",
    "status",
    "now",
    "resume",
    "why segment",
    "settings picks 3",
]


@pytest.mark.parametrize("command", PROMISES)
async def test_whatever_promises_a_digest_says_that_the_workspace_is_dead(office, command):
    await office.say("subscribe RAG")
    await office.store.workspaces.kill("slack", "T1", "the token was revoked", None)
    reply = await office.say(command)
    assert "the whole workspace is paused: the token was revoked. Install Paperboy there again" in view_text(
        reply.view
    )
    assert not command.startswith("now") or not reply.ok
    assert "now" not in commands_of(reply)


@pytest.mark.parametrize("command", PROMISES)
async def test_whatever_promises_a_digest_says_what_paperboy_waits_for(office, command):
    await office.say("subscribe diffusion")
    await wait_for(
        office, Wait(platform="slack", workspace=None, channel=None, until=LATER, reason="the token is refused")
    )
    reply = await office.say(command)
    assert "until Fri 20 Nov 2026, 12:00 (Europe/Paris): the token is refused" in view_text(reply.view)
    assert reply.ok


async def test_a_wait_elsewhere_or_of_seconds_is_not_said(office):
    await office.say("subscribe diffusion")
    for wait in (
        Wait(platform="discord", workspace=None, channel=None, until=LATER, reason="no"),
        Wait(platform="slack", workspace="T2", channel=None, until=LATER, reason="no"),
        Wait(platform="slack", workspace="T1", channel="C2", until=LATER, reason="no"),
        Wait(platform="slack", workspace="T1", channel="C1", until=NOW + timedelta(seconds=5), reason="no"),
    ):
        await wait_for(office, wait)
    assert "Nothing is posted" not in view_text((await office.say("preview")).view)


async def wait_for(office, wait):
    """As the dispatcher notes it, of a delivery in another workspace."""
    row = Delivery(key=99, digest=99, address=HERE, part=0, token="t", state=State.SENDING)
    await office.store.outbox.settle([Transition(delivery=row, state=State.QUEUED, due=NOW, wait=wait)], NOW)


async def test_a_workspace_that_lives_after_all_is_no_obstacle(office):
    await office.say("subscribe diffusion")
    await office.store.workspaces.kill("slack", "T1", "the token was revoked", None)
    asked = []

    async def recovers(address):
        asked.append(address)
        return True

    office.desk._tools = replace(office.desk._tools, recover=recovers)
    assert "Posting" in (await office.say("now")).view.summary
    assert asked == [HERE]


async def test_where_the_platform_says_that_nothing_can_be_posted_it_is_said_at_once(office):
    async def hindrance(channel):
        return Hindrance("Paperboy is not in this channel", "Invite it: /invite @Paperboy.")

    office.desk._tools = replace(office.desk._tools, hindrance=hindrance)
    for command in ("subscribe RAG", "schedule 8:00", "preview", "list", "now"):
        assert "not in this channel. Invite it: /invite @Paperboy." in view_text((await office.say(command)).view)
    assert not (await office.say("now")).ok


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


async def test_the_last_changes_name_people_not_ids(office):
    await office.say("settings picks 3")
    assert "Ada: settings picks 3" in text_of(await office.say("status"))


async def test_a_platforms_own_setting_is_named_as_it_is_typed_there(office):
    reply = await office.say("", command="settings", arguments={"discord.publish": "on"})
    assert "publish: on" in view_text(reply.view)
    assert "discord." not in view_text(reply.view)
    assert "discord." not in view_text(reply.told)
