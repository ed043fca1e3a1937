"""The command table: the single source of the Slack parser and help, the Discord option tree, the terminal's
commands and the README's table.

A command is a file in `bot.commands.handlers` and a row in one of the files here, by what it is about.
"""

from typing import Final

from bot.commands.command import Command, Completion, Kind, Parameter
from bot.commands.context import Answer, Asked
from bot.commands.handlers import help as help_command
from bot.commands.table.channel import RUNNING, SET_UP, TAKEN_OVER
from bot.commands.table.elsewhere import TO
from bot.commands.table.feedback import FEEDBACK
from bot.commands.table.papers import PAPERS, SEARCH
from bot.commands.table.tree import MAX_COMMANDS, groups_of, with_room
from bot.errors import UserError

__all__ = ["GROUPS", "MAX_COMMANDS", "TABLE", "Command", "Completion", "Kind", "Parameter", "readme_table"]

_WORKING: tuple[Command, ...] = (*SEARCH, *SET_UP, *PAPERS, *FEEDBACK, *RUNNING, *TO, *TAKEN_OVER)


async def _help(asked: Asked) -> Answer:
    return help_command.answer(asked, TABLE)


TABLE: tuple[Command, ...] = with_room(
    (
        *_WORKING,
        Command(
            name="help",
            help="What you can type, and how queries work",
            handler=_help,
            parameters=(
                Parameter(
                    name="topic",
                    help="A command, or queries",
                    choices=help_command.topics(_WORKING),
                    usage="topic",
                ),
            ),
            examples=("help", "help queries", "help schedule"),
        ),
    )
)
GROUPS: Final = groups_of(TABLE)  # of a tree of options, and what each is for


async def _no_command(asked: Asked) -> Answer:
    raise UserError(f"{asked.command} is filled in, not typed.")


SETUP_FORM = Command(name="form", help="Several changes at once", handler=_no_command, changes=True, setup=True)


def readme_table() -> str:
    """The table as the README has it, in Markdown."""
    rows = ["| command | what it does |", "|---|---|"]
    rows += [f"| {_typed(command)} | {_cell(command.help)} |" for command in TABLE]
    return "\n".join(rows) + "\n"


def _typed(command: Command) -> str:
    """As it is typed, and the place in a tree where one has it elsewhere."""
    nested = f", `{' '.join(command.path)} …`" if len(command.path) > 1 else ""
    return f"`{_cell(command.usage)}`{nested}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
