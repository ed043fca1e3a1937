"""`paperboy channel …`: the channels there are, added and removed from the terminal."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from adapters.terminal.place import PLATFORM, existing, named, parse, shown
from adapters.terminal.shell import Shell, guarded, say, show
from adapters.terminal.typed import as_shell
from bot.app.application import Application, Database
from bot.app.overview import held_up
from bot.channels.new_channel import new_channel, started
from bot.channels.places import not_set_up
from bot.commands.typed_schedule import schedule_in_words
from bot.errors import UserError
from bot.model.channel import Channel, Schedule
from bot.model.email_address import PLATFORM as EMAIL
from bot.schedule.zones import check_zone
from bot.text.close_names import meant
from bot.views.blocks import Bullets, Heading, Inline, Line, Moment, Note, Text, Tone, View, plain


def add(app: typer.Typer, shell: Shell) -> None:
    """Hang `channel` into the command line."""
    channel = typer.Typer(help="Channels: add, list, rename, remove", no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(channel, name="channel")

    @channel.command("add", short_help="Add a channel")
    def add_channel(
        name: Annotated[str, typer.Argument(metavar="NAME", help="a name, or platform:workspace:channel")],
        zone: Annotated[
            str,
            typer.Option(metavar="ZONE", help="IANA time zone; by default this machine's"),
        ] = "",
    ) -> None:
        """Add a channel; then: paperboy subscribe … --channel NAME."""

        async def work(application: Application) -> None:
            address = parse(name)
            if address.platform == EMAIL:
                how = as_shell(f"to email {address.channel}")
                raise UserError(f"An e-mail address says itself whether it wants papers: {how}")
            if await application.store.channels.get(address):
                see = as_shell("list", shown(address))
                raise UserError(f'There is a channel "{address.channel}" already. See it: {see}')
            schedule = Schedule(zone=check_zone(zone) if zone else application.zone)
            now = application.clock.now()
            made = await application.store.channels.create(
                started(new_channel(address, address.channel, schedule, now), now)
            )
            served = address.platform in application.configured()
            show(View((_added(made), *(() if served else (_waits(made),))), f"added {made.name}"))

        _refuse_unknown_platform(shell, name)
        shell.run(work)

    @channel.command("list", short_help="Every channel with its schedule and next digest")
    def list_channels(
        json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False,
    ) -> None:
        """Every channel with its schedule and next digest."""

        async def work(application: Application) -> None:
            everyone = await application.store.channels.within(None)
            if not everyone and not json:
                say("There are no channels yet. Add one: paperboy channel add NAME")
                return
            notes = tuple(Note(plain(said), Tone.WARNING) for said in await held_up(application))
            listed = View((Heading("Channels"), Bullets(tuple(_line(c) for c in everyone)), *notes), "channels")
            show(listed, json=json)

        shell.run(work, database=Database.FOUND)

    @channel.command("remove", short_help="Remove a channel with all it has")
    def remove_channel(
        name: Annotated[str, typer.Argument(metavar="NAME")],
        yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    ) -> None:
        """Remove a channel with its subscriptions and its memory of what it had."""

        async def look(application: Application) -> str:
            return str((await existing(application, name)).address)

        async def work(application: Application) -> None:
            found = await existing(application, name)
            await application.store.channels.remove(found.key)
            say(f"Removed {found.address}.", Tone.GOOD)

        if not yes:
            guarded(partial(_agreed, shell.run(look, database=Database.FOUND)))
        shell.run(work, database=Database.FOUND)

    @channel.command("rename", short_help="Give a channel another name to be shown by")
    def rename_channel(
        name: Annotated[str, typer.Argument(metavar="NAME")],
        to: Annotated[str, typer.Argument(metavar="NEW-NAME")],
    ) -> None:
        """Give a channel another name to be shown by."""

        async def work(application: Application) -> None:
            found, new = await existing(application, name), named(to)
            await application.store.channels.change(found.key, lambda it: replace(it, name=new))
            say(f"{found.address} is called {new} now.", Tone.GOOD)

        shell.run(work, database=Database.FOUND)


def _refuse_unknown_platform(shell: Shell, name: str) -> None:
    """Its channel would wait for ever; what is refused makes no database."""

    async def look(application: Application) -> None:
        platform, known = parse(name).platform, application.platform_names()
        if platform not in known:
            raise UserError(f'There is no platform "{platform}"; {meant(platform, known)}')

    if ":" in name:
        shell.run(look, database=Database.SPARED)


def _agreed(what: str) -> None:
    """Ask whether to remove it, outside the loop, so that Ctrl-C answers, too."""
    try:
        sure = typer.confirm(f"Remove {what} with its subscriptions and its memory?", err=True)
    except typer.Abort:  # nobody there to answer
        raise UserError("Nothing was removed: say yes, or add --yes.") from None
    if not sure:
        raise UserError("Nothing was removed.")


def _added(channel: Channel) -> Note:
    more: Line = plain(f" Add what it should watch: {as_shell('subscribe …', shown(channel.address))}")
    return Note((Text(f"Added {channel.name}: {schedule_in_words(channel.schedule)}."), *more), Tone.GOOD)


def _waits(channel: Channel) -> Note:
    stands = not_set_up(channel.address.platform)
    return Note(plain(f"Nothing is posted there yet: {stands.reason}. {stands.fix}"), Tone.WARNING)


def _line(channel: Channel) -> Line:
    where = channel.name if channel.address.platform == PLATFORM else f"{channel.name} ({channel.address})"
    parts: list[Inline] = [Text(where, bold=True), Text(f"  {schedule_in_words(channel.schedule)}")]
    if channel.pause:
        parts.append(Text(f"  paused: {channel.pause.reason}"))
    elif channel.next_due:
        parts += [Text("  next: "), Moment(channel.next_due, channel.schedule.zone)]
    return tuple(parts)
