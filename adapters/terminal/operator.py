"""What only an operator does at the terminal: run, backfill, doctor, parked."""

from typing import Annotated

import typer

from adapters.terminal.place import PLATFORM, existing
from adapters.terminal.shell import OperatorScreen, Shell, print_json, say, show
from bot.app.application import Application, Database
from bot.app.doctor import looked
from bot.app.worker_list import worker_data, worker_list
from bot.errors import DeliveringError, OperatorError, UserError
from bot.ports import Finding
from bot.settings import logs_are_json
from bot.views.blocks import Bullets, Heading, Inline, Line, Note, Text, Tone, View, plain


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang the operator's commands into the command line."""

    @app.command("run", short_help="Today's papers, then digests on schedule")
    def run(
        once: Annotated[bool, typer.Option("--once", help="stop after today's digest is delivered")] = False,
    ) -> None:
        """Fetch today's papers, deliver what is due, and go on doing so on schedule."""
        from bot.app import run as running  # noqa: PLC0415 -- only who runs waits for the scheduler

        screen = OperatorScreen(json=logs_are_json())
        if once:
            shell.run(lambda application: running.run_once(application, screen), serving=True)
        else:
            shell.serve(lambda application: running.run(application, screen), screen.say)

    @app.command("doctor", short_help="What is wrong, and how to mend it")
    def doctor(
        channel: Annotated[str, typer.Option(metavar="NAME", help="check one channel, too")] = "",
        json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False,
    ) -> None:
        """Check settings, database, sources, clock, zones, and each platform; print the fix for each problem."""
        shell.run(
            lambda application: _doctor(application, channel, json=json), serving=True, database=Database.SPARED
        )

    @app.command("parked", short_help="Deliveries that are in doubt: send again, or give up")
    def parked(
        send: Annotated[int, typer.Option(metavar="NUMBER", help="send this one again", show_default=False)] = 0,
        drop: Annotated[
            int,
            typer.Option(metavar="NUMBER", help="give this one up; its papers may come again", show_default=False),
        ] = 0,
        json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False,
    ) -> None:
        """Deliveries that could not be resolved: see them, send one again, or give one up."""
        shell.run(lambda application: _parked(application, send, drop, json=json), database=Database.FOUND)

    @app.command("workers", short_help="Which processes share the work, and what each does and holds")
    def workers(json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False) -> None:
        """Which processes share the work on this database: since when, heard of when, what each does and holds."""
        shell.run(lambda application: _workers(application, json=json), database=Database.FOUND)


async def deliver(application: Application) -> None:
    """Print what a command just put into the outbox for the terminal, unless a running Paperboy will."""
    due = await application.store.outbox.next_at([PLATFORM])
    if due is None or due > application.clock.now():
        return
    try:
        async with application.claim_delivery(()):
            await application.dispatcher.drain()
    except DeliveringError:
        say("The Paperboy that is running delivers it.")


async def _doctor(application: Application, name: str, *, json: bool) -> None:
    address = (await existing(application, name)).address if name else None
    findings = [*application.settings_report().findings(), *await application.check()]
    for platform in application.platforms:
        mine = address if address and address.platform == platform.name else None
        findings += await looked(platform.name, platform.listener.check(mine))
    show(View((Heading("Doctor"), *(_finding(finding) for finding in findings)), "doctor"), json=json)
    bad = sum(finding.ok is False for finding in findings)
    if bad:
        raise OperatorError(f"{bad} of {len(findings)} checks failed; each line above says how to mend it.")


async def _parked(application: Application, send: int, drop: int, *, json: bool) -> None:
    for key, again in ((send, True), (drop, False)):
        if key:
            if not await application.store.outbox.release(key, send=again, now=application.clock.now()):
                raise UserError(f"There is no parked delivery {key}. See them: paperboy parked")
            say(f"Delivery {key} {'goes out again' if again else 'is given up'}.", Tone.GOOD)
    if send or drop:
        await deliver(application)
        return
    rows = await application.store.outbox.parked(100)
    if not rows and not json:
        say("No delivery is parked.", Tone.GOOD)
        return
    items: list[Line] = [
        (Text(f"{row.key}", bold=True), Text(f"  {row.address} part {row.part + 1}: {reason}"))
        for row, reason in rows
    ]
    advice = Note(plain("Look in the channel; then: paperboy parked --send NUMBER, or --drop NUMBER"))
    show(View((Heading("Parked deliveries"), Bullets(tuple(items)), advice), "parked"), json=json)


async def _workers(application: Application, *, json: bool) -> None:
    shared = application.store.workers
    living = await shared.living()
    if json:
        print_json(worker_data(living, alone=shared.alone))
    else:
        show(worker_list(living, alone=shared.alone))


def _finding(finding: Finding) -> Note:
    tone = {True: Tone.GOOD, False: Tone.ERROR, None: Tone.INFO}[finding.ok]
    parts: list[Inline] = [Text(finding.what, bold=True)]
    if finding.detail:
        parts.append(Text(f"  {finding.detail}"))
    if finding.fix:
        parts.append(Text(f"  To mend it: {finding.fix}"))
    return Note(tuple(parts), tone)
