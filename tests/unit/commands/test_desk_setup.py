"""Schedule, settings, pauses, export and import, through the desk."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.model.channel import Pause, Schedule
from bot.views.blocks import File, Heading, Note
from bot.views.plain_text import view_text
from tests.fakes.clock import FakeClock
from tests.fakes.core import HERE, NOW, open_office


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


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
    assert "paused until resume" in text_of(reply)


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


@pytest.mark.parametrize(
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
        ('{"settings": {"layout": "grid"}}', "settings.layout must be one of compact, cards, thread"),
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
    for part in ("RAG", "diffusion", "weekdays at 09:00", "Paused", "by U1"):
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
    assert "The whole workspace is paused" in text_of(await office.say("status"))


@pytest.mark.parametrize("command", ["subscribe lora", "schedule 8:00", "preview", "list", "status", "now"])
async def test_whatever_promises_a_digest_says_what_stands_in_its_way(office, command):
    await office.say("subscribe RAG")
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, "the channel is archived", "Unarchive it.", gone=False)
    shown = view_text((await office.say(command)).view)
    assert "the channel is archived. Unarchive it." in shown


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
