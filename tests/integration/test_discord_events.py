"""What happens to servers, channels, threads and permissions of Discord, told to the core by the real client."""

import asyncio
import copy
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.model.channel import Address
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import CHANNEL, HERE, NO_ADMIN, Application, limited, limited_server, serving
from tests.fakes.discord_world import BOT, FORUM, SERVER, TEXT

SEND, VIEW_CHANNEL = 1 << 11, 1 << 10


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        yield made


async def test_joining_a_server_says_one_welcome_where_it_may_speak(application: Application) -> None:
    application.fake.gateway.servers_known = False
    closed = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    application.fake.world.channels[CHANNEL]["permission_overwrites"] = [closed]
    open_channel = application.fake.world.add_channel(CHANNEL + 1, TEXT, position=1)
    await application.start()
    await application.fake.gateway.ready()
    await application.client.wait_until_ready()
    server = limited(application.fake)
    joined = {key: value for key, value in server.items() if key != "unavailable"}
    await application.fake.gateway.push("GUILD_CREATE", joined)
    await until(lambda: application.fake.world.messages.get(open_channel))
    await application.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER), "unavailable": True})
    await application.fake.gateway.push("GUILD_CREATE", server)
    await until(lambda: application.told.count(("installed", str(SERVER))) >= 2)
    assert len(application.fake.world.messages[open_channel]) == 1
    assert CHANNEL not in application.fake.world.messages
    assert not [word for word in application.told if word[0] == "uninstalled"]


async def test_a_server_that_invited_it_while_it_was_not_running_is_welcomed_once(
    application: Application,
) -> None:
    member = application.fake.world.member() | {"joined_at": datetime.now(UTC).isoformat()}
    application.fake.world.member = lambda: member  # type: ignore[method-assign]
    await application.start()
    await application.ready()
    await until(lambda: application.fake.world.messages.get(CHANNEL))
    await application.fake.gateway.drop(4012)
    await until(lambda: application.told.count(("installed", str(SERVER))) == 2)
    assert len(application.fake.world.messages[CHANNEL]) == 1


async def test_an_outage_of_a_server_is_no_removal_and_a_removal_is(application: Application) -> None:
    await application.start()
    await application.ready()
    await application.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER), "unavailable": True})
    await application.fake.gateway.push("GUILD_CREATE", application.fake.world.server())
    await until(lambda: application.told.count(("installed", str(SERVER))) == 2)
    assert not [word for word in application.told if word[0] == "uninstalled"]
    await application.fake.gateway.push("GUILD_DELETE", {"id": str(SERVER)})
    assert (await application.heard("uninstalled"))[1] == str(SERVER)


async def test_a_deleted_channel_is_gone_and_so_are_its_threads(application: Application) -> None:
    thread = application.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5)
    application.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await application.start()
    await application.ready()
    await application.fake.gateway.push("CHANNEL_DELETE", application.fake.world.channels[CHANNEL])
    for number, what in ((CHANNEL, "channel"), (CHANNEL + 5, "thread")):
        *_, fix, gone = await application.heard("refused", str(number), f"the {what} was deleted")
        assert gone
        assert "/papers subscribe" in fix


async def test_a_deleted_thread_is_gone(application: Application) -> None:
    thread = application.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5)
    application.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await application.start()
    await application.ready()
    gone = {"id": thread["id"], "guild_id": str(SERVER), "parent_id": str(CHANNEL), "type": 11}
    await application.fake.gateway.push("THREAD_DELETE", gone)
    assert (await application.heard("refused", thread["id"]))[-1] is True


async def test_a_renamed_channel_is_told(application: Application) -> None:
    await application.start()
    await application.ready()
    await application.fake.gateway.push(
        "CHANNEL_UPDATE", application.fake.world.channels[CHANNEL] | {"name": "new-name"}
    )
    assert await application.heard("renamed") == ("renamed", str(CHANNEL), "new-name")


