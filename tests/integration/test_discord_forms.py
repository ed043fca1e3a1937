"""Buttons, forms, files and menus of messages as a person meets them, against simcord's Discord."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from adapters.discord.listeners.slash_commands import TABLE
from bot.ports.request import Reply, Step
from bot.views.blocks import Button, Buttons, File, Note, View, plain
from tests.fakes.discord_client import bot_of
from tests.integration.discord_room import Room, ephemeral, open_room, said


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        yield opened


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


def control(shown: InteractionResult, at: int) -> str:
    modal: dict[str, Any] = shown.modal or {}
    return str(modal["components"][at]["component"]["custom_id"])
