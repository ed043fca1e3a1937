"""Replies: every interaction is put off at once, carried out by the core, and answered."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

import discord
from discord import app_commands

from adapters.discord.answering import additions, requests
from adapters.discord.answering.sentences import NOTHING_CHANGED, sentence
from adapters.discord.api import errors, limits
from adapters.discord.api.errors import FAMILIES
from adapters.discord.render.buttons import digest
from adapters.discord.render.layout import arguments as sending
from adapters.discord.render.layout import editing
from adapters.discord.render.layout import view as layout
from adapters.discord.render.messages import OURS, render
from bot.errors import blame
from bot.ports import AdapterFacts, ChannelSummary, Clock, Desk, Lifecycle, Message
from bot.ports.request import Filled, Reply, Request, Step
from bot.views.blocks import Tone, View
from bot.views.hints import literal

log = logging.getLogger(__name__)

COMPLETE_SECONDS: Final = limits.FIRST_ANSWER - 0.5  # the way to Discord takes some of it
LONGEST_FILE: Final = 1_000_000  # bytes: a set-up of 200 subscriptions has 60,000
_FORMS: Final = frozenset({"settings", "list", "help"})  # replies that offer the forms


class Replies:
    """Answers people. Knows nothing of what a command does."""

    def __init__(
        self,
        desk: Desk,
        lifecycle: Lifecycle,
        adapter_facts: AdapterFacts,
        clock: Clock,
        *,
        manager_role: str = "",
    ) -> None:
        self._desk, self._lifecycle, self._adapter_facts, self._clock = desk, lifecycle, adapter_facts, clock
        self._role = manager_role
        self.commands = 0  # their id at Discord, once that is known

    def _sending(self, message: Message) -> dict[str, Any]:
        return sending(dict(message), message, self.commands)

    async def carry_out(
        self,
        interaction: discord.Interaction,
        *,
        text: str = "",
        command: str = "",
        arguments: Mapping[str, str] | None = None,
    ) -> None:
        """Defer, ask the core, answer. Never raises."""
        asked = requests.request(
            interaction, self._clock.now(), self._role, text=text, command=command, arguments=arguments
        )
        public = self._desk.changes(asked) and not requests.outside(interaction)
        if not await self._put_off(interaction, asked, public=public):
            return
        reply = await self._answer(interaction, asked)
        try:
            await self._say(interaction, reply, public=public, forms=_name(asked) in _FORMS)
        except FAMILIES as error:
            await self._say_less(interaction, error, reply)

    async def carry_out_file(
        self, interaction: discord.Interaction, command: str, parameter: str, file: discord.Attachment
    ) -> None:
        """The same with what stands in an attached file."""
        if file.size > LONGEST_FILE:
            said = f"The file has {file.size:,} bytes; a set-up has at most {LONGEST_FILE:,}."
            await self.refuse(interaction, sentence(said, Tone.ERROR))
            return
        try:
            text = (await file.read()).decode("utf-8-sig", "replace")
        except FAMILIES as error:
            _noted("file_not_read", error, interaction)
            await self.refuse(
                interaction, sentence("Discord did not hand the file over; please try again.", Tone.ERROR)
            )
        else:
            await self.carry_out(interaction, command=command, arguments={parameter: text})

    async def fill_in(
        self, interaction: discord.Interaction, steps: Sequence[Step], form: str, given: Mapping[str, str]
    ) -> None:
        """The same for a form: carried out whole, or refused with a button that opens it as it was filled in."""
        asked = requests.request(interaction, self._clock.now(), self._role, command="form")
        public = bool(steps) and not requests.outside(interaction)
        if not await self._put_off(interaction, asked, public=public):
            return
        try:
            filled = await self._desk.fill_in(asked, steps)
        except Exception as error:  # noqa: BLE001 -- whatever failed inside, the asker is told so
            filled = Filled(Reply(_failed("form_failed", error, interaction), ok=False))
        again = "" if filled.reply.ok else await self._keep_form(form, given)
        try:
            await self._say(interaction, filled.reply, public=public, again=again)
        except FAMILIES as error:
            await self._say_less(interaction, error, filled.reply)

    async def _keep_form(self, form: str, given: Mapping[str, str]) -> str:
        """Under which name the form is opened again as it was filled in."""
        written = json.dumps(given, sort_keys=True)
        key = digest(written)
        await self._adapter_facts.write("discord", f"form:{key}", written)
        return f"{form}/{key}"

    async def kept_form(self, key: str) -> Mapping[str, str] | None:
        """What was filled in then."""
        written = await self._adapter_facts.read("discord", f"form:{key}")
        return dict(json.loads(written)) if written else None

    async def turn_page(self, interaction: discord.Interaction, text: str) -> None:
        """Show another page in the place of the message whose button was clicked. Never raises."""
        asked = requests.request(interaction, self._clock.now(), self._role, text=text)
        if not await self._put_off(interaction, asked, public=False, in_place=True):
            return
        reply = await self._answer(interaction, asked)
        try:
            if not reply.ok:
                await self._say(interaction, reply, public=False)
                return
            first, *more = self._rendered(reply, forms=_name(asked) in _FORMS)
            await self._keep(interaction, first)
            await interaction.edit_original_response(**editing(first, self.commands))
            for message in more:
                await self._keep(interaction, message)
                hidden = not requests.with_paperboy(interaction)
                await interaction.followup.send(**self._sending(message), ephemeral=hidden)
        except FAMILIES as error:
            await self._say_less(interaction, error, reply)

    async def _answer(self, interaction: discord.Interaction, asked: Request) -> Reply:
        try:
            return await self._desk.answer(asked)
        except Exception as error:  # noqa: BLE001 -- whatever failed inside, the asker is told so
            return Reply(_failed("answer_failed", error, interaction), ok=False)

    @staticmethod
    def _rendered(reply: Reply, *, forms: bool) -> list[Message]:
        messages = list(render(reply.view))
        if forms and reply.ok:
            messages = [*messages[:-1], additions.with_forms(messages[-1])]
        return messages

    async def complete(
        self, interaction: discord.Interaction, command: str, parameter: str, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Completions, in time or none."""
        given = {name: str(value) for name, value in interaction.namespace if value not in {None, ""}}
        asked = requests.request(interaction, self._clock.now(), self._role, command=command, arguments=given)
        try:
            async with asyncio.timeout(COMPLETE_SECONDS):
                found = await self._desk.complete(asked, parameter, typed)
        except Exception as error:  # noqa: BLE001 -- typing goes on without completion
            log.warning("completion_failed", extra={"command": command} | blame(error))
            return []
        fitting = [choice for choice in found if choice.value and limits.weight(choice.value) <= limits.CHOICE]
        return [
            app_commands.Choice(name=limits.clip(choice.label or choice.value, limits.CHOICE), value=choice.value)
            for choice in fitting[: limits.CHOICES]
        ]

    async def remembered(self, interaction: discord.Interaction, name: str) -> str | None:
        """The long command of a button, by its hash."""
        home = requests.address(interaction).workspace
        kept = await self._adapter_facts.read("discord", f"command:{home}:{name}")
        return kept or await self._adapter_facts.read(
            "discord", f"command:{name}"
        )  # older versions, and see _keep

    async def summary(self, interaction: discord.Interaction) -> ChannelSummary | None:
        """The state of the channel asked in, to fill a form with."""
        return await self._lifecycle.summary(requests.address(interaction))

    async def refuse(self, interaction: discord.Interaction, view: View) -> None:
        """A first answer that carries nothing out, for the asker alone. Never raises."""
        try:
            (message, *_) = render(view)
            await interaction.response.send_message(**self._sending(message), ephemeral=True)
        except FAMILIES as error:
            _noted("not_refused", error, interaction)

    async def broke(self, interaction: discord.Interaction, error: BaseException) -> None:
        """Something of ours failed before an answer: say so, one way or another."""
        view = _failed("interaction_failed", error, interaction)
        if not interaction.response.is_done():
            await self.refuse(interaction, view)
            return
        try:
            await self._say(interaction, Reply(view), public=False)
        except FAMILIES as second:
            _noted("not_answered", second, interaction)

    async def _put_off(
        self, interaction: discord.Interaction, asked: Request, *, public: bool, in_place: bool = False
    ) -> bool:
        hidden = not public and not requests.with_paperboy(interaction)
        try:
            await interaction.response.defer(ephemeral=hidden, thinking=not in_place)
        except (*FAMILIES, discord.InteractionResponded) as error:
            incident = _noted("not_put_off", error, interaction)
            code = getattr(error, "code", 0)
            if code == errors.ALREADY_ANSWERED or isinstance(error, discord.InteractionResponded):
                return False  # somebody answered it: another process of the same bot, or a resent event
            await self._excuse(interaction, asked, incident)
            return False
        return True

    async def _excuse(self, interaction: discord.Interaction, asked: Request, incident: str) -> None:
        """Too late for an answer there: nothing was carried out, and a direct message says so."""
        what = asked.text or " ".join((asked.command, *asked.arguments.values()))
        view = sentence(
            f"Discord gave Paperboy no time to answer (incident {incident}). Nothing was changed; please type it"
            f" again: `{literal(limits.clip(what, 300))}`",
            Tone.WARNING,
        )
        (message, *_) = render(view)
        try:
            await interaction.user.send(**self._sending(message))
        except FAMILIES as error:
            _noted("not_excused", error, interaction)

    async def _say(
        self, interaction: discord.Interaction, reply: Reply, *, public: bool, forms: bool = False, again: str = ""
    ) -> None:
        told = reply.told if public else None
        open_to_all = (reply.public and public and not told) or requests.with_paperboy(interaction)
        turned = public and not open_to_all and not told
        if told:  # everyone sees the line; what follows is the asker's, now that the first answer is given
            (line, *_) = render(told)
            await interaction.edit_original_response(view=layout(line["components"], self.commands))
        if turned:
            # The first answer fixes who sees it, and deleted unanswered it takes every follow-up with it (10008):
            # so it is answered, followed up for the asker alone, and then deleted.
            (line, *_) = render(NOTHING_CHANGED)
            await interaction.edit_original_response(view=layout(line["components"], self.commands))
        messages = self._rendered(reply, forms=forms)
        if again:
            messages = [*messages[:-1], additions.with_forms(messages[-1], {again: "Edit it again"})]
        for message in messages:
            await self._keep(interaction, message)
            await interaction.followup.send(**self._sending(message), ephemeral=not open_to_all)
        if turned:
            await interaction.delete_original_response()

    async def _keep(self, interaction: discord.Interaction, message: Message) -> None:
        """By server, to go when its data does; outside of servers of ours others may click, too."""
        home = requests.address(interaction).workspace
        prefix = f"command:{home}" if home == str(interaction.guild_id) else "command"
        for name, command in message[OURS]["commands"].items():
            await self._adapter_facts.write("discord", f"{prefix}:{name}", command)

    async def _say_less(self, interaction: discord.Interaction, error: BaseException, reply: Reply) -> None:
        if getattr(error, "code", 0) in errors.TOKEN_OVER:
            await self._say_directly(interaction, error, reply)
            return
        incident = _noted("not_answered", error, interaction)
        view = sentence(f"It was carried out, but Discord refused the answer (incident {incident}).", Tone.WARNING)
        (message, *_) = render(view, plain=True)
        try:
            await interaction.followup.send(**self._sending(message), ephemeral=True)
        except FAMILIES as second:
            await self._say_directly(interaction, second, reply)

    async def _say_directly(self, interaction: discord.Interaction, error: BaseException, reply: Reply) -> None:
        """The interaction takes no answer any more: the asker reads it in their direct messages."""
        _noted("answered_directly", error, interaction)
        try:
            for message in render(reply.view):
                await self._keep(interaction, message)
                await interaction.user.send(**self._sending(message))
        except FAMILIES as second:
            _noted("not_answered_at_all", second, interaction)


def replies_of(interaction: discord.Interaction[Any]) -> Replies:
    """Those of the client that an interaction came through: every client of Paperboy's keeps them as `replies`."""
    found: Replies = interaction.client.replies
    return found


def _name(asked: Request) -> str:
    return asked.command or asked.text.split(" ", 1)[0]


def _noted(event: str, error: BaseException, interaction: discord.Interaction) -> str:
    incident = secrets.token_hex(4)
    where = {"server": str(interaction.guild_id or ""), "channel": str(interaction.channel_id or "")}
    log.warning(event, extra={"incident": incident, "said": errors.described(error)} | where | blame(error))
    return incident


def _failed(event: str, error: BaseException, interaction: discord.Interaction) -> View:
    incident = _noted(event, error, interaction)
    return sentence(
        f"Something went wrong inside Paperboy (incident {incident}). Please try again; if it stays so, give the"
        " incident's number to whoever runs Paperboy.",
        Tone.ERROR,
    )
