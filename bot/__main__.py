"""The composition root: the only module that knows every part. `paperboy` and `python -m bot` start here."""

import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from tzlocal import get_localzone_name

from adapters import embedding, logs, platforms, proxies, sources, terminal
from adapters.sources import file, sample
from adapters.sources.common.web import Web
from adapters.terminal import cli, output
from adapters.terminal.shell import guarded
from bot.app.application import Application, Database
from bot.app.channels_checked import check_channels
from bot.app.doctor import check_clock, check_sources, check_zones
from bot.app.free_memory import few_arenas
from bot.app.settings_report import SettingsReport, unknown_settings
from bot.app.source_overview import SourceSetUp
from bot.app.system_clock import SystemClock
from bot.app.vital_signs import VitalSigns
from bot.channels.letter_writer import LetterWriter
from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.channels.places import Places
from bot.channels.reach import Reach
from bot.channels.recovery import Recovery
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.commands.reactions import Reactions
from bot.commands.table import TABLE
from bot.counters import Counters
from bot.delivery.discussing import Discussing
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.redraw import Redraws
from bot.errors import SettingsError, StorageError, UserError
from bot.health import Health, health
from bot.model.channel import Address
from bot.model.discussion import NotOpened, Opened
from bot.model.email_address import PLATFORM as EMAIL
from bot.model.mail_links import MailLinks
from bot.papers.poller import Poller
from bot.papers.recommendations import Recommendations
from bot.ports import Archive, Clock, CoreServices, Finder, Finding, Letters, Platform, Recommender, Source, Store
from bot.schedule.zones import check_zone
from bot.search.foresight import Foresight
from bot.search.result import Searcher
from bot.search.searcher import Search
from bot.settings import AT_HOME, PaperboySettings, dotenv, reachable, settings_groups
from bot.views.blocks import View
from bot.views.digest import digest_view
from storage.locations import PostgresServer, SqliteFile, location
from storage.moving.move import move
from storage.postgres.store import PostgresStore
from storage.sqlite.database import MEMORY
from storage.store import SqliteStore

log = logging.getLogger(__name__)

PRIVATE = 0o077  # whatever Paperboy writes is for its own user: the database, the index, backups


def main() -> None:
    """The command line."""
    few_arenas()  # before there are threads
    output.prepare()
    guarded(_command_line)


def _command_line() -> None:
    cli.build(open_application, TABLE, restore=put_back)()


def put_back(copy: Path) -> str:
    """Put a backup into the database's place, without opening that: it may be what is broken."""
    return _location(PaperboySettings.load()).restore(copy, SystemClock().now())


