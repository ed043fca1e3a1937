"""Why nothing can be posted in a Slack conversation, as Slack tells it; and a zone that it tells too late."""

import asyncio
from dataclasses import replace

from bot.model.channel import Address
from bot.model.obstacle import Hindrance, Obstacle
from tests.each_of import each_of
from tests.fakes.slack_parts import at_work, click, summary
from tests.fakes.slack_server import Fault

CHANNEL = summary().channel
INVITE = "/invite @Paperboy"


@each_of(
    ("conversation", "reason"),
    [
        ({"is_channel": True, "is_member": False}, ""),
        ({"is_channel": True, "is_member": True}, ""),
        ({"is_private": True, "is_member": True}, ""),
        ({"is_private": True, "is_member": False}, "Paperboy is not in this channel"),
        ({"is_channel": True, "is_archived": True}, "the channel is archived"),
        ({"error": "channel_not_found"}, "Paperboy is not in this channel"),
    ],
)
async def test_what_slack_says_of_the_conversation(conversation, reason):
    async with at_work() as bench:
        if conversation is not None:
            bench.slack.teams["xoxb-T1"].rooms["C1"] = {"id": "C1", "name": "general", **conversation}
        found = await bench.listener.hindrance(CHANNEL)
        assert found.reason == reason
        assert (INVITE in found.fix) == ("not in" in reason)


async def test_without_the_permission_to_post_anywhere_a_public_channel_needs_an_invitation_as_well():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].rooms["C1"] = {
            "id": "C1",
            "name": "general",
            "is_channel": True,
            "is_member": False,
        }
        workspaces = bench.listener.slack.workspaces
        workspaces._single = replace(await workspaces.single(), scopes=frozenset({"chat:write"}))
        assert INVITE in (await bench.listener.hindrance(CHANNEL)).fix


@each_of("fault", [Fault(status=500), Fault(error="missing_scope"), Fault(drop="before")])
async def test_what_slack_does_not_tell_hinders_nobody(fault):
    async with at_work() as bench:
        bench.slack.fail("conversations.info", fault)
        assert await bench.listener.hindrance(CHANNEL) == Hindrance()


async def test_direct_messages_are_open_and_slack_has_no_settings_of_its_own():
    async with at_work() as bench:
        alone = replace(CHANNEL, address=Address("slack", "T1", "D1"))
        assert await bench.listener.hindrance(alone) == Hindrance()
        assert "no setting slack.x" in await bench.listener.without_effect(CHANNEL, "slack.x", "on")


async def test_home_and_form_say_what_stands_in_the_way():
    dead = Obstacle(reason="the whole workspace is paused: the token was revoked", fix="Install it again.")
    async with at_work() as bench:
        known = replace(summary(), obstacles=(dead,))
        bench.lifecycle.known[known.channel.address] = known
        bench.slack.teams["xoxb-T1"].rooms["C1"] = {"id": "C1", "name": "general", "members": ["U1"]}
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
        await bench.interact(click(bench.slack, {"action_id": "open:queries", "value": ""}))
        await bench.settle()
        said = "Nothing is posted here: the whole workspace is paused: the token was revoked. Install it again."
        assert said in str(bench.slack.homes["U1"])
        assert said in str(list(bench.slack.views.values()))


async def test_a_zone_that_slack_tells_late_is_told_to_the_core():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].people["U1"] = {"id": "U1", "name": "ada", "tz": "Asia/Tokyo"}
        users = bench.listener.slack.requests._users
        bench.slack.fail("users.info", Fault(seconds=2.3))
        assert (await users.person("T1", "U1")).zone == ""
        await bench.slack.eventually(lambda: ("zone_told", "T1", "U1", "Asia/Tokyo") in bench.lifecycle.told)
        await asyncio.sleep(0)
        assert (await users.person("T1", "U1")).zone == "Asia/Tokyo"


async def test_the_form_of_a_private_channel_without_paperboy_says_invite_at_once():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].rooms["G1"] = {
            "id": "G1",
            "name": "x",
            "is_private": True,
            "is_member": False,
        }
        await bench.command("", channel_id="G1", channel_name="privategroup")
        await bench.settle()
        (view,) = bench.slack.views.values()
        assert INVITE in str(view["blocks"][0])
