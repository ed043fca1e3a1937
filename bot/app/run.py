"""Running: what Paperboy does from its start on. Each part is elsewhere; here is their order."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Coroutine

from bot.app import demo
from bot.app.application import Application
from bot.app.demo import Screen
from bot.app.scheduler import Duty, Scheduler
from bot.channels.recovery import LOOK_EVERY
from bot.errors import PaperboyError, SettingsError
from bot.planning.planner import prepare
from bot.planning.window import listed_since

log = logging.getLogger(__name__)

# Seconds between two looks of each duty. What is due is in the database, so these only bound the delay.
PLAN_EVERY = 5
POLL_EVERY = 30


async def run(application: Application, screen: Screen, *, once: bool) -> None:
    """Today's papers, what is due, the demo channel's digest; then on schedule until a signal, unless `once`."""
    async with application.claim_delivery() as restored:
        if restored:
            screen.say(restored)
        for sentence in application.settings_report().said():
            screen.say(sentence)
        await fetch(application, screen)
        await plan(application)
        await _show_demo(application, screen, once=once)
        if not once:
            await _forever(application, screen)


async def fetch(application: Application, screen: Screen) -> None:
    """Ask every source that is due; without any paper at all, the bundled sample serves."""
    await application.poller.poll_due(application.clock.now())
    there = await application.store.papers.count()
    for poll in await application.store.journal.polls():
        if not poll.ok:
            goes_on = (
                "Paperboy goes on with what it has." if there else "A bundled sample of papers serves instead."
            )
            screen.say(f"Today's papers could not be fetched from {poll.source}: {poll.note}. {goes_on}")
    if not there:
        await application.store.papers.ingest(
            "sample", application.sample(), application.clock.now(), polled=False
        )
    await index(application, screen)


async def index(application: Application, screen: Screen | None = None) -> None:
    """Bring the full-text index in step with the papers."""
    said = await application.store.index.repair()
    if said:
        log.info("index_rebuilt", extra={"why": said})
        if screen:
            screen.say(said)


async def plan(application: Application) -> None:
    """Plan every channel that is due, and wake the dispatcher if there is anything to carry."""
    now = application.clock.now()
    planned = await application.store.plans.plan(now, listed_since(now.date()), prepare(now))
    if planned.digests:
        log.info(
            "planned", extra={"channels": planned.channels, "digests": planned.digests, "picks": planned.picks}
        )
    waiting = await application.store.outbox.next_at([platform.name for platform in application.platforms])
    if waiting is not None and waiting <= now:  # planned here, or put there by another process (`paperboy now`)
        application.dispatcher.poke()


async def _show_demo(application: Application, screen: Screen, *, once: bool) -> None:
    here = any(platform.name == demo.DEMO.platform for platform in application.platforms)
    if here:
        await demo.show_digest(application, screen)
    await application.dispatcher.drain()
    if here:
        await demo.say_outlook(application, screen, once=once)


async def _forever(application: Application, screen: Screen) -> None:
    scheduler = Scheduler(
        [
            Duty("plan", PLAN_EVERY, lambda: plan(application)),
            Duty("poll", POLL_EVERY, lambda: _poll(application)),
            Duty("recover", LOOK_EVERY, application.recovery.look),
        ]
    )
    serving = [
        scheduler.run(),
        application.dispatcher.run(),
        *(platform.listener.serve() for platform in application.platforms),
        _web(application, screen),
    ]
    names = ", ".join(platform.name for platform in application.platforms)
    screen.say(f"Paperboy is running ({names}). Stop it with Ctrl-C.")
    async with _stopped_by_signal():
        await _all(serving)


async def _poll(application: Application) -> None:
    if await application.poller.poll_due(application.clock.now()):
        await index(application)


async def _web(application: Application, screen: Screen) -> None:
    """The web page; a taken port is said, and everything else goes on."""
    try:
        await application.serve_web(
            lambda address: screen.say(f"Health and metrics: {address}/healthz, {address}/metrics")
        )
    except SettingsError as error:
        screen.say(error.sentence)


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


@contextlib.asynccontextmanager
async def _stopped_by_signal() -> AsyncIterator[None]:
    """SIGINT and SIGTERM end what is inside, in order."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if task is not None and not stopped:
            stopped = True
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not stopped or task is None:
            raise
        task.uncancel()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