@asynccontextmanager
async def open_application(
    *,
    serving: bool = False,
    database: Database = Database.MADE,
    announce: Callable[[str], None] | None = None,
) -> AsyncIterator[Application]:
    """Everything, wired; all configured platforms if `serving`, only the terminal for a single command.

    With `announce` the web is served from the first moment; it is told where.
    """
    os.umask(PRIVATE)
    settings = PaperboySettings.load()
    logs.configure(settings.paperboy_log, _log_level(serving=serving, json=settings.paperboy_log == "json"))
    proxies.check_environment()
    clock, counters = SystemClock(), Counters()
    zone = _zone(settings)
    signs = VitalSigns()
    async with AsyncExitStack() as stack:
        site = _site(signs, counters, clock) if announce else None
        if site and announce:
            host, port, apart = settings.paperboy_host, settings.paperboy_port, settings.paperboy_health_port
            await stack.enter_async_context(site.serving(host, port, announce, health_port=apart))
        web = await stack.enter_async_context(Web(clock))
        built = [sources.build(name, web, clock) for name in sources.available()]
        wanted = _wanted_sources(settings)
        place = _location(settings)
        new = not await place.is_there()
        if new and database is Database.FOUND:
            raise StorageError(await _no_database(place))
        spared = SqliteFile(Path(MEMORY)) if new and database is Database.SPARED else None
        store = await stack.enter_async_context(_open(spared or place, settings))
        polled = [_as_source(each, store) for each in built if each.name in wanted]

        def poke() -> None:
            dispatcher.poke()  # made below: it needs the platforms, and they need the desk

        def heard(address: Address) -> None:
            recovery.heard(address)  # made below: it needs the platforms, and they need the desk

        searcher = Search(store.index, store.papers, embedding.configured())

        async def recovers(address: Address) -> bool:
            return await recovery.recovers(address)  # made below, as above

        running: dict[str, Platform] = {}  # filled below: they need the desk, which asks them of places
        places = Places(running, partial(_configured, settings))
        notices, links = OwnerNotices(running), MailLinks(_home(settings, site.address if site else ""))
        opt_in, reach = OptIn(store, links, notices, zone=zone), _reach(settings, links, running)
        redraws = Redraws(store.plans, store.outbox, running, clock, digest_view, counters=counters)
        desk = Desk(
            Tools(
                store=store,
                searcher=searcher,
                foresight=Foresight(store.papers, store.index),
                poke=poke,
                heard=heard,
                redraw=redraws.mark,
                finders=tuple(source for source in built if isinstance(source, Finder)),
                sources=tuple(source.name for source in polled),
                zone=zone,
                hindrance=places.hindrance,
                recover=recovers,
                without_effect=places.without_effect,
                opt_in=opt_in,
                reach=reach,
                discuss=_discussing(store, running, clock),
            )
        )
        lifecycle = ChannelLifecycle(store, clock, notices, settings.paperboy_grace_days, opt_in)
        parts = CoreServices(
            desk=desk,
            lifecycle=lifecycle,
            vault=store.vault,
            adapter_facts=store.adapter_facts,
            journal=store.journal,
            clock=clock,
            mail_links=links,
            reactions=Reactions(store, redraws.mark),
        )
        modules = platforms.wanted(_names(settings.paperboy_platforms)) if serving else {terminal.NAME: terminal}
        running.update({name: module.build(parts) for name, module in modules.items()})
        _close_with(stack, running, redraws)
        dispatcher = Dispatcher(
            store.outbox,
            store.plans,
            tuple(running.values()),
            clock,
            digest_view,
            notices=notices,
            counters=counters,
        )
        recovery = Recovery(store.workspaces, lifecycle, tuple(running.values()), clock)
        stack.push_async_callback(recovery.finish)
        if site:
            site.add([r for n, m in modules.items() if hasattr(m, "routes") for r in m.routes(running[n])])
        signs.store, signs.platforms, signs.sources = store, tuple(running), tuple(each.name for each in polled)
        application = Application(
            settings=settings,
            made=place.shown if new and database is Database.MADE else "",
            clock=clock,
            store=store,
            desk=desk,
            dispatcher=dispatcher,
            recovery=recovery,
            poller=Poller(polled, store.papers, store.journal, clock, counters=counters),
            platforms=tuple(running.values()),
            platform_names=platforms.available,
            settings_report=partial(_report, running, "" if new else place.shown),
            source_set_ups=partial(_source_set_ups, settings),
            trial=lambda what: _as_source(sources.trial(what, web, clock), store),
            archives={source.name: source for source in built if isinstance(source, Archive)},
            counters=counters,
            zone=zone,
            sample=lambda: sample.sample(clock.now()),
            read_files=file.read,
            backup=lambda path: place.backup(path, clock.now()),
            check=partial(_check, place, polled, web, store, running),
            configured=partial(_configured, settings),
            move=partial(_move, store, settings),
            rotate_key=store.rotate_key,
            keep_database=store.keep,
            claim_delivery=lambda: store.claim_delivery(clock.now(), poke),
            leads=lambda: store.leads,
            signs=signs,
            mail_links=links,
            opt_in=opt_in,
            letter_writer=LetterWriter(store, links, opt_in, notices, reach.letters),
            reach=reach,
        )
        if site:
            site.add(_reading(application, searcher, modules))
        yield application


