"""The command line: `paperboy` and `python -m bot` start here. What it opens is wired in `bot.wiring`."""

from adapters.terminal import cli, output
from adapters.terminal.shell import guarded
from bot.app.free_memory import few_arenas
from bot.commands.table import TABLE
from bot.wiring.application import open_application, put_back


def main() -> None:
    """The command line."""
    few_arenas()  # before there are threads
    output.prepare()
    guarded(_command_line)


def _command_line() -> None:
    cli.build(open_application, TABLE, restore=put_back)()


if __name__ == "__main__":
    main()
