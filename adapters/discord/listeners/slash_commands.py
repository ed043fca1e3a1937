"""The application commands: the command table as Discord's option tree, and two entries on messages."""

import inspect
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final

import discord
from discord import app_commands

from adapters.discord.answering.replies import replies_of
from adapters.discord.answering.sentences import NO_PAPER
from adapters.discord.api import limits, options
from adapters.discord.listeners.context_menus import chooser, papers_in
from adapters.discord.render import layout
from bot.commands.table import GROUPS, TABLE, Command, Completion, Kind, Parameter

GROUP: Final = "papers"
_INSTALLS: Final = app_commands.AppInstallationType(guild=True, user=True)
_CONTEXTS: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
TAKES_FILE, FILE = "import", "file"  # the command whose text may come as a file
_ON_OFF: Final = ("on", "off")
# A channel's Discord settings as further options of /papers settings, with the name each is kept under.
EXTRAS: Final = {
    "mention": (options.MENTION, discord.Role, "The one role to mention with each digest"),
    "no_mention": (options.MENTION, None, "Mention nobody any more"),
    "thread": (options.THREAD, _ON_OFF, "A thread of its own for each digest"),
    "tags": (options.TAGS, str, "Tags of each forum post, by name, with commas"),
    "publish": (options.PUBLISH, _ON_OFF, "In an announcement channel: publish digests to its followers"),
}


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """The group `/papers` and the context menus, into the tree."""
    tree.add_command(_papers())
    for title, verb in (("Similar papers", "similar"), ("Save paper", "save"), ("Discuss paper", "discuss")):
        menu = app_commands.ContextMenu(
            name=title, callback=_menu(verb), allowed_installs=_INSTALLS, allowed_contexts=_CONTEXTS
        )
        tree.add_command(menu)


@cache
def _papers() -> app_commands.Group:
    """The same in every tree: its commands know of none, and to make them all takes a while."""
    group = app_commands.Group(
        name=GROUP,
        description="The day's research papers, in the channels that asked for them",
        allowed_installs=_INSTALLS,
        allowed_contexts=_CONTEXTS,
    )
    for command in TABLE:
        if not command.path:
            continue
        *above, _ = command.path
        (_nested(group, above[0]) if above else group).add_command(_subcommand(command))
    return group


def _nested(group: app_commands.Group, name: str) -> app_commands.Group:
    """The group of that name within the group, made where its first command stands."""
    known = group.get_command(name)
    if isinstance(known, app_commands.Group):
        return known
    return app_commands.Group(name=name, description=limits.clip(GROUPS[name], limits.DESCRIPTION), parent=group)


def fingerprint(tree: app_commands.CommandTree[Any], application: int) -> str:
    """Changes when what Discord is to know of the commands changes, or the application does."""
    shown = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda c: str(c["name"]))
    return sha256(json.dumps([application, shown], sort_keys=True).encode()).hexdigest()


def number_of(commands: Sequence[app_commands.AppCommand]) -> int:
    """The id of `/papers` among the commands that Discord has; 0 if it is not there."""
    return next((each.id for each in commands if each.name == GROUP), 0)


def overwritten(tree: app_commands.CommandTree[Any], known: Sequence[app_commands.AppCommand]) -> str:
    """Which commands Discord has otherwise than the tree; "" if none. Another program with the same token may have
    told it its own; only Discord knows.
    """
    ours = {command.name: _options(command.to_dict(tree).get("options", ())) for command in tree.get_commands()}
    theirs = {command.name: sorted(each.name for each in command.options) for command in known}
    return ", ".join(name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name))


def _options(found: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(str(each["name"]) for each in found)


def _subcommand(command: Command) -> app_commands.Command[Any, Any, Any]:
    async def callback(interaction: discord.Interaction[Any], /, **given: Any) -> None:
        file = given.pop(FILE, None)
        if file is not None:
            await replies_of(interaction).carry_out_file(
                interaction, command.name, command.parameters[0].name, file
            )
            return
        arguments = dict(_argument(name, value) for name, value in given.items() if value is not None)
        await replies_of(interaction).carry_out(interaction, command=command.name, arguments=arguments)

    parameters = [_option(parameter) for parameter in command.parameters]
    described = {parameter.name: parameter.help for parameter in command.parameters}
    choices = {p.name: _choices(p.choices) for p in command.parameters if p.kind is Kind.CHOICE}
    if command.name == TAKES_FILE:
        parameters = [each.replace(default=None) for each in parameters]
        parameters.append(_keyword(FILE, discord.Attachment))
        described[FILE] = "The file that export gave"
    if command.name == "settings":
        for name, (_, kind, text) in EXTRAS.items():
            parameters.append(_keyword(name, kind if isinstance(kind, type) else str))
            described[name] = text
            if not isinstance(kind, type):
                choices[name] = _choices(kind or ("yes",))
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_ONLY, annotation=discord.Interaction)
    callback.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    app_commands.describe(**{name: limits.clip(text, limits.DESCRIPTION) for name, text in described.items()})(
        callback
    )
    app_commands.choices(**choices)(callback)
    completed = [p.name for p in command.parameters if p.completion is not Completion.NONE]
    app_commands.autocomplete(**{name: _completer(command.name, name) for name in completed})(callback)
    text = limits.clip(command.help, limits.DESCRIPTION)
    return app_commands.Command(name=command.path[-1], description=text, callback=callback)


def _argument(name: str, value: Any) -> tuple[str, str]:
    if name == "no_mention":
        return options.MENTION, "off"
    text = str(value.id) if isinstance(value, discord.Role) else str(value)
    return (EXTRAS[name][0] if name in EXTRAS else name), text


def _option(parameter: Parameter) -> inspect.Parameter:
    kind: Any = str
    if parameter.kind is Kind.INTEGER:
        kind = app_commands.Range[int, parameter.least, parameter.most]
    elif parameter.kind is Kind.TEXT:
        kind = app_commands.Range[str, 1, limits.OPTION_TEXT]
    return _keyword(parameter.name, kind, required=parameter.required)


def _keyword(name: str, kind: Any, *, required: bool = False) -> inspect.Parameter:
    default = inspect.Parameter.empty if required else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _choices(values: tuple[str, ...]) -> list[app_commands.Choice[str | int | float]]:
    return [app_commands.Choice(name=value, value=value) for value in values]


_Completer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def _completer(command: str, parameter: str) -> _Completer:
    async def complete(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        return await replies_of(interaction).complete(interaction, command, parameter, current)

    return complete


def _menu(verb: str) -> Callable[[discord.Interaction, discord.Message], Coroutine[Any, Any, None]]:
    async def callback(interaction: discord.Interaction, message: discord.Message) -> None:
        replies = replies_of(interaction)
        papers = papers_in(message)
        if len(papers) == 1:
            await replies.carry_out(interaction, command=verb, arguments={"paper": papers[0][1]})
        elif row := chooser(verb, papers):
            await interaction.response.send_message(view=layout.view([row]), ephemeral=True)
        else:
            await replies.refuse(interaction, NO_PAPER)

    return callback
