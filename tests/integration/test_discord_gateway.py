"""The gateway with the real discord.py client: sessions, outages, events told to the core, commands synced."""

import asyncio
import copy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.discord.api.connection import Connection
from adapters.discord.app import platform
from adapters.discord.client import PaperboyClient
from adapters.discord.listener import DiscordDoor
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.errors import SettingsError
from bot.model.channel import Address
from bot.ports.request import Reply
from bot.views.blocks import Note, View, plain
from tests.fakes.discord_parts import Insides, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import BOT, CATEGORY, PERSON, SERVER, TEXT, VOICE, Fault

CHANNEL = 200000000000000001
HERE = Address("discord", str(SERVER), str(CHANNEL))
NO_ADMIN = str((1 << 53) - 1 - (1 << 3))
SEND, VIEW_CHANNEL = 1 << 11, 1 << 10


@dataclass
class House:
    """A served door."""

    fake: FakeDiscord
    insides: Insides
    connection: Connection[PaperboyClient]
    door: DiscordDoor
    slept: list[float] = field(default_factory=list)
    serving: asyncio.Task[None] | None = None

    @property
    def told(self) -> list[tuple[Any, ...]]:
        return self.insides.lifecycle.told

    @property
    def client(self) -> PaperboyClient:
        assert self.connection.client is not None
        return self.connection.client

    async def start(self) -> None:
        self.serving = asyncio.create_task(self.door.serve())

    async def ready(self) -> None:
        await self.fake.gateway.ready()
        await until(lambda: (guild := self.client.get_guild(SERVER)) and not guild.unavailable)

    async def heard(self, *what: Any) -> tuple[Any, ...]:
        """Wait for the last word that begins so."""
        await until(lambda: any(word[: len(what)] == what for word in self.told))
        return next(word for word in reversed(self.told) if word[: len(what)] == what)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as fake:
        fake.world.add_channel(CHANNEL, TEXT)
        insides = Insides()
        given = {"discord_token": fake.world.token, "discord_api_url": fake.api}
        built = platform(insides.parts(), DiscordSettings(**given))
        assert isinstance(built.sender, DiscordSender)
        assert isinstance(built.door, DiscordDoor)
        connection = built.sender._connection
        make = connection._make

        def quicker() -> PaperboyClient:
            client = make()
            client._connection.guild_ready_timeout = 0.05  # seconds without a further server until "ready"
            return client

        connection._make = quicker
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            await asyncio.sleep(0.01)

        made = House(fake, insides, connection, DiscordDoor(connection, insides.notebook, sleep=sleep), slept)
        insides.lifecycle.channels.append(HERE)
        yield made
        if made.serving:
            made.serving.cancel()
            await asyncio.gather(made.serving, return_exceptions=True)
        await connection.close()


async def test_it_identifies_with_the_guilds_intent_alone_over_a_compressed_stream(house: House) -> None:
    await house.start()
    await house.ready()
    (identify,) = house.fake.gateway.identified
    assert identify["intents"] == 1
    assert house.fake.gateway.compressed
    assert await house.heard("installed") == ("installed", str(SERVER))


async def test_a_heartbeat_keeps_the_session(house: House) -> None:
    house.fake.gateway.heartbeat_ms = 50
    await house.start()
    await house.ready()
    await until(lambda: house.fake.gateway.heartbeats >= 3)
    assert len(house.fake.gateway.identified) == 1


async def test_missed_heartbeats_resume_the_session(house: House) -> None:
    house.fake.gateway.heartbeat_ms = 100
    await house.start()
    await house.ready()
    house.client._connection.heartbeat_timeout = 0.2
    for shard in house.client._AutoShardedClient__shards.values():  # type: ignore[attr-defined]
        shard.ws._keep_alive.heartbeat_timeout = 0.2
    house.fake.gateway.acknowledges = False
    await until(lambda: house.fake.gateway.resumed)
    house.fake.gateway.acknowledges = True
    await house.ready()
    assert house.fake.gateway.resumed[0]["session_id"] == "session-1"


