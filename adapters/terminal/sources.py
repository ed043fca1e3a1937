"""`paperboy sources`: every source and how it is; `paperboy sources test …`: one tried out, nothing stored."""

from typing import Annotated

import typer

from adapters.terminal.shell import Shell, show
from bot.app.application import Application, Database
from bot.app.source_overview import READ_FAULTS, source_list, trial_view
from bot.errors import OperatorError

_JSON = typer.Option("--json", help="as JSON, for programs")


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang `sources` into the command line."""
    sources = typer.Typer(
        help="Where papers come from: on or off and why, last asked, last new, next, faults",
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    app.add_typer(sources, name="sources")

    @sources.callback()
    def every(context: typer.Context, json: Annotated[bool, _JSON] = False) -> None:
        """Every source: on or off and why, how to turn it on, last asked, last new, next, faults."""
        if context.invoked_subcommand is None:
            shell.run(lambda application: _list(application, json=json), database=Database.SPARED)

    @sources.command("test", short_help="Ask a source or a feed once, and show what would come")
    def test(
        what: Annotated[str, typer.Argument(metavar="NAME|ADDRESS", help="a source, or a feed's address")],
        json: Annotated[bool, _JSON] = False,
    ) -> None:
        """Ask a source, or the feed at an address, once: what would come, and what would not and why.

        Nothing is stored, so that a feed can be judged before it is added to RSS_FEEDS.
        """
        shell.run(lambda application: _test(application, what, json=json), database=Database.SPARED)


async def _list(application: Application, *, json: bool) -> None:
    journal, now = application.store.journal, application.clock.now()
    polls = {poll.source: poll for poll in await journal.polls()}
    faults = await journal.faults(READ_FAULTS)
    show(source_list(application.source_set_ups(), polls, faults, now, application.zone), json=json)


async def _test(application: Application, what: str, *, json: bool) -> None:
    source, now = application.trial(what), application.clock.now()
    fetched = await source.fetch("", now)
    show(trial_view(what, fetched, now), json=json)
    if not fetched.ok:
        raise OperatorError(f"Nothing can be read of {source.name}: {fetched.note}")
