"""The gateway with the real discord.py client: sessions, outages, commands synced, interactions answered."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from discord.gateway import KeepAliveHandler

from bot.errors import SettingsError, StorageError
from bot.model.channel import Address
from bot.ports.request import Reply
from bot.views.blocks import Note, View, plain
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import HERE, Application, serving
from tests.fakes.discord_world import PERSON, SERVER, Fault


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        yield made


async def test_it_identifies_with_the_least_intents_over_a_compressed_stream(
    application: Application,
) -> None:
    await application.start()
    await application.ready()
    (identify,) = application.fake.gateway.identified
    assert identify["intents"] == 1 | 1 << 10 | 1 << 13, "guilds and reactions, none of them privileged"
    assert application.fake.gateway.compressed
    assert await application.heard("installed") == ("installed", str(SERVER))


async def test_a_disk_that_is_full_as_the_commands_are_told_keeps_nobody_out(application, monkeypatch) -> None:
    async def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(application.insides.adapter_facts, "write", full)
    await application.start()
    await application.ready()
    assert len(application.fake.world.synced) == 1


async def test_a_heartbeat_keeps_the_session(application: Application) -> None:
    application.fake.gateway.heartbeat_ms = 50
    await application.start()
    await application.ready()
    await until(lambda: application.fake.gateway.heartbeats >= 3)
    assert len(application.fake.gateway.identified) == 1


async def test_missed_heartbeats_resume_the_session(application: Application) -> None:
    application.fake.gateway.heartbeat_ms = 100
    await application.start()
    await application.ready()
    application.client._connection.heartbeat_timeout = 0.2
    for shard in application.client._AutoShardedClient__shards.values():  # type: ignore[attr-defined]
        shard.ws._keep_alive.heartbeat_timeout = 0.2
    application.fake.gateway.acknowledges = False
    await until(lambda: application.fake.gateway.resumed)
    application.fake.gateway.acknowledges = True
    await application.ready()
    assert application.fake.gateway.resumed[0]["session_id"] == "session-1"


async def test_a_heartbeat_under_way_ends_before_its_client_is_closed(application: Application) -> None:
    await application.start()
    await application.ready()
    (shard,) = application.client.shards.values()
    about_to_send = SlowKeeper(ws=shard._parent.ws, interval=0.01, shard_id=shard.id)
    about_to_send.start()
    await until(lambda: about_to_send.woke)
    await application.client.close()
    assert not about_to_send.is_alive()


class SlowKeeper(KeepAliveHandler):
    """A thread that the machine lets wait between its interval's end and the sending."""

    woke = False

    def get_payload(self) -> dict[str, int]:
        self.woke = True
        time.sleep(0.1)
        return {"op": self.ws.HEARTBEAT, "d": self.ws.sequence}


async def test_op_7_resumes(application: Application) -> None:
    await application.start()
    await application.ready()
    await application.fake.gateway.ask_to_reconnect()
    await until(lambda: application.fake.gateway.resumed)
    assert len(application.fake.gateway.identified) == 1


async def test_a_dropped_connection_resumes(application: Application) -> None:
    await application.start()
    await application.ready()
    await application.fake.gateway.drop(4000)
    await until(lambda: application.fake.gateway.resumed)
    await application.ready()


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9_begins_anew_or_resumes(application: Application, resumable: bool) -> None:
    await application.start()
    await application.ready()
    await application.fake.gateway.invalidate(resumable=resumable)
    if resumable:
        await until(lambda: application.fake.gateway.resumed)
    else:
        await until(lambda: len(application.fake.gateway.identified) == 2)
    assert application.serving is not None
    assert not application.serving.done()


async def test_a_failed_first_connection_is_tried_again_with_a_fresh_client(application: Application) -> None:
    application.fake.world.faults += [("GET", "/users/@me", Fault(503)), ("GET", "/users/@me", Fault(503))]
    application.fake.world.faults += [("GET", "/gateway/bot", Fault(503))]
    await application.start()
    await until(lambda: application.fake.gateway.identified)
    await application.ready()
    assert len(application.slept) == 3
    assert application.slept[0] < application.slept[2]


async def test_a_gateway_that_closes_for_good_is_opened_anew_by_a_fresh_client(application: Application) -> None:
    await application.start()
    await application.ready()
    first = application.client
    await application.fake.gateway.drop(4012)
    await until(lambda: len(application.fake.gateway.identified) == 2)
    await application.ready()
    assert application.client is not first
    assert application.slept