async def test_op_7_resumes(house: House) -> None:
    await house.start()
    await house.ready()
    await house.fake.gateway.ask_to_reconnect()
    await until(lambda: house.fake.gateway.resumed)
    assert len(house.fake.gateway.identified) == 1


async def test_a_dropped_connection_resumes(house: House) -> None:
    await house.start()
    await house.ready()
    await house.fake.gateway.drop(4000)
    await until(lambda: house.fake.gateway.resumed)
    await house.ready()


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9_begins_anew_or_resumes(house: House, resumable: bool) -> None:
    await house.start()
    await house.ready()
    await house.fake.gateway.invalidate(resumable=resumable)
    if resumable:
        await until(lambda: house.fake.gateway.resumed)
    else:
        await until(lambda: len(house.fake.gateway.identified) == 2)
    assert house.serving is not None
    assert not house.serving.done()


async def test_a_failed_first_connection_is_tried_again_with_a_fresh_client(house: House) -> None:
    house.fake.world.faults += [("GET", "/users/@me", Fault(503)), ("GET", "/users/@me", Fault(503))]
    house.fake.world.faults += [("GET", "/gateway/bot", Fault(503))]
    await house.start()
    await until(lambda: house.fake.gateway.identified)
    await house.ready()
    assert len(house.slept) == 3
    assert house.slept[0] < house.slept[2]


async def test_a_gateway_that_closes_for_good_is_opened_anew_by_a_fresh_client(house: House) -> None:
    await house.start()
    await house.ready()
    first = house.client
    await house.fake.gateway.drop(4012)
    await until(lambda: len(house.fake.gateway.identified) == 2)
    await house.ready()
    assert house.client is not first
    assert house.slept


@pytest.mark.parametrize("how", ["rest", "gateway"])
async def test_a_bad_token_ends_it_with_one_clear_sentence(house: House, how: str) -> None:
    if how == "rest":
        house.fake.world.token = "another"
        await house.start()
    else:
        await house.start()
        await house.ready()
        house.fake.gateway.reject_with = 4004
        await house.fake.gateway.drop(4000)
    assert house.serving is not None
    with pytest.raises(SettingsError, match="DISCORD_TOKEN") as raised:
        await asyncio.wait_for(house.serving, 15)
    assert "good.token.here" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_shutdown_is_clean_and_leaves_no_task(house: House) -> None:
    before = asyncio.all_tasks()
    await house.start()
    await house.ready()
    client = house.client
    assert house.serving is not None
    house.serving.cancel()
    await asyncio.gather(house.serving, return_exceptions=True)
    assert client.is_closed()
    assert house.connection.client is None
    await until(lambda: not [t for t in asyncio.all_tasks() - before if "discord" in repr(t) and not t.done()])


async def test_commands_are_told_to_discord_once_and_again_when_they_changed(house: House) -> None:
    await house.start()
    await house.ready()
    assert len(house.fake.world.synced) == 1
    await house.fake.gateway.drop(4012)
    await until(lambda: len(house.fake.gateway.identified) == 2)
    assert len(house.fake.world.synced) == 1
    house.insides.notebook.pages["commands"] = "older"
    await house.fake.gateway.drop(4012)
    await until(lambda: len(house.fake.world.synced) == 2)


async def test_commands_that_cannot_be_told_are_told_at_the_next_start(house: House) -> None:
    house.fake.world.faults.append(("PUT", "/commands", Fault(400, 50035)))
    await house.start()
    await house.ready()
    assert "commands" not in house.insides.notebook.pages


async def test_joining_a_server_says_one_welcome_where_it_may_speak(house: House) -> None:
    house.fake.gateway.servers_known = False
    closed = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    house.fake.world.channels[CHANNEL]["permission_overwrites"] = [closed]
    open_channel = house.fake.world.add_channel(CHANNEL + 1, TEXT, position=1)
    await house.start()
    await house.fake.gateway.ready()
    await house.client.wait_until_ready()
    server = limited(house.fake)
    joined = {key: value for key, value in server.items() if key != "unavailable"}
    await house.fake.gateway.push("GUILD_CREATE", joined)
    await until(lambda: house.fake.world.messages.get(open_channel))
    await house.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER), "unavailable": True})
    await house.fake.gateway.push("GUILD_CREATE", server)
    await until(lambda: house.told.count(("installed", str(SERVER))) >= 2)
    assert len(house.fake.world.messages[open_channel]) == 1
    assert CHANNEL not in house.fake.world.messages
    assert not [word for word in house.told if word[0] == "uninstalled"]


