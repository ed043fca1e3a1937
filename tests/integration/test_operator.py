"""What the operator is told: by doctor, by the table of everything, and by a message where PAPERBOY_ADMIN says."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from adapters.sources.common.skew import skew
from adapters.terminal.render import to_text
from bot.app.admin_notices import AdminNotices, admin_address
from bot.app.channel_notes import ChannelNotes
from bot.app.channels_checked import check_channels
from bot.app.doctor import check_clock
from bot.app.overview import overview
from bot.errors import SettingsError, StorageError
from bot.model.channel import Address, Schedule
from bot.model.delivery import RetryAfter
from bot.ports import Fault, Fetched
from tests.each_of import each_of
from tests.integration.operating import MONDAY, operation

ADMIN = Address("chat", "T1", "ops")
DAILY = frozenset(range(7))


@each_of(
    ("headers", "ahead"),
    [
        ({"date": "Mon, 23 Nov 2026 08:50:00 GMT"}, timedelta()),
        ({"date": "Fri, 23 Oct 2026 08:50:00 GMT"}, timedelta(days=31)),
        ({"date": "Mon, 23 Nov 2026 08:40:00 GMT", "age": "600"}, timedelta()),
        ({"date": "yesterday"}, None),
        ({"date": "Mon, 23 Nov 2026 08:50:00 GMT", "age": "old"}, None),
        ({}, None),
    ],
)
def test_an_answer_tells_how_far_the_clock_is_ahead(headers, ahead):
    assert skew(headers, MONDAY) == ahead


def test_doctor_says_the_skew():
    assert check_clock(timedelta(seconds=-3)).ok
    assert check_clock(None).ok is None
    wrong = check_clock(timedelta(days=30, seconds=5))
    assert (wrong.ok, wrong.detail) == (False, "30 days, 0:00:05 ahead of the sources' clocks")
    assert "behind" in check_clock(timedelta(minutes=-3)).detail


async def test_doctor_is_not_green_for_channels_that_get_nothing(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        platforms = here.application.platforms
        made = await here.channel()
        (well,) = await check_channels(here.store, platforms, here.clock.now())
        assert well.ok
        here.platform.living["T1"] = False
        await here.channel(platform="discord")
        await here.store.channels.change(
            made.key, lambda it: it if it.schedule.stored else _with(it, Schedule(time(9), DAILY, "Europe/Gone"))
        )
        here.clock.goes_on(3600)
        said = {each.what: each for each in await check_channels(here.store, platforms, here.clock.now())}
        assert {name for name, each in said.items() if each.ok is False} == {
            "channels of discord",
            "chat workspace T1",
            "time zone Europe/Gone",
            "digests",
        }
        assert "1 channel belongs to it" in said["chat workspace T1"].detail
        await here.store.workspaces.kill("chat", "T1", "token revoked", None)
        said = {each.what: each for each in await check_channels(here.store, platforms, here.clock.now())}
        assert said["chat workspace T1"].detail == "paused: token revoked"


async def test_what_keeps_channels_from_digests_is_noted_as_long_as_it_lasts_and_said_once(tmp_path):
    said = []
    async with operation(tmp_path / "x.db") as here:
        notes = ChannelNotes(here.application, said.append)
        made = await here.channel()
        await here.channel(platform="discord")
        unknown = Schedule(time(9), DAILY, "Europe/Gone")
        await here.store.channels.change(made.key, lambda it: replace(it, schedule=unknown))
        await notes.look()
        assert said == [], "the start is not over"
        notes.begin()
        await notes.look()
        await notes.look()
        assert [each.partition(":")[0] for each in said] == ["channels of discord", "time zone Europe/Gone"]
        assert [note.partition(":")[0] for note in (await here.health()).notes] == [
            "1 channel of discord held", "time zone Europe/Gone"
        ]  # fmt: skip
        await here.store.channels.change(made.key, lambda it: replace(it, schedule=Schedule(time(9), DAILY)))
        await notes.look()
        assert [note.partition(":")[0] for note in (await here.health()).notes] == ["1 channel of discord held"]


async def test_what_another_process_says_in_a_sentence_ends_with_one_full_stop(tmp_path, monkeypatch):
    said = []

    async def troubles(_):
        return ["plan fails: The disk is full."]

    monkeypatch.setattr("bot.app.channels_checked.troubles", troubles)
    async with operation(tmp_path / "x.db") as here:
        notes = ChannelNotes(here.application, said.append)
        notes.begin()
        await notes.look()
    assert said == ["processes: plan fails: The disk is full."]


def _with(channel, schedule):
    return replace(channel, schedule=schedule)


async def test_the_table_of_everything_says_next_last_and_held_up_by_what(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        here.application.configured = lambda: ["chat"]
        await here.channel(at=time(8, 45))
        await here.dispatcher.drain()
        await here.channel("C2", platform="discord")
        await here.store.workspaces.kill("chat", "T9", "token revoked", None)
        here.source.note = "HTTP 503"
        here.clock.goes_on(4000)
        await here.duties.poll()
        wrong = Fetched(faults=(Fault("/srv/papers.jsonl", "line 3 is no JSON"),))
        await here.store.papers.ingest("file", wrong, here.clock.now(), polled=False)
        text = " ".join(to_text(await overview(here.application), 300, colour=False).split())
        assert "chat:T1:C1 C1 next" in text
        assert "discord is not set up here" in text
        assert "1 channel of discord held" in text
        assert "chat workspace T9 is paused: token revoked" in text
        assert "huggingface has not answered since 2026-11-23 08:50 UTC (HTTP 503)" in text
        assert "file, /srv/papers.jsonl: line 3 is no JSON" in text


async def test_the_admin_hears_once_when_it_begins_and_once_when_it_is_mended(tmp_path):
    async with operation(tmp_path / "x.db") as here:
        notices = AdminNotices(here.application, ADMIN)
        here.source.note = "HTTP 503"
        await here.at("2026-11-23T10:00:00+00:00")
        await notices.look()
        assert not here.platform.accepted, "an hour is no news"
        await here.at("2026-11-23T15:00:00+00:00")
        here.platform.script([RetryAfter(5, "busy")])
        await notices.look()
        assert not here.platform.accepted
        for _ in range(3):
            await notices.look()
        ((delivery, message),) = here.platform.accepted
        assert delivery.address == ADMIN
        assert "The source huggingface has not answered since 2026-11-23 08:50 UTC (HTTP 503)." in message["text"]
        await AdminNotices(here.application, ADMIN).look()
        assert len(here.platform.accepted) == 1, "a restart tells nothing again"
        here.source.note = ""
        await here.at("2026-11-23T16:00:00+00:00")
        for _ in range(2):
            await notices.look()
        assert len(here.platform.accepted) == 2
        assert "Mended: The source huggingface" in here.platform.accepted[-1][1]["text"]
        await here.store.workspaces.kill("chat", "T9", "token revoked", None)
        await notices.look()
        assert "The chat workspace T9 is paused: token revoked." in here.platform.accepted[-1][1]["text"]


async def test_the_admin_hears_of_a_database_that_fails_though_nothing_can_be_kept(tmp_path, monkeypatch):
    async with operation(tmp_path / "x.db") as here:
        notices, facts = AdminNotices(here.application, ADMIN), here.store.adapter_facts
        full = StorageError("The disk that holds x.db is full: free some space.")

        async def refuse(*given, **named):
            raise full

        with monkeypatch.context() as broken:
            broken.setattr(type(facts), "write", refuse)
            here.signs.failing = lambda: [f"keep and plan fail: {full}"]
            for _ in range(3):
                await notices.look()
            broken.setattr(type(facts), "read", refuse)
            broken.setattr(type(here.store.journal), "polls", refuse)
            here.signs.failing = lambda: [f"admin, keep and plan fail: {full}"]
            await notices.look()
            assert not (await here.health()).ok, "the reason, and no error of its own"
            assert full.sentence in (await here.health()).reason
            assert await here.signs.gauges(here.clock.now()) == {"database_fails": {"": 1}}
        ((_, message),) = here.platform.accepted
        assert "Paperboy cannot do all its work: The disk that holds x.db is full" in message["text"]
        here.signs.failing = list
        for _ in range(2):
            await notices.look()
        assert len(here.platform.accepted) == 2
        assert "Mended: Paperboy cannot do all its work" in here.platform.accepted[-1][1]["text"]
        await AdminNotices(here.application, ADMIN).look()
        assert len(here.platform.accepted) == 2


async def test_without_an_admin_nobody_is_told_and_one_of_a_platform_that_does_not_run_is_logged(tmp_path, caplog):
    async with operation(tmp_path / "x.db", datetime(2026, 11, 23, 8, 50, tzinfo=UTC)) as here:
        await here.store.workspaces.kill("chat", "T9", "token revoked", None)
        await AdminNotices(here.application, None).look()
        await AdminNotices(here.application, Address("slack", "T1", "C1")).look()
        assert not here.platform.accepted
        assert [vars(each)["why"] for each in caplog.records if each.getMessage() == "admin_not_told"] == [
            "slack is not running here"
        ]


def test_where_the_admin_reads_is_checked_at_the_start():
    def names() -> tuple[str, ...]:
        return ("discord", "slack")

    assert admin_address("  ", names) is None
    assert admin_address("slack:T1:C1", names) == Address("slack", "T1", "C1")
    for wrong in ("slack", "slack:T1", "slack::C1"):
        with pytest.raises(SettingsError, match="platform:workspace:channel"):
            admin_address(wrong, names)
    with pytest.raises(SettingsError, match='"slakc"; did you mean slack'):
        admin_address("slakc:T1:C1", names)
