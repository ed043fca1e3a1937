"""Running: what Paperboy does from its start on. Everything starts at once, each part by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import partial

from bot.app import demo, demo_mail
from bot.app.admin_notices import AdminNotices, admin_address
from bot.app.application import Application
from bot.app.channel_notes import ChannelNotes
from bot.app.clock_steps import ClockSteps
from bot.app.demo import Screen
from bot.app.duties import ASKED_WITHIN, Duties, index, plan
from bot.app.free_memory import give_back
from bot.app.greeting import greet, sentence
from bot.app.platform_supervisor import keep_serving
from bot.app.roles import check_roles
from bot.app.scheduler import Duty, Scheduler
from bot.app.watchdog import Watchdog
from bot.channels.feed_link import link_key
from bot.channels.recovery import LOOK_EVERY
from bot.errors import DatabaseLostError, PaperboyError, StorageError
from bot.model.paper import SAMPLE
from bot.model.role import ALL_ROLES, Role, roles_in_words
from bot.ports import LeaseKind, Matter

log = logging.getLogger(__name__)

# Seconds between two looks of each duty. What is due is in the database, so these only bound the delay.
PLAN_EVERY = 5
POLL_EVERY = 15  # whoever asked is taken for dead after 30: another goes on within a minute
WORK_EVERY = 10
KEEP_EVERY = 30
REMOVE_EVERY = 3_600
ADMIN_EVERY = 60
CHANNELS_EVERY = 3_600  # workspaces are asked one by one
FREE_EVERY = 600
REPORT_EVERY = 15
LETTERS_EVERY = 3


async def run(application: Application, screen: Screen) -> None:
    """Everything at once, until it is cancelled: commands, digests on schedule, today's papers."""
    async with application.claim_delivery(application.roles) as restored:
        if restored:
            screen.say(restored)
        await _sign_links(application)
        await _serve(application, screen)


async def run_once(application: Application, screen: Screen) -> None:
    """Today's papers, what is due, and the demo channel's digest, one after the other."""
    async with application.claim_delivery(application.roles) as restored:
        if restored:
            screen.say(restored)
        await _sign_links(application)
        _say_settings(application, screen)
        await demo.rest(application)
        await demo_mail.rest(application)
        began = application.clock.now()
        asking = asyncio.ensure_future(_poll_once(application, began))
        with screen.waiting(_fetching(application)):
            await asyncio.wait({asking}, timeout=ASKED_WITHIN)
        if asking.done():
            asking.result()  # what it raised
        await tell_papers(application, screen, asked=asking.done())
        await _index(application, screen)
        await plan(application)
        await application.letter_writer.write_due(application.clock.now())
        here = demo.wanted(application)
        if here:
            await demo.show_digest(application, screen, began)
            await demo_mail.begin(application)
        await application.dispatcher.drain()
        if here:
            await demo.say_outlook(application, screen, once=True)
            _say(screen, demo_mail.where(application))


async def _poll_once(application: Application, now: datetime) -> None:
    """Unless another process asks the sources."""
    if await application.store.workers.take(LeaseKind.DUTY, "poll"):
        await application.poller.poll_due(now)


async def _sign_links(application: Application) -> None:
    """Mail has links in it; whatever else Paperboy does goes on where the vault cannot be opened."""
    try:
        application.mail_links.sign_with(await link_key(application.store.vault))
    except StorageError as error:
        application.mail_links.want(error.sentence)
        log.error("links_not_signed", extra={"why": error.sentence})  # noqa: TRY400 -- the sentence says it all


async def _serve(application: Application, screen: Screen) -> None:
    def run_all() -> None:
        scheduler.run_all()  # made below: it calls the duties

    steps, roles = ClockSteps(), application.roles
    duties = Duties(application, steps, run_all=run_all)
    await duties.begin()
    admin = AdminNotices(
        application, admin_address(application.settings.paperboy_admin, application.platform_names)
    )
    notes = ChannelNotes(application, screen.say)
    look = duties.alone("channels", Role.DELIVER, notes.look)
    scheduler = Scheduler(
        [
            *([Duty("plan", PLAN_EVERY, duties.plan)] if Role.PLAN in roles else ()),
            Duty("poll", POLL_EVERY, duties.poll, overlap=True, cut=True),  # a slow source holds up nobody
            Duty("work", WORK_EVERY, application.store.workers.check),  # whatever the roles: it is to be said
            Duty("keep", KEEP_EVERY, application.keep_database),
            Duty("recover", LOOK_EVERY, duties.alone("recover", Role.DELIVER, duties.recover)),
            Duty("letters", LETTERS_EVERY, duties.alone("letters", Role.DELIVER, duties.letters)),
            Duty("admin", ADMIN_EVERY, duties.alone("admin", Role.DELIVER, admin.look)),
            Duty("channels", CHANNELS_EVERY, look),
            Duty("remove", REMOVE_EVERY, duties.alone("remove", Role.PLAN, duties.remove)),
            Duty("report", REPORT_EVERY, lambda: _report_failing(application, scheduler)),
            Duty("memory", FREE_EVERY, lambda: asyncio.to_thread(give_back)),
        ]
    )
    application.store.workers.watch(scheduler.run_all)  # what another did may be free
    application.signs.failing = scheduler.failing
    _say_settings(application, screen)
    await demo.rest(application)
    await demo_mail.rest(application)
    names = ", ".join(platform.name for platform in application.platforms)
    application.signs.starting = "asking the sources"
    part = "" if roles == ALL_ROLES else f" with {roles_in_words(roles)}"
    screen.say(f"Paperboy is running ({names}){part}. Stop it with Ctrl-C.")
    note = partial(_note, application)
    with Watchdog(steps, duties.stepped):
        await _all(
            [
                scheduler.run(),
                *([application.dispatcher.run()] if Role.DELIVER in roles else ()),
                *(
                    keep_serving(platform, application.signs.said, screen.say, note=note)
                    for platform in application.platforms
                    if Role.LISTEN in roles
                ),
                _welcome(application, screen, duties, notes, look),
                *(
                    [greet(application.platforms, application.signs.said, screen.say, note=note)]
                    if _meets(roles)
                    else ()
                ),
            ]
        )


