"""`rotate-key`: a new key for the tokens of workspaces."""

import typer

from adapters.terminal.shell import Shell, say
from bot.app.application import Application, Database
from bot.views.blocks import Tone


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang it into the command line."""

    @app.command("rotate-key", short_help="Encrypt workspace tokens with a new key")
    def rotate() -> None:
        """Encrypt the tokens of all workspaces anew, while Paperboy runs or not.

        Without PAPERBOY_SECRET_KEY a new key is made and put first into the key file beside the database; those
        before it stay there, for backups. With it: set it to a new key and PAPERBOY_SECRET_KEY_BEFORE to the
        present one, run this, restart Paperboy.
        """
        shell.run(_rotate, database=Database.FOUND)


async def _rotate(application: Application) -> None:
    done, left = await application.rotate_key()
    said = "Restart Paperboy if it runs, and copy the key to where you keep it."
    say(f"Secrets encrypted anew: {done}. {said}", Tone.GOOD)
    if left:
        say(
            f"Secrets that none of the keys opens: {left}. Set PAPERBOY_SECRET_KEY_BEFORE to the key that they "
            "were encrypted with and run this again, or install Paperboy in those workspaces again.",
            Tone.WARNING,
        )
