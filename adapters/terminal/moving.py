"""`move`: the operator's command that takes everything to another database."""

from typing import Annotated

import typer

from adapters.terminal.imports import progress_bar
from adapters.terminal.shell import Shell, say
from bot.app.application import Application, Database
from bot.views.blocks import Tone


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang it into the command line."""

    @app.command("move", short_help="Move everything to another database")
    def move(
        to: Annotated[
            str, typer.Option("--to", metavar="URL", help="an empty PostgreSQL, or a new file: what to move to")
        ],
    ) -> None:
        """Move everything to another database: from a file to PostgreSQL or back, counted and compared."""

        async def work(application: Application) -> None:
            with progress_bar() as bar:
                task = bar.add_task("moving", total=None)

                def progress(table: str, done: int, total: int) -> None:
                    bar.update(task, description=f"moving {table}", completed=done, total=total)

                rows = await application.move(to, progress)
            say(
                f"Everything was moved and compared: {rows:,} rows. Set PAPERBOY_DATABASE to the new database and "
                "start Paperboy. The old one stays as it was, and nothing is delivered from it any more.",
                Tone.GOOD,
            )

        shell.run(work, database=Database.FOUND)
