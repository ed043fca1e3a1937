"""Buttons and selects that work after a restart and weeks later: what to do stands in their `custom_id`."""

import re
from typing import Any, Self, cast

import discord
from discord import ui

from adapters.discord.answering.replies import Replies, replies_of
from adapters.discord.answering.requests import with_paperboy
from adapters.discord.answering.sentences import OLD_BUTTON
from adapters.discord.listeners.modals import open_form
from adapters.discord.render.buttons import FORM, HASHED, PICK, PLAIN, TEMPLATE
from bot.views.blocks import turns_page


class CommandButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
    """A button that is a command someone already typed, or opens a form."""

    def __init__(self, item: ui.Button[Any], kind: str, body: str) -> None:
        super().__init__(item)
        self.kind, self.body = kind, body

    @classmethod
    async def from_custom_id(cls, _: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """As discord.py asks: from the id of whatever was clicked."""
        return cls(cast(ui.Button[Any], item), match["kind"], match["body"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry it out."""
        replies = replies_of(interaction)
        data = cast(dict[str, Any], interaction.data or {})
        try:
            if self.kind == PLAIN:
                await _clicked(replies, interaction, self.body)
            elif self.kind == PICK and data.get("values"):
                await replies.carry_out(interaction, text=str(data["values"][0]))
            elif self.kind == HASHED and (command := await replies.remembered(interaction, self.body)):
                await _clicked(replies, interaction, command)
            elif self.kind == FORM:
                await open_form(self.body, interaction)
            else:
                await replies.refuse(interaction, OLD_BUTTON)
        except Exception as error:  # noqa: BLE001 -- the person who clicked is told
            await replies.broke(interaction, error)


async def _clicked(replies: Replies, interaction: discord.Interaction[Any], command: str) -> None:
    """A page turns in place where nobody but the clicker reads it."""
    message = interaction.message
    own = with_paperboy(interaction) or (message is not None and message.flags.ephemeral)
    if own and turns_page(command):
        await replies.turn_page(interaction, command)
    else:
        await replies.carry_out(interaction, text=command)
