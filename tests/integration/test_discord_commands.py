"""Commands as a person meets them, against simcord's Discord: who sees the answer, who may, what goes wrong."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import discord
import pytest

from adapters.discord.api import place_check
from adapters.discord.api.places import NAME
from adapters.discord.listeners.slash_commands import TABLE, fingerprint
from adapters.discord.posting.look_up import component_texts
from bot.model.channel import Address, Channel, Settings
from bot.model.obstacle import Hindrance
from bot.ports.request import Choice, Reply
from bot.views.blocks import Note, View, plain
from tests.fakes.discord_client import bot_of
from tests.integration.discord_room import Room, ephemeral, open_room, said


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        yield opened


async def test_every_command_of_the_table_is_there_and_nothing_else(room: Room) -> None:
    names = {name.removeprefix("papers ") for name in room.ann.available_commands(room.channel)}
    assert names >= {" ".join(command.path) for command in TABLE if command.path}
    (group,) = (c for c in room.env.bot.tree.get_commands() if c.name == "papers")
    assert [c.name for c in group.commands] == list(
        dict.fromkeys(command.path[0] for command in TABLE if command.path)
    )
    assert group.allowed_installs.guild
    assert group.allowed_installs.user
    assert group.allowed_contexts.dm_channel


async def test_a_read_is_for_the_asker_alone(room: Room) -> None:
    result = await room.ann.slash(room.channel, "papers search", query="low-rank 🧬 مرحبا")
    assert ephemeral(result)
    (asked,) = room.insides.desk.asked
    assert asked.address == room.here
    assert (asked.command, asked.arguments) == ("search", {"query": "low-rank 🧬 مرحبا"})
    assert (asked.channel_name, asked.personal, asked.open_by_default) == ("papers", False, False)
    assert not asked.person.manager


async def test_an_option_at_its_length_limit_reaches_the_core_whole(room: Room) -> None:
    await room.ann.slash(room.channel, "papers search", query="w" * 6_000)
    assert room.insides.desk.asked[0].arguments["query"] == "w" * 6_000


async def test_a_brief_paper_is_chosen_from_one_select_also_after_a_restart(room: Room) -> None:
    message = await room.post("digest-compact")
    await room.env.restart_bot(bot_of(room.insides))
    await room.ann.select(message, ["paper arxiv:2005.11401"])
    assert room.insides.desk.asked[0].text == "paper arxiv:2005.11401"


async def test_a_change_is_for_everyone(room: Room) -> None:
    room.insides.desk.replies["subscribe"] = Reply(View((Note(plain("Subscribed.")),), "x"), public=True)
    result = await room.boss.slash(room.channel, "papers subscribe", query="RAG")
    assert not ephemeral(result)
    assert "Subscribed." in said(result)
    assert room.insides.desk.asked[0].person.manager


async def test_a_change_that_changed_nothing_is_told_to_the_asker_alone(room: Room) -> None:
    room.insides.desk.replies["subscribe"] = Reply(View((Note(plain("unclosed quote")),), "x"), ok=False)
    result = await room.boss.slash(room.channel, "papers subscribe", query='"RAG')
    assert ephemeral(result)
    assert said(result).strip() == "-# unclosed quote"


async def test_settings_without_values_only_reads(room: Room) -> None:
    assert ephemeral(await room.ann.slash(room.channel, "papers settings"))


async def test_discords_own_settings_are_typed_options(room: Room) -> None:
    role = room.guild.create_role("readers")
    await room.boss.slash(room.channel, "papers settings", picks=7, mention=role, thread="on", tags="AI, ML")
    assert room.insides.desk.asked[0].arguments == {
        "picks": "7",
        "discord.mention": str(role.id),
        "discord.thread": "on",
        "discord.tags": "AI, ML",
    }
    await room.boss.slash(room.channel, "papers settings", no_mention="yes")
    assert room.insides.desk.asked[1].arguments == {"discord.mention": "off"}


@pytest.mark.parametrize(
    ("permissions", "manages"),
    [
        (discord.Permissions(manage_channels=True), True),
        (discord.Permissions(manage_guild=True), True),
        (discord.Permissions(administrator=True), True),
        (discord.Permissions(manage_messages=True), False),
    ],
)
async def test_who_manages_is_asked_at_run_time(
    room: Room, permissions: discord.Permissions, manages: bool
) -> None:
    role = room.guild.create_role("some", permissions=permissions)
    member = room.guild.add_member(room.env.create_user("cleo"), roles=[role])
    await member.slash(room.channel, "papers list")
    assert room.insides.desk.asked[0].person.manager is manages


async def test_a_role_by_setting_manages_too(room: Room) -> None:
    member = room.guild.add_member(room.env.create_user("dora"), roles=[room.guild.create_role("Curators")])
    await member.slash(room.channel, "papers list")
    assert room.insides.desk.asked[0].person.manager


async def test_completion_offers_what_fits_and_at_most_twenty_five(room: Room) -> None:
    many = [Choice(f"word {n} " + "x" * 200, f"lo{n}") for n in range(40)]
    room.insides.desk.choices = [Choice("too long", "lo" + "x" * 200), *many]
    offered = await room.ann.autocomplete(room.channel, "papers search", "query", "lo")
    assert len(offered) == 25
    assert all(len(choice["name"]) <= 100 and len(choice["value"]) <= 100 for choice in offered)


async def test_completion_that_fails_offers_nothing(room: Room) -> None:
    room.insides.desk.error = RuntimeError("boom")
    assert await room.ann.autocomplete(room.channel, "papers schedule", "zone", "Eu", at="9:30") == []
    assert room.insides.desk.asked[0].arguments["at"] == "9:30"


async def test_a_direct_message_is_a_personal_digest_managed_by_its_reader(room: Room) -> None:
    await room.ann.user.slash("papers subscribe", query="RAG")
    (asked,) = room.insides.desk.asked
    assert asked.address == Address(NAME, f"@{room.ann.id}", str(room.ann.id))
    assert asked.personal
    assert asked.person.manager


async def test_a_failure_inside_is_a_sentence_and_a_log_line_with_the_same_incident(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.insides.desk.error = RuntimeError("secret details")
    with caplog.at_level(logging.WARNING):
        result = await room.ann.slash(room.channel, "papers search", query="x")
    (record,) = (r for r in caplog.records if r.msg == "answer_failed")
    assert record.__dict__["incident"] in said(result)
    assert "secret details" not in said(result) + caplog.text


async def test_an_interaction_that_came_too_late_changes_nothing_and_says_so_by_direct_message(room: Room) -> None:
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await room.boss.slash(room.channel, "papers subscribe", query="RAG")
    assert room.insides.desk.asked == []
    (message,) = room.boss.user.dm_channel.history()
    assert "`` /papers subscribe `` `` RAG ``" in "".join(component_texts(message.components))


async def test_an_interaction_answered_by_another_process_is_left_to_it(room: Room) -> None:
    room.env.inject_error("POST", "/interactions/*/callback", status=400, code=40060)
    await room.boss.slash(room.channel, "papers subscribe", query="RAG")
    assert room.insides.desk.asked == []
    assert room.boss.user.dm_channel.history() == []


async def test_an_answer_that_discord_rejects_is_replaced_by_a_sentence(room: Room) -> None:
    room.env.inject_error("POST", "/webhooks/*/*", status=400, code=50035)
    result = await room.ann.slash(room.channel, "papers search", query="x")
    assert "incident" in said(result)


async def test_a_change_is_a_line_for_everyone_and_the_rest_is_the_askers(room: Room) -> None:
    told = View((Note(plain("boss subscribed this channel to “RAG”.")),), "x")
    room.insides.desk.replies["subscribe"] = Reply(
        View((Note(plain("a card of the first digest")),), "x"), public=True, told=told
    )
    result = await room.boss.slash(room.channel, "papers subscribe", query="RAG")
    assert result.response is not None
    first, second = result.response, result.followups[-1]
    assert "boss subscribed this channel" in "".join(component_texts(first.message.components))
    assert "a card of the first digest" in "".join(component_texts(second.message.components))
    assert (first.ephemeral, second.ephemeral) == (False, True)


@dataclass
class Tagged:
    """What a channel chose."""

    tags: str = ""

    def at(self, room: Room, number: int) -> Channel:
        extras = (("discord.tags", self.tags),) if self.tags else ()
        address = Address(NAME, str(room.guild.id), str(number))
        return Channel(key=1, address=address, name="x", since=date(2026, 11, 1), settings=Settings(extras=extras))


async def test_a_place_where_nothing_can_be_posted_is_known_with_permission_channel_and_who(room: Room) -> None:
    everyone = {room.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    quiet = room.guild.create_text_channel("quiet", overwrites=everyone)
    found = place_check.hindrance(room.env.bot, Tagged().at(room, quiet.id))
    assert found.reason == "Paperboy lacks Send Messages in #quiet"
    assert "who may manage the channel" in found.fix
    assert place_check.hindrance(room.env.bot, Tagged().at(room, room.channel.id)) == Hindrance()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("discord.tags", "papers", "tags are for posts in a forum; this is a text channel."),
        ("discord.publish", "on", "publish is for announcement channels"),
        ("discord.mention", "1", "is no role of this server"),
        ("discord.colour", "red", "There is no setting discord.colour."),
        ("discord.thread", "on", ""),
        ("discord.tags", "off", ""),
    ],
)
async def test_a_setting_that_would_do_nothing_is_told_with_what_would(
    room: Room, name: str, value: str, said: str
) -> None:
    found = place_check.without_effect(room.env.bot, Tagged().at(room, room.channel.id), name, value)
    assert said in found
    assert bool(said) == bool(found)


async def test_everyone_is_no_role_to_mention_and_direct_messages_have_none(room: Room) -> None:
    bot = room.env.bot
    here = Tagged().at(room, room.channel.id)
    assert "@everyone is never" in place_check.without_effect(bot, here, "discord.mention", str(room.guild.id))
    alone = replace(here, address=Address(NAME, f"@{room.ann.id}", str(room.ann.id)))
    assert "direct messages" in place_check.without_effect(bot, alone, "discord.mention", "123456789012345678")


async def test_the_hash_of_the_commands_changes_with_the_application(room: Room) -> None:
    tree = room.env.bot.tree
    assert fingerprint(tree, 1) == fingerprint(tree, 1)
    assert fingerprint(tree, 1) != fingerprint(tree, 2)


async def test_nothing_a_reply_says_mentions_anyone(room: Room) -> None:
    room.insides.desk.replies["list"] = Reply(View((Note(plain(f"@everyone <@{room.ann.id}>")),), "x"))
    text = said(await room.ann.slash(room.channel, "papers list"))
    assert f"@\u200beveryone \\<@{room.ann.id}>" in text
    (body,) = (entry.json for entry in room.env.http_requests if "/webhooks/" in entry.path)
    assert body["allowed_mentions"]["parse"] == []
