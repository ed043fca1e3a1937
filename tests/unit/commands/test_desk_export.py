"""A channel's set-up as a file, and back, through the desk."""

import json
import re
from dataclasses import replace

import pytest

from bot.commands.handlers.setup_json import written
from bot.views.blocks import File
from tests.each_of import each_of
from tests.fakes.core import HERE, open_office, request_for


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
