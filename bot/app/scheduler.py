"""The scheduler: the metronome that calls each duty again and again. It is never the record of what ran.

APScheduler 3.11 with one job a duty: no cron triggers (they fire twice or skip on DST days), no interval triggers
(after a step of the clock they work out every missed tick), no grace time (the default drops a job that is a
second late), no job store. What is due is in the database.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.errors import DatabaseLostError, PaperboyError

log = logging.getLogger(__name__)

LET_FINISH = 6.0  # seconds that a duty under way has at shutdown, while the dispatcher has as many
FAILS_AFTER = 30.0  # seconds: what fails once and works at the next look is no news
SETTLED = 0.05  # seconds in which APScheduler notices that a run has ended
AT_ONCE = 8  # runs of a duty that may overlap


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done every so many seconds, first at once; never twice at a time, unless it may `overlap`.

    One that is `cut` by a stop may take minutes, and what it has not done is done by the next start.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[object]]
    overlap: bool = False
    cut: bool = False


class FromNow(BaseTrigger):  # type: ignore[misc] # the library is not typed
    """So many seconds after now, whatever was missed: nothing can pile up."""

    def __init__(self, seconds: float) -> None:
        self._every = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """APScheduler asks until the answer lies after now: that is the first one."""
        return now if previous_fire_time is None else now + self._every


class Scheduler:
    """Runs duties until cancelled."""

    def __init__(self, duties: Sequence[Duty], *, let_finish: float = LET_FINISH) -> None:
        self._duties = tuple(duties)
        self._let_finish = let_finish
        self._running: dict[asyncio.Task[object], str] = {}  # what is under way, and its duty's name
        self._again: set[str] = set()  # duties under way that are to run once more
        self._scheduler: AsyncIOScheduler | None = None
        self._began = dict[str, float]()  # by the name of a duty that fails: when that began, monotonic
        self._why = dict[str, str]()

    async def run(self) -> None:
        """Until cancelled, when duties under way may finish for a while; or until the database is lost."""
        scheduler = self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            logger=_quiet(
                "apscheduler.scheduler", logging.ERROR
            ),  # it warns whenever a duty outlasts its interval
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        _quiet("apscheduler.executors.default", logging.ERROR)
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for duty in self._duties:
            scheduler.add_job(
                self._do,
                FromNow(duty.every),
                args=(duty, lost),
                id=duty.name,
                max_instances=AT_ONCE if duty.overlap else 1,
                next_run_time=datetime.now(UTC),
            )
        scheduler.start()
        try:
            await lost
        finally:
            scheduler.pause()
            await self._finish()
            scheduler.shutdown(wait=False)

    def failing(self) -> list[str]:
        """A sentence for what has failed for a while, with the names of the duties."""
        names = dict[str, list[str]]()
        for name, why in self.whys().items():
            names.setdefault(why, []).append(name)
        return [f"{' and '.join(who)} {'fails' if len(who) == 1 else 'fail'}: {why}" for why, who in names.items()]

    @property
    def names(self) -> Sequence[str]:
        """Of the duties."""
        return [duty.name for duty in self._duties]

    def whys(self) -> dict[str, str]:
        """By the name of a duty that has failed for a while, why."""
        long_ago = time.monotonic() - FAILS_AFTER
        return {name: self._why[name] for name, began in sorted(self._began.items()) if began <= long_ago}

    def run_all(self) -> None:
        """Every duty runs now: the wall clock was set, and what APScheduler waits for may be far away.

        One that is under way runs once more when it has ended: APScheduler would pass over it.
        """
        if self._scheduler is not None and self._scheduler.running:
            under_way = set(self._running.values())
            for duty in self._duties:
                if duty.name in under_way and not duty.overlap:
                    self._again.add(duty.name)
                else:
                    self._now(duty)

    def _now(self, duty: Duty) -> None:
        if self._scheduler is not None and self._scheduler.running:
            self._scheduler.modify_job(duty.name, next_run_time=datetime.now(UTC))

    async def _do(self, duty: Duty, lost: asyncio.Future[None]) -> None:
        """Run a duty; whatever it raises is logged and it is called again next time."""
        task = asyncio.ensure_future(_awaited(duty))
        self._running[task] = duty.name
        try:
            await task
            if self._began.pop(duty.name, None) is not None:
                self._why.pop(duty.name)
                log.info("duty_works_again", extra={"duty": duty.name})
        except asyncio.CancelledError:  # by `_finish`
            if not task.cancelled():
                raise
        except DatabaseLostError as error:  # nothing that goes on would be kept
            if not lost.done():
                lost.set_exception(error)
        except PaperboyError as error:
            if self._fails(duty.name, error.sentence):
                log.error("duty_failed", extra={"duty": duty.name, "why": error.sentence})  # noqa: TRY400 -- the sentence tells it all
        except Exception as error:
            self._fails(duty.name, f"{type(error).__name__}; the log says where")
            log.exception("duty_failed", extra={"duty": duty.name})
        finally:
            self._running.pop(task)
            if duty.name in self._again:
                self._again.discard(duty.name)
                asyncio.get_running_loop().call_later(SETTLED, self._now, duty)

    def _fails(self, name: str, why: str) -> bool:
        """Whether that is news."""
        self._began.setdefault(name, time.monotonic())
        before, self._why[name] = self._why.get(name), why
        return before != why

    async def _finish(self) -> None:
        under_way = set(self._running)
        if not under_way:
            return
        cut = {duty.name for duty in self._duties if duty.cut}
        for task, name in self._running.items():
            if name in cut:
                task.cancel()
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
