"""The desk: who may, what is audited, what everyone sees, and what happens when something fails."""

import logging

import pytest

from bot.commands.desk import zone_for
from bot.commands.permission import may_change
from bot.commands.table import TABLE
from bot.errors import StorageError
from bot.model.channel import Address, Changes, Channel, Settings
from bot.views.blocks import Buttons, Note, Tone
from tests.each_of import each_of
from tests.fakes.core import HERE, NOW, open_office, request_for


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def tone(reply):
    return next(block.tone for block in reply.view.blocks if isinstance(block, Note))


def commands_of(reply):
    rows = [b.buttons for b in reply.view.blocks if isinstance(b, Buttons)]
    cards = [getattr(b, "buttons", ()) for b in reply.view.blocks if not isinstance(b, Buttons)]
    return [button.command for row in (*rows, *cards) for button in row]


async def test_a_change_is_public_and_audited(office):
    reply = await office.say("settings picks 3 layout compact")
    assert (reply.ok, reply.public) == (True, True)
    (entry,) = await office.store.journal.audited(HERE, 10)
    assert (entry.by, entry.what, entry.at) == ("U1", "settings picks 3 layout compact", NOW)


async def test_a_read_answers_only_the_asker_and_is_not_audited(office):
    reply = await office.say("list")
    assert (reply.ok, reply.public) == (True, False)
    assert await office.store.journal.audited(HERE, 10) == []


@each_of(
    ("text", "changes"),
    [
        ("subscribe rag", True),
        ("save 2611.00001", False),  # quiet: it shows in the digest
        ("undo vote 2611.00001", False),
        ("pause", True),
        ("settings picks 3", True),
        ("settings", False),
        ("list", False),
        ("search save", False),
        ("nosuchthing", False),
        ("settings picks many", False),
    ],
)
async def test_whether_a_request_asks_for_a_change_is_known_before_it_is_carried_out(office, text, changes):
    assert office.desk.changes(request_for(text=text)) is changes
    assert await office.store.channels.get(HERE) is None


async def test_a_change_that_changes_nothing_is_no_news(office):
    await office.say("settings picks 3")
    reply = await office.say("settings picks 3")
    assert (reply.ok, reply.public, reply.view.summary) == (True, False, "It was so already.")
    assert len(await office.store.journal.audited(HERE, 10)) == 1


async def test_a_mistake_is_answered_with_a_sentence_and_changes_nothing(office):
    reply = await office.say("schedule 25:00")
    assert (reply.ok, reply.public, tone(reply)) == (False, False, Tone.ERROR)
    assert "no time of day" in reply.view.summary
    assert await office.store.channels.get(HERE) is None


async def test_an_unknown_command_offers_one_click_remedies(office):
    reply = await office.say("serach lora")
    assert (reply.ok, tone(reply)) == (False, Tone.WARNING)
    assert commands_of(reply) == ["search lora", "search serach lora", "help"]


@each_of(
    ("error", "why"),
    [(StorageError("the disk is on fire"), "the disk is on fire"), (RuntimeError("the disk is on fire"), None)],
)
async def test_a_failure_is_answered_with_an_incident_that_the_log_has(office, caplog, monkeypatch, error, why):
    """A reason that whoever runs Paperboy can mend is said; only what nobody foresaw has its traceback."""

    async def broken(limit):
        raise error

    monkeypatch.setattr(office.store.journal, "polls", lambda: broken(1))
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        reply = await office.say("status")
    (record,) = caplog.records
    assert reply.ok is False
    assert record.incident in reply.view.summary
    assert "fire" not in reply.view.summary
    assert (getattr(record, "why", None), record.exc_info is None) == (why, why is not None)


async def test_the_operator_gets_the_sentence_that_says_how_to_mend_it(office, caplog, monkeypatch):
    async def broken():
        raise StorageError("the disk is on fire")

    monkeypatch.setattr(office.store.journal, "polls", broken)
    with pytest.raises(StorageError, match="on fire"):
        await office.say("status", operator=True)
    assert caplog.records == []


async def test_a_failing_completion_is_logged_and_empty(office, caplog, monkeypatch):
    async def broken(prefix, limit):
        raise StorageError("gone")

    monkeypatch.setattr(office.index, "complete", broken)
    assert await office.complete("search", "query", "diff") == ()
    assert len(caplog.records) == 1


@each_of(
    ("setting", "manager", "open_by_default", "personal", "allowed"),
    [
        (None, False, True, False, True),
        (None, False, False, False, False),
        (None, True, False, False, True),
        (Changes.ANYONE, False, False, False, True),
        (Changes.MANAGERS, False, True, False, False),
        (Changes.MANAGERS, True, False, False, True),
        (Changes.MANAGERS, False, False, True, True),
    ],
)
def test_who_may_change_a_set_up(setting, manager, open_by_default, personal, allowed):
    request = request_for(manager=manager, open_by_default=open_by_default, personal=personal)
    channel = Channel(key=1, address=HERE, name="c", since=NOW.date(), settings=Settings(changes=setting))
    assert may_change(request, channel) is allowed


