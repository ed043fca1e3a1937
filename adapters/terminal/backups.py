"""`backup` and `restore`: the operator's two commands for copies of the database."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from adapters.terminal.shell import Shell, guarded, say
from bot.app.application import Application, Database
from bot.views.blocks import Tone


def add(app: typer.Typer, shell: Shell, restore: Callable[[Path], str]) -> None:
    """Hang them into the command line; `restore` puts a copy into the database's place and says so."""

    @app.command("backup", short_help="Copy the database while Paperboy runs")
    def backup(path: Annotated[Path, typer.Argument(metavar="FILE", help="where to write the copy")]) -> None:
        """Copy the database while Paperboy runs."""

        async def work(application: Application) -> None:
            await application.backup(path)
            say(f"The copy is {path}. To restore it, stop Paperboy, then: paperboy restore {path}", Tone.GOOD)

        shell.run(work, database=Database.FOUND)

    @app.command("restore", short_help="Put a backup into the database's place")
    def put_back(path: Annotated[Path, typer.Argument(metavar="FILE", help="what `backup` wrote")]) -> None:
        """Put a backup into the database's place, checked first; what was there is kept beside it."""
        guarded(lambda: say(restore(path), Tone.GOOD))  # without opening the database: it may be what is broken