def _reach(settings: PaperboySettings, links: MailLinks, running: Mapping[str, Platform]) -> Reach:
    """How readers are reached: the platforms are filled in later."""

    def letters() -> Letters | None:
        return running[EMAIL].letters if EMAIL in running else None

    def mail() -> bool:
        return EMAIL in _configured(settings)

    return Reach(links.home, bool(settings.paperboy_public_url), letters, mail)


def _discussing(
    store: Store, running: Mapping[str, Platform], clock: Clock
) -> Callable[[int, int, View], Awaitable[Opened | NotOpened]]:
    return Discussing(
        plans=store.plans,
        outbox=store.outbox,
        discussions=store.discussions,
        platforms=running,
        clock=clock,
        render_digest=digest_view,
    ).open


def _close_with(stack: AsyncExitStack, running: Mapping[str, Platform], redraws: Redraws) -> None:
    """Where the stack ends the digests are redrawn that are under way, and then the platforms closed."""
    for platform in running.values():
        if platform.close is not None:
            stack.push_async_callback(platform.close)
    stack.push_async_callback(redraws.finish)


def _location(settings: PaperboySettings) -> SqliteFile | PostgresServer:
    return location(settings.database, settings.paperboy_index)


def _open(
    place: SqliteFile | PostgresServer, settings: PaperboySettings
) -> AbstractAsyncContextManager[SqliteStore | PostgresStore]:
    secret_key, older_key = _keys(settings)
    return place.open(secret_key=secret_key, older_key=older_key)


def _keys(settings: PaperboySettings) -> tuple[bytes | None, bytes | None]:
    secret, older = settings.paperboy_secret_key, settings.paperboy_secret_key_before
    return (
        secret.get_secret_value().encode() if secret else None,
        older.get_secret_value().encode() if older else None,
    )


async def _move(
    store: SqliteStore | PostgresStore,
    settings: PaperboySettings,
    to: str,
    progress: Callable[[str, int, int], None],
) -> int:
    target = location(to if "://" in to else Path(to), settings.paperboy_index)
    return await move(store, target, SystemClock().now(), _keys(settings), progress)


async def _no_database(place: SqliteFile | PostgresServer) -> str:
    if isinstance(place, PostgresServer):
        return f"There are no tables of Paperboy's in {place.shown} yet; paperboy run makes them."
    usual = SqliteFile(AT_HOME / PaperboySettings.model_fields["paperboy_database"].default)
    elsewhere = f" There is one at {usual.path}." if await usual.is_there() else ""
    return (
        f"There is no database at {place.shown} yet; paperboy run makes it.{elsewhere} If Paperboy runs in "
        "another folder, go there, or set PAPERBOY_DATABASE to its file."
    )


def _wanted_sources(settings: PaperboySettings) -> Sequence[str]:
    named = _names(settings.paperboy_sources)
    for name in named:
        if name not in sources.available():
            raise SettingsError(
                f'There is no source "{name}" (PAPERBOY_SOURCES); there are: {", ".join(sources.available())}.'
            )
    return named or sources.configured()


def _as_source(named: Source | Recommender, store: Store) -> Source:
    """What is polled: a source, or a recommender that is asked about what channels saved."""
    return Recommendations(named, store.memory) if isinstance(named, Recommender) else named


def _source_set_ups(settings: PaperboySettings) -> Sequence[SourceSetUp]:
    wanted, configured, named = _wanted_sources(settings), sources.configured(), bool(settings.paperboy_sources)
    return [
        SourceSetUp(
            name=name,
            on=name in wanted,
            configured=name in configured,
            named=named,
            turn_on=sources.turn_on(name),
        )
        for name in sources.available()
    ]