@pytest.mark.parametrize("how", ["rest", "gateway"])
async def test_a_bad_token_ends_it_with_one_clear_sentence(application: Application, how: str) -> None:
    if how == "rest":
        application.fake.world.token = "another"
        await application.start()
    else:
        await application.start()
        await application.ready()
        application.fake.gateway.reject_with = 4004
        await application.fake.gateway.drop(4000)
    assert application.serving is not None
    with pytest.raises(SettingsError, match="DISCORD_TOKEN") as raised:
        await asyncio.wait_for(application.serving, 30)
    assert "good.token.here" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_shutdown_is_clean_and_leaves_no_task(application: Application) -> None:
    before = asyncio.all_tasks()
    await application.start()
    await application.ready()
    client = application.client
    assert application.serving is not None
    application.serving.cancel()
    await asyncio.gather(application.serving, return_exceptions=True)
    await until(lambda: not application.fake.gateway._sockets)
    assert not client.is_closed(), "posts under way go on until the very end"
    await application.connection.close()
    assert client.is_closed()
    await until(lambda: not [t for t in asyncio.all_tasks() - before if "discord" in repr(t) and not t.done()])


async def test_commands_are_told_to_discord_once_and_again_when_they_changed(application: Application) -> None:
    await application.start()
    await application.ready()
    assert len(application.fake.world.synced) == 1
    await application.fake.gateway.drop(4012)
    await until(lambda: len(application.fake.gateway.identified) == 2)
    assert len(application.fake.world.synced) == 1
    application.insides.adapter_facts.pages["commands"] = "older"
    await application.fake.gateway.drop(4012)
    await until(lambda: len(application.fake.world.synced) == 2)


async def test_commands_that_another_program_overwrote_are_found_by_doctor_and_told_anew(
    application: Application,
) -> None:
    await application.start()
    await application.ready()
    theirs = {"name": "remind", "description": "Remind me", "type": 1, "options": []}
    application.fake.world.synced.append([theirs])
    findings = {finding.what: finding for finding in await application.listener.check(HERE)}
    assert findings["Discord commands"].ok is False
    assert "overwritten by another program: " in findings["Discord commands"].detail
    assert "remind" in findings["Discord commands"].detail
    await application.fake.gateway.drop(4012)
    await until(lambda: len(application.fake.world.synced) == 3)
    assert application.fake.world.synced[-1] == application.fake.world.synced[0]


async def test_commands_that_cannot_be_told_are_told_at_the_next_start(application: Application) -> None:
    application.fake.world.faults.append(("PUT", "/commands", Fault(400, 50035)))
    await application.start()
    await application.ready()
    assert "commands" not in application.insides.adapter_facts.pages


async def test_an_interaction_is_put_off_at_once_and_answered_by_follow_up(application: Application) -> None:
    await application.start()
    await application.ready()
    application.insides.desk.replies["search"] = Reply(View((Note(plain("found")),), "x"))
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "search", "options": [{"type": 3, "name": "query", "value": "RAG"}]}],
    }
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", data))
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 2)
    (_, how, body), (_, then, text) = application.fake.world.answers["tok"]
    assert (how, then) == ("callback", "follow-up")
    assert body == {"type": 5, "data": {"flags": 64}}
    assert "found" in str(text["components"])


async def test_a_change_that_changed_nothing_leaves_only_a_line_for_the_asker(application: Application) -> None:
    await application.start()
    await application.ready()
    application.insides.desk.replies["subscribe"] = Reply(View((Note(plain("unclosed quote")),), "x"), ok=False)
    options = [{"type": 3, "name": "query", "value": '"RAG'}]
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "subscribe", "options": options}],
    }
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", data))
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 4)
    assert [how for _, how, _ in application.fake.world.answers["tok"]] == [
        "callback",
        "edit",
        "follow-up",
        "deleted",
    ]
    assert application.fake.world.answers["tok"][2][2]["flags"] & 64


async def test_an_older_form_of_a_command_is_told_apart_from_a_failure(application: Application) -> None:
    await application.start()
    await application.ready()
    data = {"id": "1", "name": "papers", "type": 1, "options": [{"type": 1, "name": "gone", "options": []}]}
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", data))
    await until(lambda: application.fake.world.answers.get("tok"))
    assert "older form of this command" in str(application.fake.world.answers["tok"])


async def test_where_paperboy_is_no_member_the_app_of_an_account_serves_its_person_alone(
    application: Application,
) -> None:
    await application.start()
    await application.ready()
    options = [{"type": 3, "name": "query", "value": "RAG"}]
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "subscribe", "options": options}],
    }
    mine = {"authorizing_integration_owners": {"1": str(PERSON)}}
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", data, **mine))
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 2)
    (_, _, body), (_, _, text) = application.fake.world.answers["tok"]
    assert body == {"type": 5, "data": {"flags": 64}}
    assert text["flags"] & 64
    (asked,) = application.insides.desk.asked
    assert asked.address == Address("discord", f"@{PERSON}", str(PERSON))
    assert asked.personal
