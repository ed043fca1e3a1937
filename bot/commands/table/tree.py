"""Where each command stands in a tree of options, which bears so many on a level. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.commands.command import Command

# Groups of the tree, and what each is for; other commands stand in the tree by their names.
_GROUPS: Final = {"undo": "Take back what you did with a paper", "to": "This channel's papers somewhere else, too"}
MORE: Final = "more"
# Of a tree's level, groups included: https://docs.discord.com/developers/interactions/application-commands
MAX_COMMANDS: Final = 25


def with_room(table: Sequence[Command]) -> tuple[Command, ...]:
    """The table, its last commands in a group of their own as far as the first level has no room for all.

    So a new command is a row and nothing else; typed commands are found by their names as before.
    """
    top = list(dict.fromkeys(command.path[0] for command in table if command.path))
    if len(top) <= MAX_COMMANDS:
        return tuple(table)
    alone = [name for name in top if name not in _GROUPS and name != "help"]
    moved = set(alone[MAX_COMMANDS - 1 - len(top) :])
    return tuple(
        replace(each, tree=(MORE, each.name)) if each.path == (each.name,) and each.name in moved else each
        for each in table
    )


def groups_of(table: Sequence[Command]) -> Mapping[str, str]:
    """The groups that the table has, and what each is for."""
    there = {command.path[0] for command in table if len(command.path) > 1}
    said = _GROUPS | {MORE: "Further commands"}
    return {name: what for name, what in said.items() if name in there}
