"""What every terminal command shares: opening the application, views, errors as sentences, exit statuses."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from json import dumps
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from adapters.terminal import width
from adapters.terminal.output import write_file
from adapters.terminal.render import to_text
from adapters.terminal.speech import AS_JSON, json_line
from bot.app.application import Application, Database, OpenApplication
from bot.app.until_signal import until_signal
from bot.errors import OperatorError, UserError
from bot.papers.poller import POLLED
from bot.ports.request import Reply
from bot.views.as_data import as_data
from bot.views.blocks import File, Note, Tone, View, plain

USER_MISTAKE = 2
OPERATOR_TROUBLE = 1
UNFORESEEN = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130

T = TypeVar("T")

_LEVELS = {Tone.INFO: "info", Tone.GOOD: "info", Tone.WARNING: "warning", Tone.ERROR: "error"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs one command of the terminal against the opened application."""

    open_application: OpenApplication

    def run(
        self,
        work: Callable[[Application], Awaitable[T]],
        *,
        serving: bool = False,
        database: Database = Database.MADE,
    ) -> T:
        """Open, work, close; whatever goes wrong becomes a sentence and an exit status, never a traceback."""

        async def inside() -> T:
            async with self.open_application(serving=serving, database=database) as application:
                _say_made(application)
                return await work(application)

        return guarded(lambda: asyncio.run(inside()))

    def serve(self, work: Callable[[Application], Awaitable[None]], announce: Callable[[str], None]) -> None:
        """The same with the web, which tells `announce` its address, until a signal; that is heard from now on."""

        async def inside() -> None:
            async with until_signal(), self.open_application(serving=True, announce=announce) as application:
                _say_made(application)
                await work(application)

        guarded(lambda: asyncio.run(inside()))


class OutputError(OperatorError):
    """What was to be printed could not be."""


def _say_made(application: Application) -> None:
    if application.made:
        say(f"A new database was made: {application.made}")


def guarded(work: Callable[[], T]) -> T:
    """Do it; errors become a sentence on standard error and the right exit status, as SystemExit."""
    try:
        return work()
    except UserError as error:
        say(error.sentence, Tone.ERROR)
        raise SystemExit(USER_MISTAKE) from None
    except OperatorError as error:
        say(error.sentence, Tone.ERROR)
        if isinstance(error, OutputError):
            _drop_output()
        raise SystemExit(OPERATOR_TROUBLE) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(0) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        log.debug("unforeseen", exc_info=error)
        say(f"Something unforeseen happened: {_where(error)}. This is a bug; nothing stored was lost.", Tone.ERROR)
        raise SystemExit(UNFORESEEN) from None


def _drop_output() -> None:
    """The reader of our output left (`| head`), or its disk is full: what is left must not be flushed at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def say(sentence: str, tone: Tone = Tone.INFO) -> None:
    """A sentence about the work, on standard error, so that output can be piped."""
    if AS_JSON.get():
        text = json_line("said", _LEVELS[tone], {"sentence": sentence})
    else:
        text = to_text(View((Note(plain(sentence), tone),), sentence), width(), colour=sys.stderr.isatty())
    sys.stderr.write(text)
    sys.stderr.flush()


def say_version() -> None:
    """Which Paperboy this is."""
    try:
        number = version("paperboy")
    except PackageNotFoundError:  # run from a copy that was never installed
        number = "of an unknown version"
    _print(f"paperboy {number}\n")


def show(view: View, channel: str = "", *, json: bool = False) -> None:
    """A view on standard output; a file in it comes out raw and alone, so that `> refs.bib` works."""
    files = [block for block in view.blocks if isinstance(block, File)]
    if json:
        print_json(as_data(view))
    elif files:
        raw = "".join(f"{file.text.removesuffix(chr(10))}\n" for file in files)
        _written(partial(write_file, raw, sys.stdout))
    else:
        _written(partial(_print, to_text(view, width(), colour=sys.stdout.isatty(), channel=channel)))


def print_json(data: Mapping[str, Any]) -> None:
    """Data for programs, on standard output."""
    _written(partial(write_file, dumps(data, ensure_ascii=False, indent=2) + "\n", sys.stdout))


def _written(written: Callable[[], object]) -> None:
    try:
        written()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"The answer could not be written ({error.strerror}): what was asked is done.") from None


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def answered(reply: Reply, channel: str = "", *, json: bool = False) -> None:
    """Show a reply; a refused one goes to standard error with the user's exit status."""
    if reply.ok:
        show(reply.view, channel, json=json)
        return
    sys.stderr.write(to_text(reply.view, width(), colour=sys.stderr.isatty(), channel=channel))
    raise typer.Exit(USER_MISTAKE)


class OperatorScreen:
    """Where the operator looks while Paperboy runs; `json`: whatever collects logs, so every line is JSON."""

    def __init__(self, *, json: bool = False) -> None:
        AS_JSON.set(json)

    def say(self, sentence: str) -> None:
        """One sentence, on standard error."""
        say(sentence)

    def show(self, view: View) -> None:
        """A view, on standard output."""
        if AS_JSON.get():
            _print(json_line("shown", "info", as_data(view)))
        else:
            show(view)

    @contextmanager
    def waiting(self, sentence: str) -> Iterator[None]:
        """Say what is waited for; a terminal shows that it goes on, and for how long.

        At a terminal what sources answer meanwhile is not logged: a sentence says it to the same person next.
        """
        self.say(sentence)
        if not sys.stderr.isatty() or AS_JSON.get():
            yield
            return
        columns = (SpinnerColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            progress.add_task("")
            with _left_out_of_the_log(POLLED):
                yield


@contextmanager
def _left_out_of_the_log(event: str) -> Iterator[None]:
    def others(record: logging.LogRecord) -> bool:
        return record.msg != event

    handlers = logging.getLogger().handlers[:]
    for each in handlers:
        each.addFilter(others)
    try:
        yield
    finally:
        for each in handlers:
            each.removeFilter(others)
