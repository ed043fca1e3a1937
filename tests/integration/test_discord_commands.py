"""Commands, buttons, forms and menus as a person meets them, against simcord's Discord."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor

from adapters.discord.api import place_check
from adapters.discord.api.places import NAME
from adapters.discord.listeners.slash_commands import TABLE, fingerprint
from adapters.discord.posting.look_up import component_texts
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import render
from bot.model.channel import Address, Channel, Settings
from bot.model.obstacle import Hindrance
from bot.ports.request import Choice, Reply, Step
from bot.views.blocks import Button, Buttons, File, Note, View, plain
from tests.fakes.discord_client import bot_of
from tests.fakes.discord_parts import Insides
from tools.gallery.discord_views import views


@dataclass
class Room:
    """A server with a channel, a member and somebody who manages it."""

    env: Env
    insides: Insides
    guild: GuildHandle
    channel: ChannelHandle
    ann: MemberActor
    boss: MemberActor

    @property
    def here(self) -> Address:
        return Address(NAME, str(self.guild.id), str(self.channel.id))

    async def post(self, name: str) -> discord.Message:
        view, edition = views()[name]
        (message, *_) = render(view, edition)
        channel = self.env.bot.get_partial_messageable(self.channel.id)
        return await channel.send(**arguments(dict(message), message))


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    insides = Insides()
    bot = bot_of(insides, role="curators")
    env = Env(bot)
    await env.start()
    await bot.tree.sync()
    guild = env.create_guild("Lab")
    managers = guild.create_role("managers", permissions=discord.Permissions(manage_channels=True))
    ann = guild.add_member(env.create_user("ann"))
    boss = guild.add_member(env.create_user("boss"), roles=[managers])
    yield Room(env, insides, guild, guild.create_text_channel("papers"), ann, boss)
    await env.shutdown()
    env.raise_errors()


def said(result: InteractionResult) -> str:
    shown = [m.message for m in (result.response, *result.followups) if m is not None]
    return "\n".join(text for message in shown for text in (message.content, *component_texts(message.components)))


def ephemeral(result: InteractionResult) -> bool:
    return all(message.ephemeral for message in (result.response, *result.followups) if message is not None)


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


async def test_a_button_is_a_command_that_works_after_a_restart(room: Room) -> None:
    message = await room.post("digest-cards")
    await room.env.restart_bot(bot_of(room.insides))
    result = await room.ann.click(message, custom_id="p:3:paper arxiv:1706.03762")
    assert room.insides.desk.asked[0].text == "paper arxiv:1706.03762"
    assert ephemeral(result)
    room.insides.desk.replies["save"] = Reply(View((Note(plain("Saved.")),), "x"), public=True)
    assert ephemeral(await room.ann.click(message, custom_id="p:1:save arxiv:1706.03762")), (
        "it shows in the digest"
    )


async def test_a_long_command_is_remembered_over_a_restart(room: Room) -> None:
    command = "search " + "word " * 60 + "end"
    room.insides.desk.replies["search"] = Reply(View((Buttons((Button("Next page", command),)),), "x"))
    result = await room.ann.slash(room.channel, "papers search", query="x")
    await room.env.restart_bot(bot_of(room.insides))
    assert result.response is not None
    await room.ann.click(result.response.message, label="Next page")
    assert room.insides.desk.asked[1].text == command


@pytest.mark.parametrize("custom_id", ["h:1:0123456789ab", "z:1:anything", "f:1:nonsense"])
async def test_a_tampered_button_is_answered_with_a_sentence(room: Room, custom_id: str) -> None:
    channel = room.env.bot.get_partial_messageable(room.channel.id)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="?", custom_id=custom_id))
    view.stop()
    message = await channel.send("x", view=view)
    result = await room.ann.click(message, custom_id=custom_id)
    assert "This button is not Paperboy's, or too old" in said(result)
    assert room.insides.desk.asked == []


async def test_a_form_subscribes_to_one_query_a_line(room: Room) -> None:
    shown = await opened(room, "Subscribe…")
    await room.boss.submit_modal(shown, {control(shown, 0): 'diffusion -video\n\n"low-rank", \n'})
    assert room.insides.desk.filled == [
        [Step("subscribe", {"query": "diffusion -video"}), Step("subscribe", {"query": '"low-rank"'})]
    ]


async def test_a_form_changes_only_what_was_changed_in_it(room: Room) -> None:
    """Somebody else's change of the other fields, made while it was open, stays."""
    room.insides.lifecycle.channels.append(room.here)
    shown = await opened(room, "Schedule…")
    assert "09:00" in str(shown.modal)
    given = {
        control(shown, 0): "5pm",
        control(shown, 1): ["mon", "tue", "wed", "thu", "fri"],
        control(shown, 2): "UTC",
    }
    await room.boss.submit_modal(shown, given)
    assert room.insides.desk.filled == [[Step("schedule", {"at": "5pm"})]]


