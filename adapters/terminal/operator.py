"""What only an operator does at the terminal: run, import, backfill, doctor, parked."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from adapters.terminal.place import PLATFORM, existing, request, shown
from adapters.terminal.safe import safe
from adapters.terminal.shell import OperatorScreen, Shell, answered, say, show
from bot.app import run as running
from bot.app.application import Application, Database
from bot.errors import DeliveringError, OperatorError, UserError
from bot.ports import Fault, Finding, Ingested
from bot.views.blocks import Bullets, Heading, Inline, Line, Note, Text, Tone, View, plain

_FAULTS_SHOWN = 20


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang the operator's commands into the command line."""

    @app.command("run", short_help="Today's papers, then digests on schedule")
    def run(
        once: Annotated[bool, typer.Option("--once", help="stop after today's digest is delivered")] = False,
    ) -> None:
        """Fetch today's papers, deliver what is due, and go on doing so on schedule."""
        screen = OperatorScreen()
        if once:
            shell.run(lambda application: running.run_once(application, screen), serving=True)
        else:
            shell.serve(lambda application: running.run(application, screen), screen.say)

    @app.command("import", short_help="Read papers from files")
    def import_papers(paths: Annotated[list[Path], typer.Argument(metavar="PATH", show_default=False)]) -> None:
        """Read papers from files: saved Daily Papers pages, API JSON, arXiv Atom, BibTeX (and .gz, folders)."""
        shell.run(lambda application: _import(application, paths))

    @app.command("backfill", short_help="Fetch past days from a source")
    def backfill(
        first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="first day")],
        last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="last day; by default today")] = "",
        source: Annotated[str, typer.Option(metavar="NAME", help="which source to ask")] = "huggingface",
    ) -> None:
        """Fetch past days from a source, so that search and similar papers have something to find."""
        shell.run(lambda application: _backfill(application, first, last, source))

    @app.command("import-config", short_help="Set a channel up from what `export` wrote")
    def import_config(
        path: Annotated[Path, typer.Argument(metavar="FILE", help="what `paperboy export` wrote")],
        channel: Annotated[str, typer.Option(metavar="NAME", help="which channel; by default demo")] = "",
    ) -> None:
        """Set a channel up as another one was: subscriptions, schedule and settings from JSON."""

        async def work(application: Application) -> None:
            text = _read(path)
            asked = await request(application, channel, f"import {text}")
            answered(await application.desk.answer(asked), shown(asked.address))

        shell.run(work)

    @app.command("doctor", short_help="What is wrong, and how to mend it")
    def doctor(
        channel: Annotated[str, typer.Option(metavar="NAME", help="check one channel, too")] = "",
    ) -> None:
        """Check settings, database, sources, clock, zones, and each platform; print the fix for each problem."""
        shell.run(lambda application: _doctor(application, channel), serving=True, database=Database.SPARED)

    @app.command("parked", short_help="Deliveries that are in doubt: send again, or give up")
    def parked(
        send: Annotated[int, typer.Option(metavar="NUMBER", help="send this one again", show_default=False)] = 0,
        drop: Annotated[
            int,
            typer.Option(metavar="NUMBER", help="give this one up; its papers may come again", show_default=False),
        ] = 0,
    ) -> None:
        """Deliveries that could not be resolved: see them, send one again, or give one up."""
        shell.run(lambda application: _parked(application, send, drop), database=Database.FOUND)


async def deliver(application: Application) -> None:
    """Print what a command just put into the outbox for the terminal, unless a running Paperboy will."""
    due = await application.store.outbox.next_at([PLATFORM])
    if due is None or due > application.clock.now():
        return
    try:
        async with application.claim_delivery():
            await application.dispatcher.drain()
    except DeliveringError:
        say("The Paperboy that is running delivers it.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise UserError(f"{path} is not text (UTF-8).") from None


async def _import(application: Application, paths: Sequence[Path]) -> None:
    seen, faults = Ingested(), list[Fault]()
    listed = 0
    with _progress() as progress:
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
    with _progress() as progress:
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
    with _progress() as progress:
        bar = progress.add_task("search index")
        said = await application.store.index.repair(
            lambda done, all_: progress.update(bar, completed=done, total=all_)
        )
    if said:
        say(said)


async def _doctor(application: Application, name: str) -> None:
    address = (await existing(application, name)).address if name else None
    findings = [*application.settings_report().findings(), *await application.check()]
    for platform in application.platforms:
        mine = address if address and address.platform == platform.name else None
        findings += await platform.listener.check(mine)
    show(View((Heading("Doctor"), *(_finding(finding) for finding in findings)), "doctor"))
    bad = sum(finding.ok is False for finding in findings)
    if bad:
        raise OperatorError(f"{bad} of {len(findings)} checks failed; each line above says how to mend it.")


async def _parked(application: Application, send: int, drop: int) -> None:
    for key, again in ((send, True), (drop, False)):
        if key:
            if not await application.store.outbox.release(key, send=again, now=application.clock.now()):
                raise UserError(f"There is no parked delivery {key}. See them: paperboy parked")
            say(f"Delivery {key} {'goes out again' if again else 'is given up'}.", Tone.GOOD)
    if send or drop:
        await deliver(application)
        return
    rows = await application.store.outbox.parked(100)
    if not rows:
        say("No delivery is parked.", Tone.GOOD)
        return
    items: list[Line] = [
        (Text(f"{row.key}", bold=True), Text(f"  {row.address} part {row.part + 1}: {reason}"))
        for row, reason in rows
    ]
    advice = Note(plain("Look in the channel; then: paperboy parked --send NUMBER, or --drop NUMBER"))
    show(View((Heading("Parked deliveries"), Bullets(tuple(items)), advice), "parked"))


def _finding(finding: Finding) -> Note:
    tone = {True: Tone.GOOD, False: Tone.ERROR, None: Tone.INFO}[finding.ok]
    parts: list[Inline] = [Text(finding.what, bold=True)]
    if finding.detail:
        parts.append(Text(f"  {finding.detail}"))
    if finding.fix:
        parts.append(Text(f"  To mend it: {finding.fix}"))
    return Note(tuple(parts), tone)


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


def _progress() -> Progress:
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