async def test_a_server_that_invited_it_while_it_was_not_running_is_welcomed_once(house: House) -> None:
    member = house.fake.world.member() | {"joined_at": datetime.now(UTC).isoformat()}
    house.fake.world.member = lambda: member  # type: ignore[method-assign]
    await house.start()
    await house.ready()
    await until(lambda: house.fake.world.messages.get(CHANNEL))
    await house.fake.gateway.drop(4012)
    await until(lambda: house.told.count(("installed", str(SERVER))) == 2)
    assert len(house.fake.world.messages[CHANNEL]) == 1


async def test_an_outage_of_a_server_is_no_removal_and_a_removal_is(house: House) -> None:
    await house.start()
    await house.ready()
    await house.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER), "unavailable": True})
    await house.fake.gateway.push("GUILD_CREATE", house.fake.world.server())
    await until(lambda: house.told.count(("installed", str(SERVER))) == 2)
    assert not [word for word in house.told if word[0] == "uninstalled"]
    await house.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER)})
    assert (await house.heard("uninstalled"))[1] == str(SERVER)


async def test_a_deleted_channel_is_gone_and_so_are_its_threads(house: House) -> None:
    thread = house.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5)
    house.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await house.start()
    await house.ready()
    await house.fake.gateway.push("CHANNEL_DELETE", house.fake.world.channels[CHANNEL])
    for number, what in ((CHANNEL, "channel"), (CHANNEL + 5, "thread")):
        *_, fix, gone = await house.heard("refused", str(number), f"the {what} was deleted")
        assert gone
        assert "/papers subscribe" in fix


async def test_a_deleted_thread_is_gone(house: House) -> None:
    thread = house.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5)
    house.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await house.start()
    await house.ready()
    gone = {"id": thread["id"], "guild_id": str(SERVER), "parent_id": str(CHANNEL), "type": 11}
    await house.fake.gateway.push("THREAD_DELETE", gone)
    assert (await house.heard("refused", thread["id"]))[-1] is True


async def test_a_renamed_channel_is_told(house: House) -> None:
    await house.start()
    await house.ready()
    await house.fake.gateway.push("CHANNEL_UPDATE", house.fake.world.channels[CHANNEL] | {"name": "new-name"})
    assert await house.heard("renamed") == ("renamed", str(CHANNEL), "new-name")


async def test_a_permission_lost_names_it_with_the_channel_and_who_to_ask_and_regained_goes_on(
    house: House,
) -> None:
    house.fake.world.server = limited_server(house.fake)  # type: ignore[method-assign]
    await house.start()
    await house.ready()
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    await house.fake.gateway.push(
        "CHANNEL_UPDATE", house.fake.world.channels[CHANNEL] | {"permission_overwrites": [deny]}
    )
    _, _, reason, fix, gone = await house.heard("refused", str(CHANNEL))
    assert "Send Messages" in reason
    assert "#channel-1" in reason
    assert "who may manage" in fix
    assert gone is False
    await house.fake.gateway.push("CHANNEL_UPDATE", house.fake.world.channels[CHANNEL])
    await house.heard("welcomed", str(CHANNEL))