async def _note(application: Application, platform: str, sentence: str | None) -> None:
    """What `paperboy status` says of a platform that does not serve; the log and /healthz have it as well."""
    with suppress(StorageError):
        await application.store.workers.say(Matter.DOWN, platform, sentence)


async def _report_failing(application: Application, scheduler: Scheduler) -> None:
    """Which duties fail here is for all to see: another process may be asked, and may be able to."""
    whys = scheduler.whys()
    for name in scheduler.names:
        await application.store.workers.say(Matter.FAILING, name, whys.get(name))


def _meets(roles: Collection[Role]) -> bool:
    """Whether it has to do with platforms at all."""
    return Role.DELIVER in roles or Role.LISTEN in roles


async def _welcome(
    application: Application,
    screen: Screen,
    duties: Duties,
    notes: ChannelNotes,
    look: Callable[[], Awaitable[None]],
) -> None:
    """What a start says. A database that fails meanwhile ends nothing: everything else asks it again, and a disk
    may have room again.
    """
    try:
        await _say_what_there_is(application, screen, duties)
        _welcomed(application, notes)
        await look()
    except DatabaseLostError:
        raise
    except StorageError as error:
        screen.say(error.sentence)
        _welcomed(application, notes)


def _welcomed(application: Application, notes: ChannelNotes) -> None:
    application.signs.starting = ""
    notes.begin()


async def _say_what_there_is(application: Application, screen: Screen, duties: Duties) -> None:
    """Today's papers, or why there are none, and the demo channel's digest."""
    began = application.clock.now()
    if Role.POLL in application.roles:
        with screen.waiting(_fetching(application)):
            asked = await duties.sources_asked()
        await tell_papers(application, screen, asked=asked)
    if Role.DELIVER in application.roles and demo.wanted(application):
        await demo.show_digest(application, screen, began)
        await demo_mail.begin(application)
        await demo.wait_until_shown(application)
        await demo.say_outlook(application, screen, once=False)
        _say(screen, demo_mail.where(application))
    await _index(application, screen)


async def tell_papers(application: Application, screen: Screen, *, asked: bool) -> None:
    """Say what could not be fetched (`asked`: every source has answered by now); without any paper at all, the
    bundled sample serves.
    """
    there = await application.store.papers.count()
    goes_on = "Paperboy goes on with what it has." if there else "A bundled sample of papers serves instead."
    if not asked:
        screen.say(f"Not every source has answered within {ASKED_WITHIN:.0f} seconds. {goes_on}")
    for poll in await application.store.journal.polls():
        if not poll.ok:
            screen.say(f"Today's papers could not be fetched from {poll.source}: {poll.note}. {goes_on}")
    if not there:
        await application.store.papers.ingest(SAMPLE, application.sample(), application.clock.now(), polled=False)


async def _index(application: Application, screen: Screen) -> None:
    _say(screen, await index(application))


def _say(screen: Screen, sentence: str) -> None:
    if sentence:
        screen.say(sentence)


def _say_settings(application: Application, screen: Screen) -> None:
    for said in application.settings_report().said():
        screen.say(said)
    local = all(platform.local for platform in application.platforms)
    for each in check_roles(application.roles, alone=application.store.workers.alone, local=local):
        if each.ok is False:
            screen.say(sentence(each))


def _fetching(application: Application) -> str:
    return f"Fetching today's papers from {', '.join(application.signs.sources) or 'no source'}…"


async def _all(works: list[Coroutine[object, object, None]]) -> None:
    """Until one fails: then the others end, and its sentence is the process's last."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except BaseExceptionGroup as failed:
        ours, others = failed.split(PaperboyError)
        raise _first(ours or others or failed) from failed


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