def _report(running: Collection[str], database: str) -> SettingsReport:
    set_ups = platforms.set_ups(running)  # imports every platform, and with it its settings
    known = tuple(name.upper() for group in settings_groups() for name in group.model_fields)
    return SettingsReport(set_ups, unknown_settings(os.environ, dotenv(), known), database)


def _names(setting: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip().lower() for name in setting.split(",") if name.strip()))


def _log_level(*, serving: bool, json: bool) -> int:
    """A person at a terminal reads the sentences; whoever collects logs wants every event."""
    return logging.INFO if serving and (json or not sys.stderr.isatty()) else logging.WARNING


def _home(settings: PaperboySettings, served: str) -> str:
    """Where Paperboy is: its address for readers, or where it is served (or would be) on this machine."""
    here = f"http://{reachable(settings.paperboy_host)}:{settings.paperboy_port}"
    return settings.paperboy_public_url or served or here


def _zone(settings: PaperboySettings) -> str:
    """The setting's zone, else the machine's; UTC where that has none (a slim container) or one nobody knows."""
    if settings.paperboy_zone:
        try:
            return check_zone(settings.paperboy_zone)
        except UserError as error:
            raise SettingsError(f"PAPERBOY_ZONE: {error.sentence}") from error
    try:
        return check_zone(get_localzone_name() or "UTC")
    except (UserError, ZoneInfoNotFoundError):  # tzlocal's word for files that contradict each other
        return "UTC"


async def _check(
    place: SqliteFile | PostgresServer,
    polled: Sequence[Source],
    web: Web,
    store: Store,
    running: Mapping[str, Platform],
) -> Sequence[Finding]:
    now = SystemClock().now()
    return [
        *await place.check(),
        *await check_sources(polled, now),
        check_clock(web.skew),
        check_zones(),
        *await check_channels(store, tuple(running.values()), now),
    ]


def _configured(settings: PaperboySettings) -> Collection[str]:
    """The platforms that are set up; a wrong PAPERBOY_PLATFORMS is said where Paperboy is started."""
    try:
        return platforms.wanted(_names(settings.paperboy_platforms))
    except SettingsError:
        return _names(settings.paperboy_platforms)


def _site(signs: VitalSigns, counters: Counters, clock: Clock) -> Any:
    """What the web shows of the signs."""
    from adapters.web.metrics import exposition  # noqa: PLC0415 -- only who serves waits for the web's libraries
    from adapters.web.site import Site  # noqa: PLC0415 -- as above

    async def judged() -> Health:
        now = clock.now()
        return health(await signs.signs(now), now)

    async def metrics() -> tuple[bytes, str]:
        return exposition(counters, await signs.gauges(clock.now()))

    return Site(judged, metrics)


def _reading(application: Application, searcher: Searcher, modules: Mapping[str, ModuleType]) -> Sequence[Any]:
    """Pages, feeds, the API, and the operator's page."""
    from adapters.web.admin.routes import admin_routes  # noqa: PLC0415 -- as in _site
    from adapters.web.reading import reading_routes, shell_of  # noqa: PLC0415 -- as in _site
    from adapters.web.services import Door, Mail, WebServices  # noqa: PLC0415 -- as in _site
    from adapters.web.settings import WebSettings  # noqa: PLC0415 -- as in _site

    said, store, clock = WebSettings.load(), application.store, application.clock
    doors = [Door(*door) for module in modules.values() if hasattr(module, "door") and (door := module.door())]
    reach = application.reach
    services = WebServices.of(
        store,
        searcher,
        clock,
        reach.home,
        doors=tuple(doors),
        shown=said.public_channels,
        mail=Mail(
            application.opt_in,
            application.mail_links,
            application.desk,
            offered=reach.offered,
            note=reach.note,
        ),
    )
    return [*admin_routes(application, services, shell_of(services), said.admin_token), *reading_routes(services)]


if __name__ == "__main__":
    main()