async def test_a_role_that_loses_its_permission_pauses_the_channels_of_that_server(house: House) -> None:
    house.fake.world.server = limited_server(house.fake)  # type: ignore[method-assign]
    await house.start()
    await house.ready()
    role = house.fake.world.server()["roles"][0]
    less = role | {"permissions": str(int(NO_ADMIN) & ~SEND & ~VIEW_CHANNEL)}
    await house.fake.gateway.push("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER), "role": less})
    _, _, reason, *_ = await house.heard("refused", str(CHANNEL))
    assert "View Channel" in reason
    await house.fake.gateway.push("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER), "role": role})
    await house.heard("welcomed", str(CHANNEL))


async def test_a_locked_thread_is_paused_with_the_reason_and_an_archived_one_is_not(house: House) -> None:
    house.fake.world.server = limited_server(house.fake, less=1 << 34)  # type: ignore[method-assign]
    thread = copy.deepcopy(house.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5))
    house.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await house.start()
    await house.ready()
    thread["thread_metadata"]["locked"] = True
    await house.fake.gateway.push("THREAD_UPDATE", thread)
    _, _, reason, fix, _ = await house.heard("refused", thread["id"])
    assert reason == "the thread is locked"
    assert "Manage Threads" in fix
    thread["thread_metadata"] |= {"locked": False}
    await house.fake.gateway.push("THREAD_UPDATE", thread)
    await house.heard("welcomed", thread["id"])
    thread["thread_metadata"] |= {"archived": True}
    before = list(house.told)
    await house.fake.gateway.push("THREAD_UPDATE", thread)
    await house.fake.gateway.push("CHANNEL_UPDATE", house.fake.world.channels[CHANNEL] | {"name": "after"})
    await house.heard("renamed")
    assert [word for word in house.told if word not in before] == [("renamed", str(CHANNEL), "after")]


async def test_the_bots_own_roles_count(house: House) -> None:
    house.fake.world.server = limited_server(house.fake)  # type: ignore[method-assign]
    await house.start()
    await house.ready()
    changed = house.fake.world.member() | {"guild_id": str(SERVER), "nick": "Newsboy"}
    assert changed["user"]["id"] == str(BOT)
    await house.fake.gateway.push("GUILD_MEMBER_UPDATE", changed)
    await house.heard("welcomed", str(CHANNEL))


async def test_an_event_that_fails_ends_nothing(house: House) -> None:
    await house.start()
    await house.ready()
    house.insides.lifecycle.channels = None  # type: ignore[assignment]
    await house.fake.gateway.push("CHANNEL_UPDATE", house.fake.world.channels[CHANNEL] | {"name": "x"})
    house.insides.lifecycle.channels = [HERE]
    await asyncio.sleep(0.05)
    await house.fake.gateway.push("CHANNEL_UPDATE", house.fake.world.channels[CHANNEL] | {"name": "y"})
    await house.heard("renamed", str(CHANNEL), "y")


async def test_an_interaction_is_put_off_at_once_and_answered_by_follow_up(house: House) -> None:
    await house.start()
    await house.ready()
    house.insides.desk.replies["search"] = Reply(View((Note(plain("found")),), "x"))
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "search", "options": [{"type": 3, "name": "query", "value": "RAG"}]}],
    }
    await house.fake.gateway.push("INTERACTION_CREATE", house.fake.interaction("tok", data))
    await until(lambda: len(house.fake.world.answers.get("tok", ())) == 2)
    (_, how, body), (_, then, text) = house.fake.world.answers["tok"]
    assert (how, then) == ("callback", "follow-up")
    assert body == {"type": 5, "data": {"flags": 64}}
    assert "found" in str(text["components"])


async def test_a_change_that_changed_nothing_leaves_only_a_line_for_the_asker(house: House) -> None:
    await house.start()
    await house.ready()
    house.insides.desk.replies["subscribe"] = Reply(View((Note(plain("unclosed quote")),), "x"), ok=False)
    options = [{"type": 3, "name": "query", "value": '"RAG'}]
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "subscribe", "options": options}],
    }
    await house.fake.gateway.push("INTERACTION_CREATE", house.fake.interaction("tok", data))
    await until(lambda: len(house.fake.world.answers.get("tok", ())) == 4)
    assert [how for _, how, _ in house.fake.world.answers["tok"]] == ["callback", "edit", "follow-up", "deleted"]
    assert house.fake.world.answers["tok"][2][2]["flags"] & 64