async def test_the_settings_form_has_all_that_is_switched_on_or_off(room: Room) -> None:
    room.insides.lifecycle.channels.append(room.here)
    shown = await opened(room, "Settings…")
    given = {control(shown, 0): "7", control(shown, 1): ["cards"], control(shown, 2): ["silent"]}
    await room.boss.submit_modal(
        shown, given | {control(shown, 3): "0", control(shown, 4): ["images", "reactions"]}
    )
    assert room.insides.desk.filled == [
        [
            Step("settings", {"picks": "7"}),
            Step("settings", {"empty": "silent"}),
            Step("settings", {"withdrawals": "off"}),
            Step("settings", {"images": "on"}),
        ]
    ]


async def test_what_a_refused_form_held_is_there_when_it_is_opened_again(room: Room) -> None:
    room.insides.desk.refuse["subscribe"] = 'unclosed quote at 1: "low'
    shown = await opened(room, "Subscribe…")
    refused = await room.boss.submit_modal(shown, {control(shown, 0): 'a long list\n"low'})
    assert 'unclosed quote at 1: "low' in said(refused)
    assert ephemeral_followups(refused)
    again = await room.boss.click(refused.followups[-1].message, label="Edit it again")
    assert "a long list" in str(again.modal)
    room.insides.desk.refuse.clear()
    await room.boss.submit_modal(again, {control(again, 0): 'a long list\n"low"'})
    assert [step.arguments["query"] for step in room.insides.desk.filled[-1]] == ["a long list", '"low"']


async def opened(room: Room, label: str) -> InteractionResult:
    result = await room.boss.slash(room.channel, "papers list")
    assert result.response is not None
    return await room.boss.click(result.response.message, label=label)


def ephemeral_followups(result: InteractionResult) -> bool:
    return all(message.ephemeral for message in result.followups)


async def test_a_file_is_handed_over(room: Room) -> None:
    file = File("saved.bib", "application/x-bibtex", "@misc{a}")
    room.insides.desk.replies["saved"] = Reply(View((file,), "saved"))
    result = await room.ann.slash(room.channel, "papers saved", format="bibtex")
    assert result.response is not None
    assert [attachment.filename for attachment in result.response.attachments] == ["saved.bib"]


IMPORT = " ".join(("papers", *next(command.path for command in TABLE if command.name == "import")))


async def test_a_set_up_comes_in_as_a_file(room: Room) -> None:
    text = '{"subscriptions": ["“low” rank"]}'
    await room.boss.slash(room.channel, IMPORT, file=("set-up.json", text.encode("utf-8-sig")))
    asked = room.insides.desk.asked[-1]
    assert (asked.command, dict(asked.arguments)) == ("import", {"json": text})


async def test_a_file_too_long_for_a_set_up_is_refused(room: Room) -> None:
    result = await room.boss.slash(room.channel, IMPORT, file=("large.json", b"x" * 1_000_001))
    assert "a set-up has at most 1,000,000" in said(result)
    assert room.insides.desk.asked == []


async def test_the_papers_of_a_message_can_be_chosen_from_its_menu(room: Room) -> None:
    message = await room.post("digest-cards")
    shown = await room.ann.context_menu(room.channel, "Save paper", message)
    assert shown.response is not None
    (row,) = shown.response.components
    labels = [option["label"] for option in row["components"][0]["options"]]
    assert labels[0] == "Attention Is All You Need"
    assert len(labels) == 5
    assert labels[3].startswith("@everyone [free](https://evil.example)")
    await room.ann.select(shown.response.message, ["save arxiv:2005.11401"])
    assert room.insides.desk.asked[0].text == "save arxiv:2005.11401"


async def test_a_message_with_one_link_needs_no_choice(room: Room) -> None:
    message = await room.ann.send(room.channel, "look https://arxiv.org/abs/2106.09685 nice")
    await room.ann.context_menu(room.channel, "Similar papers", message)
    asked = room.insides.desk.asked[0]
    assert (asked.command, asked.arguments) == ("similar", {"paper": "https://arxiv.org/abs/2106.09685"})


async def test_a_message_without_papers_is_said_to_have_none(room: Room) -> None:
    message = await room.ann.send(room.channel, "hello")
    assert "No paper was found" in said(await room.ann.context_menu(room.channel, "Save paper", message))


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


def control(shown: InteractionResult, at: int) -> str:
    modal: dict[str, Any] = shown.modal or {}
    return str(modal["components"][at]["component"]["custom_id"])
