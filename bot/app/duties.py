"""Duties: what the scheduler calls again and again, and their order after a start or a step of the clock."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from bot.app.application import Application
from bot.app.clock_steps import ClockSteps, goes_evenly
from bot.model.role import Role
from bot.papers.source_state import unheard
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import LeaseKind

log = logging.getLogger(__name__)

ASKED_WITHIN = 60.0  # seconds for which channels wait for the sources after a start or a step of the clock
STEADY = 3600.0  # seconds without a step of the clock in this process before anything is deleted by it
UNDONE = 600.0  # seconds by which a step ahead may differ from the step back before it, to be taken for its end
CHECK_EVERY = 3600.0  # seconds between two checks of the stored times


class Duties:
    """Each is called by itself and waits for no other; what is due is in the database."""

    def __init__(
        self,
        application: Application,
        steps: ClockSteps,
        *,
        run_all: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application, self._steps = application, steps
        self._run_all = run_all
        self._monotonic = monotonic
        self._era = 0  # one more with each step of the clock
        self._asked_in = -1  # the latest era in which the sources were asked
        self._began = monotonic()  # the era
        self._set_back = 0.0  # seconds, not yet told to the outbox
        self._back_by = 0.0  # seconds of the last step back that has not been undone
        self._begun_behind = self._forget = False  # that step came before this start; what was remembered is older
        self._undone = False  # that step was undone, not yet told to the plans
        self._checked: float | None = None  # when the stored times were; None: not in this era
        self._checking = asyncio.Lock()
        self._removed_before: date | None = None  # up to there old records are deleted
        self._first_asked = asyncio.Event()

    def stepped(self, seconds: float) -> None:
        """The wall clock was set, or the machine slept: everything that is due is worked out anew."""
        log.warning("clock_stepped", extra={"seconds": round(seconds, 1)})
        self._application.counters.inc("clock_steps")
        self._era += 1
        self._began, self._checked = self._monotonic(), None
        self._set_back = max(0.0, self._set_back - seconds)
        if seconds < 0:
            self._back_by, self._begun_behind, self._undone = -seconds, False, False
        elif self._back_by and self._undoes(seconds):
            self._undone, self._back_by = True, 0.0
        self._application.poller.clock_stepped()
        self._application.dispatcher.clock_stepped()
        self._run_all()

    async def begin(self) -> None:
        """Before anything else: whether this start comes before the clock is set, as on machines whose own stands
        still without power. The sources were asked later than it is.
        """
        now = self._application.clock.now()
        asked = [poll.asked for poll in await self._application.store.journal.polls() if poll.asked]
        behind = (max(asked, default=now) - now).total_seconds()
        if behind > UNDONE:
            log.warning("clock_behind", extra={"seconds": round(behind)})
            self._back_by, self._begun_behind, self._forget = behind, True, True

    def _undoes(self, seconds: float) -> bool:
        """Whether a step ahead ends the step back before it; how long the machine was off nobody knows."""
        after = seconds - self._back_by
        return after >= -UNDONE if self._begun_behind else abs(after) <= UNDONE

    async def sources_asked(self) -> bool:
        """Wait until every source that was due at the start has answered; False if one takes too long."""
        try:
            async with asyncio.timeout(ASKED_WITHIN):
                await self._first_asked.wait()
        except TimeoutError:
            return False
        return True

    async def plan(self) -> None:
        """Plan every channel that is due, with stored times that can be, and after the sources were asked."""
        self._look()
        await self._check()
        if self._asked_in < self._era and self._monotonic() - self._began < ASKED_WITHIN:
            return
        await plan(self._application)

    async def poll(self) -> None:
        """Ask the sources that are due, and once more those that were being asked as the clock stepped.

        Where several processes share the work one of them asks. Each follows in its search index, whoever took a
        paper in: somebody may have submitted one, to another process too.
        """
        self._look()
        if not await self._mine("poll", Role.POLL):
            self._asked_in = self._era
            self._first_asked.set()
            await index(self._application)
            return
        poller, clock = self._application.poller, self._application.clock
        era = -1
        while era != self._era:
            era = self._era
            await poller.poll_due(clock.now())
            if self._asked_in < era:  # an answer that is under way since before the step says nothing of now
                await poller.finished()
                await poller.poll_due(clock.now())
                await poller.finished()
        if self._asked_in < era:
            self._asked_in = era
            self._first_asked.set()
            await self.plan()  # it waited for this
        await index(self._application)

    async def letters(self) -> None:
        """Write the letters that are due."""
        await self._application.letter_writer.write_due(self._application.clock.now())

    async def recover(self) -> None:
        """Look after the paused workspaces; nothing is deleted by a clock that may be wrong."""
        self._look()
        await self._application.recovery.look(delete=await self._may_delete())

    async def remove(self) -> None:
        """Delete who never answered and what is older than is kept; nothing by a clock that may be wrong."""
        self._look()
        if not await self._may_delete():
            return
        now = self._application.clock.now()
        await self._application.opt_in.tidy(now)
        days = self._application.settings.paperboy_keep_days
        before = now.date() - timedelta(days=days)
        if not days or self._removed_before == before:
            return
        removed = await self._application.store.retention.remove(before)
        self._removed_before = before
        if removed:
            log.info(
                "old_records_removed",
                extra={
                    "digests": removed.digests,
                    "observations": removed.observations,
                    "audit_entries": removed.entries,
                },
            )

    async def _may_delete(self) -> bool:
        """Whether the clock is believed in what deletes for good: a day too late is no loss."""
        even = await goes_evenly(self._application.store.adapter_facts, self._application.clock.now())
        return even and self._steps.steady >= STEADY

    def alone(self, name: str, role: Role, duty: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A duty that one process of the role does at a time."""

        async def done_alone() -> None:
            if await self._mine(name, role):
                await duty()

        return done_alone

    async def _mine(self, name: str, role: Role) -> bool:
        return role in self._application.roles and await self._application.store.workers.take(LeaseKind.DUTY, name)

    def _look(self) -> None:
        """A duty may come before the watchdog has seen the step."""
        if seconds := self._steps.look():
            self.stepped(seconds)

    async def _check(self) -> None:
        async with self._checking:
            if self._checked is not None and self._monotonic() - self._checked < CHECK_EVERY:
                return
            era, now = self._era, self._application.clock.now()
            if back := self._set_back:
                await self._application.store.outbox.set_back(back, now)
                self._set_back, self._forget = max(0.0, self._set_back - back), True
            plans = self._application.store.plans
            if self._undone:
                log.warning("times_restored", extra={"channels": await plans.restore_times(now)})
                self._undone = self._undone and era != self._era
            corrected = await plans.correct_times(now, set_back=self._forget)
            self._forget = False
            if corrected:
                log.warning("times_corrected", extra={"channels": corrected})
            if era == self._era:
                self._checked = self._monotonic()


async def index(application: Application) -> str:
    """Bring the search index in step with the papers; a sentence if it was made anew."""
    said = await application.store.index.repair()
    if said:
        log.info("index_rebuilt", extra={"why": said})
    return said


async def plan(application: Application) -> None:
    """Plan every channel that is due on a platform that runs; wake the dispatcher if there is anything to send."""
    now, running = application.clock.now(), [platform.name for platform in application.platforms]
    missing = unheard(await application.store.journal.polls(), application.signs.sources, now)
    decide = prepare(now, missing)
    planned = await application.store.plans.plan(now, listed_since(now.date()), decide, running)
    if planned.digests:
        log.info(
            "planned", extra={"channels": planned.channels, "digests": planned.digests, "picks": planned.picks}
        )
    waiting = await application.store.outbox.next_at(running)
    if waiting is not None and waiting <= now:  # planned here, or put there by another process (`paperboy now`)
        application.dispatcher.poke()