async def test_an_older_form_of_a_command_is_told_apart_from_a_failure(house: House) -> None:
    await house.start()
    await house.ready()
    data = {"id": "1", "name": "papers", "type": 1, "options": [{"type": 1, "name": "gone", "options": []}]}
    await house.fake.gateway.push("INTERACTION_CREATE", house.fake.interaction("tok", data))
    await until(lambda: house.fake.world.answers.get("tok"))
    assert "older form of this command" in str(house.fake.world.answers["tok"])


async def test_where_paperboy_is_no_member_the_app_of_an_account_serves_its_person_alone(house: House) -> None:
    await house.start()
    await house.ready()
    options = [{"type": 3, "name": "query", "value": "RAG"}]
    data = {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": "subscribe", "options": options}],
    }
    mine = {"authorizing_integration_owners": {"1": str(PERSON)}}
    await house.fake.gateway.push("INTERACTION_CREATE", house.fake.interaction("tok", data, **mine))
    await until(lambda: len(house.fake.world.answers.get("tok", ())) == 2)
    (_, _, body), (_, _, text) = house.fake.world.answers["tok"]
    assert body == {"type": 5, "data": {"flags": 64}}
    assert text["flags"] & 64
    (asked,) = house.insides.desk.asked
    assert asked.address == Address("discord", f"@{PERSON}", str(PERSON))
    assert asked.personal


async def test_doctor_finds_everything_well(house: House) -> None:
    await house.start()
    await house.ready()
    findings = {finding.what: finding for finding in await house.door.check(HERE)}
    link = findings["Discord invite link"].detail
    assert "scope=bot+applications.commands" in link
    assert f"permissions={1 << 10 | 1 << 11 | 1 << 38 | 1 << 35 | 1 << 16 | 1 << 15}" in link
    assert not [finding for finding in findings.values() if finding.ok is False]
    assert findings["Send Messages in #channel-1"].ok


async def test_doctor_names_the_missing_permission_with_its_fix(house: House) -> None:
    house.fake.world.server = limited_server(house.fake)  # type: ignore[method-assign]
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    house.fake.world.channels[CHANNEL]["permission_overwrites"] = [deny]
    findings = await house.door.check(HERE)
    (finding,) = (finding for finding in findings if finding.what == "Send Messages in #channel-1")
    assert finding.ok is False
    assert "allow Send Messages" in finding.fix
    (commands,) = (finding for finding in findings if finding.what == "Discord commands")
    assert commands.ok is False


@pytest.mark.parametrize(("kind", "word"), [(CATEGORY, "category"), (VOICE, "")])
async def test_doctor_says_where_nothing_can_be_posted(house: House, kind: int, word: str) -> None:
    other = house.fake.world.add_channel(CHANNEL + 8, kind)
    findings = await house.door.check(Address("discord", str(SERVER), str(other)))
    wrong = [finding for finding in findings if finding.what == f"Discord channel {other}"]
    assert bool(wrong) == bool(word)
    assert all(word in finding.detail for finding in wrong)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        (Address("discord", str(SERVER), "general"), "no id"),
        (Address("discord", str(SERVER), "200000000000000404"), "is not in"),
    ],
)
async def test_doctor_says_what_is_wrong_with_an_address(house: House, address: Address, word: str) -> None:
    *_, finding = await house.door.check(address)
    assert finding.ok is False
    assert word in finding.detail
    assert finding.fix


async def test_doctor_says_that_the_token_is_refused(house: House) -> None:
    house.fake.world.token = "another"
    (finding,) = await house.door.check(None)
    assert finding.ok is False
    assert "DISCORD_TOKEN" in finding.fix


def limited(fake: FakeDiscord, less: int = 0) -> dict[str, Any]:
    """The server whose everyone-role is no administrator."""
    server = fake.world.server()
    roles = [server["roles"][0] | {"permissions": str(int(NO_ADMIN) & ~less)}]
    return server | {"roles": roles}


def limited_server(fake: FakeDiscord, less: int = 0) -> Any:
    plain_server = fake.world.server()

    def server() -> dict[str, Any]:
        now = type(fake.world).server(fake.world)
        return now | {"roles": [plain_server["roles"][0] | {"permissions": str(int(NO_ADMIN) & ~less)}]}

    return server