@each_of(
    "text",
    [
        "subscribe RAG",
        "unsubscribe 1",
        "schedule 9:00",
        "settings picks 3",
        "now",
        "pause",
        "resume",
        'import {"settings": {}}',
    ],
)
async def test_a_set_up_that_only_managers_may_change_stays_as_it_is(office, text):
    reply = await office.say(text, manager=False, open_by_default=False)
    assert (reply.ok, reply.public) == (False, False)
    assert "Only those who manage this channel" in reply.view.summary
    assert await office.store.channels.get(HERE) is None


@each_of("text", ["settings", "schedule", "list", "help", "status", "save 2611.00001", "vote 2611.00001"])
async def test_reading_and_the_teams_memory_are_open_to_everyone(office, text):
    reply = await office.say(text, manager=False, open_by_default=False)
    assert reply.ok, reply.view.summary


async def test_managers_only_says_how_it_came(office):
    await office.say("settings changes managers")
    reply = await office.say("pause", manager=False)
    assert "settings changes managers" in reply.view.summary


async def test_the_first_change_makes_the_channel_in_the_persons_zone(office):
    await office.say("schedule 8:00", channel_name="papers")
    channel = await office.channel()
    assert (channel.name, channel.owner, channel.schedule.zone) == ("papers", "U1", "Europe/Paris")
    assert str(channel.since) == "2026-11-19"
    assert channel.next_due.isoformat() == "2026-11-23T07:00:00+00:00"


async def test_a_saved_paper_alone_starts_no_digests(office):
    await office.say("save 2611.00001")
    assert (await office.channel()).next_due is None
    await office.say("subscribe RAG")
    assert (await office.channel()).next_due is not None


async def test_channels_of_two_workspaces_know_nothing_of_each_other(office):
    await office.say("settings picks 3")
    elsewhere = Address("slack", "T2", "C1")
    await office.say("settings picks 9", address=elsewhere)
    assert (await office.channel()).settings.picks == 3
    assert [e.what for e in await office.store.journal.audited(elsewhere, 9)] == ["settings picks 9"]


@each_of(("person", "zone"), [("", "UTC"), ("Europe/Paris", "Europe/Paris"), ("Mars/Base", "UTC")])
def test_a_persons_zone_is_taken_if_it_is_one(person, zone):
    assert zone_for(person, "UTC") == zone


HOSTILE = [
    "",
    " ",
    "\x00",
    "\ud800",
    "“”",
    "search",
    'search "',
    'search "unclosed',
    "search (((((((((((",
    "search -",
    "search -video",
    "search *",
    "search a*",
    "search \u200b\u200b",
    "search 😀",
    "search 扩散模型",
    'search "; DROP TABLE paper; --',
    "search NEAR(a b) title : x",
    "search " + "word " * 5000,
    "search " + "(" * 5000,
    "subscribe ,,,",
    "subscribe " + "a," * 5000,
    "subscribe -only",
    "unsubscribe 999999999999999999999",
    "unsubscribe ²",
    "settings picks 999999999999999999999999",
    "schedule 99999999999999999999",
    "schedule ../../etc/passwd",
    "pause 99999999999999999d",
    "pause 0000-00-00",
    'paper "',
    "paper https://[::1",
    "why \ud800",
    "similar x page:~99999999999999999999",
    "list page:~99999999999999999999999",
    "list page:~0",
    "saved page:~7",
    "trending day page:~7000",
    "submit x",
    "submit 9999.99999",
    "import {",
    "import " + "[" * 50_000,
    "import 1",
    'import {"settings": {"picks": 1e999}}',
    "help nonsense",
    "search x page:~a/b",
    "x" * 200_000,
]


@each_of("text", HOSTILE)
async def test_bad_input_gets_an_answer_or_a_sentence_never_an_incident(office, text, caplog):
    reply = await office.say(text)
    assert not caplog.records
    assert 0 < len(reply.view.summary) < 700
    reply.view.summary.encode()


CLICKED = ["help", "list", "status", "trending", "preview", "search diffusion", "paper 2611.00001", "saved"]
CLICKED += ["save 2611.00001", "saved", "similar 2611.00001", "unsubscribe 1", "pause", "serach x"]


async def test_every_button_of_every_reply_is_a_command_that_can_be_typed(office):
    await office.say("subscribe RAG, diffusion")
    for text in CLICKED:
        for command in commands_of(await office.say(text)):
            assert command.split()[0] in {c.name for c in TABLE}
            again = await office.say(command)
            assert "Something went wrong" not in again.view.summary
