"""Bringing papers in, and set-ups: import and backfill."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from adapters.terminal.place import request, shown
from adapters.terminal.safe import safe
from adapters.terminal.shell import Shell, answered, say
from bot.app.application import Application
from bot.errors import OperatorError, UserError
from bot.ports import Fault, Ingested
from bot.views.blocks import Tone

_FAULTS_SHOWN = 20
_SETUP_MARK = "paperboy"  # the key by which a set-up that `export` wrote is known
_SETUP_SIZE = 1_000_000  # bytes; a larger file holds papers
_CHANNEL = typer.Option(metavar="NAME", help="which channel a set-up is for; by default demo")
# Windows' own tools write a mark, and UTF-16; a set-up is small, so it may be read in whatever it was saved.
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang them into the command line."""

    @app.command("import", short_help="Read papers from files, or take over a set-up (JSON)")
    def import_papers(
        words: Annotated[list[str], typer.Argument(metavar="PATH|JSON", show_default=False)],
        channel: Annotated[str, _CHANNEL] = "",
    ) -> None:
        """Read papers from files: saved Daily Papers pages, API JSON, arXiv Atom, BibTeX (and .gz, folders).

        Given a set-up that export wrote, as JSON or as a file of it, the channel is set up by it.
        """
        setup = _setup_in(words)
        if setup:
            shell.run(lambda application: _set_up(application, channel, setup))
        elif channel and not _may_be_setup(words):
            raise typer.BadParameter("papers belong to every channel; only a set-up takes --channel")
        elif channel:
            shell.run(lambda application: _set_up(application, channel, _read(Path(words[0]))))
        else:
            shell.run(lambda application: _import(application, [Path(word) for word in words]))

    @app.command("import-config", short_help="Set a channel up from what `export` wrote")
    def import_config(
        path: Annotated[Path, typer.Argument(metavar="FILE", help="what `paperboy export` wrote")],
        channel: Annotated[str, _CHANNEL] = "",
    ) -> None:
        """Set a channel up as another one was: subscriptions, schedule and settings from JSON."""
        shell.run(lambda application: _set_up(application, channel, _read(path)))

    @app.command("backfill", short_help="Fetch past days from a source")
    def backfill(
        first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="first day")],
        last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="last day; by default today")] = "",
        source: Annotated[str, typer.Option(metavar="NAME", help="which source to ask")] = "huggingface",
    ) -> None:
        """Fetch past days from a source, so that search and similar papers have something to find."""
        shell.run(lambda application: _backfill(application, first, last, source))


async def _set_up(application: Application, channel: str, setup: str) -> None:
    asked = await request(application, channel, f"import {setup}")
    answered(await application.desk.answer(asked), shown(asked.address))


def _setup_in(words: Sequence[str]) -> str:
    """The set-up that was typed, or that the one file named holds; "" if papers are meant."""
    text = " ".join(words).lstrip("\ufeff \n")
    if text.startswith("{"):
        return text
    path = Path(words[0])
    if len(words) > 1 or path.suffix.lower() != ".json" or not path.is_file() or path.stat().st_size > _SETUP_SIZE:
        return ""
    try:
        text = _read(path)
        found: Any = json.loads(text)
    except (UserError, ValueError, RecursionError):
        return ""  # the reader of papers says what is wrong with it
    return text if isinstance(found, dict) and _SETUP_MARK in found else ""


def _may_be_setup(words: Sequence[str]) -> bool:
    """Whether the one file that was named is a set-up, or one that cannot be read; what is wrong is said then."""
    path = Path(words[0])
    return len(words) == 1 and not path.is_dir() and path.suffix.lower() in {"", ".json"}


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
        return raw.decode(encoding)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise UserError(f"{path} is not text (UTF-8).") from None


async def _import(application: Application, paths: Sequence[Path]) -> None:
    seen, faults = Ingested(), list[Fault]()
    listed = 0
    with progress_bar() as progress:
        bar = progress.add_task("reading", total=None)

        def tick(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        for batch in application.read_files(paths, application.clock.now().date(), tick):
            faults += batch.faults
            listed += max(len(batch.listings), len(batch.papers))
            seen = _sum(
                seen, await application.store.papers.ingest("file", batch, application.clock.now(), polled=False)
            )
    await index(application)
    _report(f"{listed} entries", seen, faults)
    if faults and not listed:
        raise UserError("No paper could be read from what was given; see the reasons above.")


async def _backfill(application: Application, first: str, last: str, source: str) -> None:
    start, today = _date(first, "--from"), application.clock.now().astimezone(UTC).date()
    end = min(_date(last, "--to"), today) if last else today
    if start > today:
        raise UserError(f"--from {start} is in the future (today is {today}, UTC); give a past day.")
    if start > end:
        raise UserError(f"--from {start} is after --to {end}; swap them.")
    if source not in application.archives:
        there = ", ".join(application.archives)
        raise UserError(f'There is no source "{safe(source)}" with past days; there are: {there}.')
    seen, faults = Ingested(), list[Fault]()
    days = (end - start).days + 1
    with progress_bar() as progress:
        bar = progress.add_task(source, total=days)
        async for day, fetched in application.archives[source].days(start, end, application.clock.now()):
            faults += fetched.faults
            if not fetched.ok:
                faults.append(Fault(str(day), fetched.note))
            else:
                seen = _sum(
                    seen,
                    await application.store.papers.ingest(source, fetched, application.clock.now(), polled=False),
                )
            progress.update(bar, completed=(day - start).days + 1)
    await index(application)
    _report(f"{days} days", seen, faults)
    if faults and not (seen.papers_new or seen.papers_updated):
        raise OperatorError("Nothing could be fetched; see the reasons above.")


async def index(application: Application) -> None:
    """Bring the search index in step with the papers, however long it takes, and say so if it was made anew."""
    with progress_bar() as progress:
        bar = progress.add_task("search index")
        said = await application.store.index.repair(
            lambda done, all_: progress.update(bar, completed=done, total=all_)
        )
    if said:
        say(said)


def _report(what: str, seen: Ingested, faults: Sequence[Fault]) -> None:
    tone = Tone.WARNING if faults else Tone.GOOD
    say(f"{what}: {seen.papers_new:,} new papers, {seen.papers_updated:,} updated.", tone)
    for fault in faults[:_FAULTS_SHOWN]:
        say(f"{fault.where}: {fault.reason}", Tone.WARNING)
    if len(faults) > _FAULTS_SHOWN:
        say(f"and {len(faults) - _FAULTS_SHOWN} more; paperboy status shows the newest.", Tone.WARNING)


def _sum(one: Ingested, other: Ingested) -> Ingested:
    return Ingested(
        one.papers_new + other.papers_new,
        one.papers_updated + other.papers_updated,
        one.listings + other.listings,
    )


def progress_bar() -> Progress:
    """What is done of how much, on standard error; nothing where that is no screen."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _date(text: str, option: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise UserError(f'{option} "{text}" is no date: write it as 2026-04-30.') from None