async def test_a_permission_lost_names_it_with_the_channel_and_who_to_ask_and_regained_goes_on(
    application: Application,
) -> None:
    application.fake.world.server = limited_server(application.fake)  # type: ignore[method-assign]
    await application.start()
    await application.ready()
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    await application.fake.gateway.push(
        "CHANNEL_UPDATE", application.fake.world.channels[CHANNEL] | {"permission_overwrites": [deny]}
    )
    _, _, reason, fix, gone = await application.heard("refused", str(CHANNEL))
    assert "Send Messages" in reason
    assert "#channel-1" in reason
    assert "who may manage" in fix
    assert gone is False
    await application.fake.gateway.push("CHANNEL_UPDATE", application.fake.world.channels[CHANNEL])
    await application.heard("welcomed", str(CHANNEL))


async def test_a_role_that_loses_its_permission_pauses_the_channels_of_that_server(
    application: Application,
) -> None:
    application.fake.world.server = limited_server(application.fake)  # type: ignore[method-assign]
    await application.start()
    await application.ready()
    role = application.fake.world.server()["roles"][0]
    less = role | {"permissions": str(int(NO_ADMIN) & ~SEND & ~VIEW_CHANNEL)}
    await application.fake.gateway.push("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER), "role": less})
    _, _, reason, *_ = await application.heard("refused", str(CHANNEL))
    assert "View Channel" in reason
    await application.fake.gateway.push("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER), "role": role})
    await application.heard("welcomed", str(CHANNEL))


async def test_a_locked_thread_is_paused_with_the_reason_and_an_archived_one_is_not(
    application: Application,
) -> None:
    application.fake.world.server = limited_server(application.fake, less=1 << 34)  # type: ignore[method-assign]
    thread = copy.deepcopy(application.fake.world.open_thread(CHANNEL, "papers", CHANNEL + 5))
    application.insides.lifecycle.channels.append(Address("discord", str(SERVER), thread["id"]))
    await application.start()
    await application.ready()
    thread["thread_metadata"]["locked"] = True
    await application.fake.gateway.push("THREAD_UPDATE", thread)
    _, _, reason, fix, _ = await application.heard("refused", thread["id"])
    assert reason == "the thread is locked"
    assert "Manage Threads" in fix
    thread["thread_metadata"] |= {"locked": False}
    await application.fake.gateway.push("THREAD_UPDATE", thread)
    await application.heard("welcomed", thread["id"])
    thread["thread_metadata"] |= {"archived": True}
    before = list(application.told)
    await application.fake.gateway.push("THREAD_UPDATE", thread)
    await application.fake.gateway.push(
        "CHANNEL_UPDATE", application.fake.world.channels[CHANNEL] | {"name": "after"}
    )
    await application.heard("renamed")
    assert [word for word in application.told if word not in before] == [("renamed", str(CHANNEL), "after")]


async def test_the_bots_own_roles_count(application: Application) -> None:
    application.fake.world.server = limited_server(application.fake)  # type: ignore[method-assign]
    await application.start()
    await application.ready()
    changed = application.fake.world.member() | {"guild_id": str(SERVER), "nick": "Newsboy"}
    assert changed["user"]["id"] == str(BOT)
    await application.fake.gateway.push("GUILD_MEMBER_UPDATE", changed)
    await application.heard("welcomed", str(CHANNEL))


async def test_an_event_that_fails_ends_nothing(application: Application) -> None:
    await application.start()
    await application.ready()
    application.insides.lifecycle.channels = None  # type: ignore[assignment]
    await application.fake.gateway.push("CHANNEL_UPDATE", application.fake.world.channels[CHANNEL] | {"name": "x"})
    application.insides.lifecycle.channels = [HERE]
    await asyncio.sleep(0.05)
    await application.fake.gateway.push("CHANNEL_UPDATE", application.fake.world.channels[CHANNEL] | {"name": "y"})
    await application.heard("renamed", str(CHANNEL), "y")


async def test_a_forum_that_wants_no_tag_any_more_goes_on(application: Application) -> None:
    forum = application.fake.world.add_channel(200000000000000019, FORUM, flags=1 << 4)
    application.insides.lifecycle.channels.append(Address("discord", str(SERVER), str(forum)))
    await application.start()
    await application.ready()
    await application.fake.gateway.push("CHANNEL_UPDATE", application.fake.world.channels[forum] | {"flags": 0})
    await application.heard("welcomed", str(forum))
