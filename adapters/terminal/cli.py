"""The command line: every command of the table, and what only an operator does."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from adapters.terminal import backups, channels, imports, keys, moving, operator, sources
from adapters.terminal.place import request, shown
from adapters.terminal.shell import Shell, answered, say_version, show
from adapters.terminal.typed import as_shell, as_text
from bot.app.application import Application, Database, OpenApplication
from bot.app.overview import held_up, overview
from bot.commands.command import Command
from bot.commands.parsing import meant, parse
from bot.commands.table import GROUPS
from bot.errors import UserError
from bot.views.blocks import Note, Tone, View, plain

# A query may begin with a minus (-survey), so unknown options are words, and -h is none of the options.
_WORDS: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
_Words = Annotated[list[str] | None, typer.Argument(hidden=True)]

_CHANNEL = typer.Option("--channel", metavar="NAME", help="Which channel; by default demo.")
_JSON = typer.Option("--json", help="The answer as JSON, for programs.")


def build(
    open_application: OpenApplication, table: Sequence[Command], *, restore: Callable[[Path], str]
) -> typer.Typer:
    """The whole command line. `restore` puts a backup into the database's place and says so."""
    app = typer.Typer(
        name="paperboy",
        help="The day's research papers, in the channels that asked for them.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    @app.callback()
    def main(
        version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_version, help="Which Paperboy this is.")
        ] = False,
    ) -> None:
        """The day's research papers, in the channels that asked for them."""

    shell = Shell(open_application)
    operator.add(app, shell)
    imports.add(app, shell)
    backups.add(app, shell, restore)
    keys.add(app, shell)
    moving.add(app, shell)
    channels.add(app, shell)
    sources.add(app, shell)
    for command in table:
        if command.name != "import":  # that one reads papers, too
            _add(app, shell, command, table)
    for group, what in GROUPS.items():
        _add_group(app, shell, group, what, table)
    _add_papers(app, shell, table)
    return app


def _add(app: typer.Typer, shell: Shell, command: Command, table: Sequence[Command]) -> None:
    examples = "\n".join(f"  {as_shell(example)}" for example in command.examples)
    help_text = f"{command.help}." + (f"\n\n\b\nFor example:\n{examples}" if examples else "")

    def run(
        words: _Words = None, channel: Annotated[str, _CHANNEL] = "", json: Annotated[bool, _JSON] = False
    ) -> None:
        if command.name == "status" and words == ["--all"]:
            shell.run(partial(_show_all, json=json), database=Database.FOUND)
        else:
            _answer(shell, table, channel, [command.name, *(words or ())], json=json)

    app.command(
        command.name,
        help=help_text,
        short_help=command.help,
        cls=_shown_as(command.usage.removeprefix(command.name).strip()),
        context_settings=_WORDS,
    )(run)


def _add_group(app: typer.Typer, shell: Shell, group: str, what: str, table: Sequence[Command]) -> None:
    """Several commands that a chat has in one place (`to email`, `undo save`)."""
    within = [command for command in table if command.path[:1] == (group,) and len(command.path) > 1]

    @app.command(
        group,
        short_help=what,
        help=f"{what}: {', '.join(f'{group} {c.path[1]}' for c in within)}.",
        cls=_shown_as(f"{'|'.join(c.path[1] for c in within)} …"),
        context_settings=_WORDS,
    )
    def run(
        words: _Words = None, channel: Annotated[str, _CHANNEL] = "", json: Annotated[bool, _JSON] = False
    ) -> None:
        _answer(shell, table, channel, [group, *(words or ())], json=json)


async def _show_all(application: Application, *, json: bool) -> None:
    """`status --all`: every channel and workspace, for whoever runs Paperboy."""
    show(await overview(application), json=json)


async def _show_held_up(application: Application) -> None:
    """What stands in the way of more than one channel: whoever types `status` may be looking for that."""
    if wrong := await held_up(application):
        show(View(tuple(Note(plain(said), Tone.ERROR) for said in wrong), "Held up"))


def _add_papers(app: typer.Typer, shell: Shell, table: Sequence[Command]) -> None:
    @app.command(
        "papers",
        short_help="Exactly what follows /papers in a chat",
        cls=_shown_as("COMMAND …"),
        context_settings=_WORDS,
    )
    def papers(
        words: _Words = None, channel: Annotated[str, _CHANNEL] = "", json: Annotated[bool, _JSON] = False
    ) -> None:
        """Exactly what follows /papers in a chat: paperboy papers search diffusion; paperboy papers help."""
        _answer(shell, table, channel, words or [], json=json)


def _shown_as(usage: str) -> type[TyperCommand]:
    """A command whose usage line is the table's."""

    class Shown(TyperCommand):
        def collect_usage_pieces(self, ctx: object) -> list[str]:  # noqa: ARG002 -- the base class gives it
            return [*([usage] if usage else []), "[--channel NAME] [--json]"]

    return Shown


def _version(asked: bool) -> None:
    if asked:
        say_version()
        raise typer.Exit


def _answer(shell: Shell, table: Sequence[Command], channel: str, words: Sequence[str], *, json: bool) -> None:
    shell.run(_ask(table, channel, words, json=json), database=_database(as_text(words), table))


def _database(text: str, table: Sequence[Command]) -> Database:
    """Reading makes no database: a second, empty one in another folder would answer without a word."""
    try:
        call = parse(text, table)
    except UserError:
        return Database.SPARED  # the desk says what is wrong with it
    if call.command.name == "help":
        return Database.SPARED
    return Database.FOUND if call.reads else Database.MADE


def _ask(
    table: Sequence[Command], channel: str, words: Sequence[str], *, json: bool
) -> Callable[[Application], Awaitable[None]]:
    async def work(application: Application) -> None:
        stray = next((word for word in words if word.startswith("--")), None)
        if stray:
            raise UserError(f'There is no option "{stray}"; there are: --channel NAME, --json, --help.')
        asked = await request(application, channel, as_text(words))
        command = meant(asked.text, table)
        if (
            command and command.looks_up and application.store.index.share < 1
        ):  # nobody else may be making the index
            await imports.index(application)
        answered(await application.desk.answer(asked), shown(asked.address), json=json)
        if [*words] == ["status"] and not json:
            await _show_held_up(application)
        await operator.deliver(application)

    return work
