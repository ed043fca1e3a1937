"""The scheduler: the metronome that calls each duty again and again. It is never the record of what ran.

APScheduler 3.11 with one interval job a duty: no cron triggers (they fire twice or skip on DST days), no grace
time (the default drops a job that is a second late), no job store. What is due is in the database.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

JUMP = 2.0  # seconds by which wall and monotonic clock may part before the jobs are set anew
WATCH = 5.0  # seconds between looks at both clocks
LET_FINISH = 10.0  # seconds that a duty under way has at shutdown


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done every so many seconds, first at once; never twice at the same time."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs duties until cancelled."""

    def __init__(
        self,
        duties: Sequence[Duty],
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        watch: float = WATCH,
        let_finish: float = LET_FINISH,
    ) -> None:
        self._duties = tuple(duties)
        self._offset: Callable[[], float] = lambda: wall() - monotonic()
        self._watch_every = watch
        self._let_finish = let_finish
        self._running: dict[str, asyncio.Task[object]] = {}

    async def run(self) -> None:
        """Until cancelled; then duties under way may finish for a while."""
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            logger=_quiet(
                "apscheduler.scheduler", logging.ERROR
            ),  # it warns whenever a duty outlasts its interval
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        _quiet("apscheduler.executors.default", logging.ERROR)
        for duty in self._duties:
            scheduler.add_job(
                self._do,
                "interval",
                args=(duty,),
                id=duty.name,
                seconds=duty.every,
                next_run_time=datetime.now(UTC),
            )
        scheduler.start()
        try:
            await self._watch(scheduler)
        finally:
            scheduler.pause()
            await self._finish()
            scheduler.shutdown(wait=False)

    async def _do(self, duty: Duty) -> None:
        """Run a duty; whatever it raises is logged and it is called again next time."""
        task = self._running[duty.name] = asyncio.ensure_future(_awaited(duty))
        try:
            await task
        except Exception:
            log.exception("duty_failed", extra={"duty": duty.name})
        finally:
            del self._running[duty.name]

    async def _watch(self, scheduler: AsyncIOScheduler) -> None:
        """A wall clock set back would stop interval jobs for as long: they are set to run now instead."""
        before = self._offset()
        while True:
            await asyncio.sleep(self._watch_every)
            jump = self._offset() - before
            if abs(jump) < JUMP:
                continue
            before += jump
            log.warning("clock_jumped", extra={"seconds": round(jump, 1)})
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC) + timedelta(milliseconds=1))

    async def _finish(self) -> None:
        under_way = list(self._running.values())
        if not under_way:
            return
        _, unfinished = await asyncio.wait(under_way, timeout=self._let_finish)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


async def _awaited(duty: Duty) -> object:
    return await duty.run()


def _quiet(name: str, level: int) -> logging.Logger:
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger
