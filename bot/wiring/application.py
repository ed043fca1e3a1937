"""The composition root: opens the application with every part wired to the others."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from adapters import embedding, logs, platforms, proxies, sources, terminal
from adapters.sources import file, sample
from adapters.sources.common.web import Web
from bot.app.application import Application, Database
from bot.app.roles import read_roles
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
from bot.counters import Counters
from bot.delivery.discussing import Discussing
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.redraw import Redraws
from bot.model.channel import Address
from bot.model.discussion import NotOpened, Opened
from bot.model.email_address import PLATFORM as EMAIL
from bot.model.mail_links import MailLinks
from bot.model.role import ALL_ROLES, Role
from bot.papers.poller import Poller
from bot.ports import Archive, Clock, CoreServices, Finder, Letters, Platform, Store
from bot.search.foresight import Foresight
from bot.search.searcher import Search
from bot.settings import PaperboySettings
from bot.views.blocks import View
from bot.views.digest import digest_view
from bot.wiring import polled as polling
from bot.wiring.checked import checked
from bot.wiring.database import located, moved, opened
from bot.wiring.named import configured, home, log_level, names, report, zone
from bot.wiring.web import reading, site_of

PRIVATE = 0o077  # whatever Paperboy writes is for its own user: the database, the index, backups


def put_back(copy: Path) -> str:
    """Put a backup into the database's place, without opening that: it may be what is broken."""
    return located(PaperboySettings.load()).restore(copy, SystemClock().now())


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
    logs.configure(settings.paperboy_log, log_level(settings, serving=serving))
    proxies.check_environment()
    clock, counters = SystemClock(), Counters()
    here = zone(settings)
    roles = read_roles(settings.paperboy_roles) if serving else ALL_ROLES
    signs = VitalSigns(roles=roles)
    async with AsyncExitStack() as stack:
        site = site_of(signs, counters, clock) if announce else None
        if site and announce:
            host, port, apart = settings.paperboy_host, settings.paperboy_port, settings.paperboy_health_port
            served = site.serving(host, port, announce, health_port=apart, pages=Role.WEB in roles)
            await stack.enter_async_context(served)
        web = await stack.enter_async_context(Web(clock))
        built = [sources.build(name, web, clock) for name in sources.available()]
        wanted = polling.wanted(settings)
        kept = await stack.enter_async_context(opened(settings, database))
        store = kept.store
        polled = [polling.as_source(each, store) for each in built if each.name in wanted]

        def poke() -> None:
            dispatcher.poke()  # made below: it needs the platforms, and they need the desk

        def heard(address: Address) -> None:
            recovery.heard(address)  # made below: it needs the platforms, and they need the desk

        searcher = Search(store.index, store.papers, embedding.configured())

        async def recovers(address: Address) -> bool:
            return await recovery.recovers(address)  # made below, as above

        running: dict[str, Platform] = {}  # filled below: they need the desk, which asks them of places
        places = Places(running, partial(configured, settings))
        notices = OwnerNotices(running, journal=store.journal, clock=clock)
        links = MailLinks(home(settings, site.address if site else ""))
        opt_in, reach = OptIn(store, links, notices, zone=here), _reach(settings, links, running)
        shared = not store.workers.alone
        redraws = Redraws(store.plans, store.outbox, running, clock, digest_view, counters=counters, shared=shared)
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
                set_ups=polling.set_ups(settings),
                zone=here,
                hindrance=places.hindrance,
                recover=recovers,
                without_effect=places.without_effect,
                opt_in=opt_in,
                reach=reach,
                discuss=_discussing(store, running, clock),
                roles=roles,
            )
        )
        lifecycle = ChannelLifecycle(
            store, clock, notices, settings.paperboy_grace_days, opt_in, counters=counters
        )
        parts = CoreServices(
            desk=desk,
            lifecycle=lifecycle,
            vault=store.vault,
            adapter_facts=store.adapter_facts,
            journal=store.journal,
            clock=clock,
            workers=store.workers,
            mail_links=links,
            reactions=Reactions(store, redraws.mark),
        )
        modules = platforms.wanted(names(settings.paperboy_platforms)) if serving else {terminal.NAME: terminal}
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
            shared=not store.workers.alone,
        )
        recovery = Recovery(store.workspaces, lifecycle, tuple(running.values()), clock)
        stack.push_async_callback(recovery.finish)
        if site and Role.LISTEN in roles:
            site.add([r for n, m in modules.items() if hasattr(m, "routes") for r in m.routes(running[n])])
        signs.store, signs.platforms, signs.sources = store, tuple(running), tuple(each.name for each in polled)
        application = Application(
            settings=settings,
            made=kept.place.shown if kept.new and database is Database.MADE else "",
            clock=clock,
            store=store,
            desk=desk,
            dispatcher=dispatcher,
            recovery=recovery,
            poller=Poller(polled, store.papers, store.journal, clock, counters=counters),
            platforms=tuple(running.values()),
            platform_names=platforms.available,
            settings_report=partial(report, running, "" if kept.new else kept.place.shown),
            source_set_ups=partial(polling.set_ups, settings),
            trial=lambda what: polling.as_source(sources.trial(what, web, clock), store),
            archives={source.name: source for source in built if isinstance(source, Archive)},
            counters=counters,
            zone=here,
            sample=lambda: sample.sample(clock.now()),
            read_files=file.read,
            backup=lambda path: kept.place.backup(path, clock.now()),
            check=partial(checked, kept.place, polled, web, store, running, roles=roles, clock=clock),
            configured=partial(configured, settings),
            move=lambda to, progress: moved(store, settings, to, clock.now(), progress),
            rotate_key=store.rotate_key,
            keep_database=store.keep,
            claim_delivery=lambda roles: store.claim_delivery(clock.now(), poke, roles),
            roles=roles,
            signs=signs,
            mail_links=links,
            opt_in=opt_in,
            letter_writer=LetterWriter(store, links, opt_in, notices, reach.letters),
            reach=reach,
        )
        if site:
            site.add(reading(application, searcher, modules) if Role.WEB in roles else site.no_pages)
        yield application


def _reach(settings: PaperboySettings, links: MailLinks, running: Mapping[str, Platform]) -> Reach:
    """How readers are reached: the platforms are filled in later."""

    def letters() -> Letters | None:
        return running[EMAIL].letters if EMAIL in running else None

    def mail() -> bool:
        return EMAIL in configured(settings)

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
