"""The scheduler calls every duty again and again, whatever a duty or the clock does."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.scheduler import Duty, FromNow, Scheduler
from bot.app.system_clock import SystemClock
from bot.errors import DatabaseLostError, StorageError
from tests.each_of import each_of


async def until(happened: Callable[[], bool]) -> None:
    """Wait for it however busy the machine is; a hang is the test's own time-out."""
    while not happened():  # noqa: ASYNC110 -- what the scheduler calls sets no event
        await asyncio.sleep(0.005)


async def run_until(scheduler: Scheduler, happened: Callable[[], bool]) -> None:
    task = asyncio.create_task(scheduler.run())
    await until(happened)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_duty_runs_at_once_and_then_at_its_interval() -> None:
    runs: list[float] = []

    async def tick() -> None:
        runs.append(time.monotonic())

    task = asyncio.create_task(Scheduler([Duty("tick", 0.1, tick)]).run())
    await until(lambda: len(runs) == 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert runs[-1] - runs[0] > 0.3, "four intervals, of which a busy machine may shorten the first"


async def test_a_duty_that_raises_is_logged_and_called_again(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[str] = []

    async def breaks() -> None:
        runs.append("breaks")
        raise ValueError("bad day")

    async def works() -> None:
        runs.append("works")

    scheduler = Scheduler([Duty("breaks", 0.05, breaks), Duty("works", 0.05, works)])
    await run_until(scheduler, lambda: min(runs.count("breaks"), runs.count("works")) > 2)
    assert {record.getMessage() for record in caplog.records} == {"duty_failed"}
    assert {vars(record)["duty"] for record in caplog.records} == {"breaks"}


async def test_a_duty_that_goes_on_failing_is_named_until_it_works_and_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.scheduler.FAILS_AFTER", 0.5)
    full, runs = True, 0

    async def plan() -> None:
        nonlocal runs
        runs += 1
        if full:
            raise StorageError("The disk is full.")

    scheduler = Scheduler([Duty("plan", 0.02, plan), Duty("keep", 0.02, plan)])
    task = asyncio.create_task(scheduler.run())
    await until(lambda: runs > 0)
    assert scheduler.failing() == [], "once is no news"
    await until(lambda: bool(scheduler.failing()))
    await until(lambda: scheduler.failing() == ["keep and plan fail: The disk is full."])
    assert sorted(vars(record)["duty"] for record in caplog.records) == ["keep", "plan"]
    full = False
    await until(lambda: not scheduler.failing())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_duty_that_takes_long_never_runs_twice_at_a_time_and_holds_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    running = most = 0
    meanwhile: list[int] = []

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await until(lambda: len(meanwhile) >= 5)
        running -= 1

    async def tick() -> None:
        meanwhile.append(running)

    scheduler = Scheduler([Duty("slow", 0.02, slow), Duty("tick", 0.05, tick)])
    await run_until(scheduler, lambda: len(meanwhile) >= 9)
    assert most == 1
    assert 1 in meanwhile, "it was called while the slow one ran"
    assert not caplog.records, "an overlong duty is no news each time"


async def test_after_a_clock_was_set_every_duty_runs_once_and_missed_ticks_do_not_pile_up() -> None:
    runs: list[float] = []

    async def tick() -> None:
        runs.append(time.monotonic())

    scheduler = Scheduler([Duty("tick", 3600, tick)])
    task = asyncio.create_task(scheduler.run())
    await until(lambda: len(runs) == 1)
    scheduler.run_all()
    await until(lambda: len(runs) > 1)
    await asyncio.sleep(0.1)
    assert len(runs) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_duty_that_is_under_way_when_the_clock_is_set_runs_once_more_when_it_has_ended() -> None:
    runs: list[float] = []
    go_on = asyncio.Event()

    async def tick() -> None:
        runs.append(time.monotonic())
        await go_on.wait()

    scheduler = Scheduler([Duty("tick", 3600, tick)])
    task = asyncio.create_task(scheduler.run())
    await until(lambda: len(runs) == 1)
    scheduler.run_all()
    await asyncio.sleep(0.05)
    assert len(runs) == 1
    go_on.set()
    await until(lambda: len(runs) > 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_year_that_was_jumped_over_is_one_tick_and_not_six_million() -> None:
    trigger, now = FromNow(5), datetime(2026, 11, 26, tzinfo=UTC)
    assert trigger.get_next_fire_time(None, now) == now
    assert trigger.get_next_fire_time(now - timedelta(days=365), now) == now + timedelta(seconds=5)


async def test_a_lost_database_ends_it() -> None:
    async def lost() -> None:
        raise DatabaseLostError("It is gone.")

    async with asyncio.timeout(30):
        with pytest.raises(DatabaseLostError):
            await Scheduler([Duty("lost", 0.05, lost)]).run()


async def test_a_duty_that_may_overlap_is_called_again_while_it_waits() -> None:
    running: list[int] = []

    async def slow() -> None:
        running.append(1)
        await asyncio.Event().wait()

    scheduler = Scheduler([Duty("slow", 0.05, slow, overlap=True)], let_finish=0.01)
    await run_until(scheduler, lambda: len(running) > 2)


@each_of(("let_finish", "takes", "ended"), [(30, 0.2, True), (0.01, 60, False)])
async def test_shutdown_lets_a_duty_finish_for_a_while(let_finish: float, takes: float, ended: bool) -> None:
    did: list[str] = []

    async def work() -> None:
        did.append("begun")
        await asyncio.sleep(takes)
        did.append("ended")

    await run_until(Scheduler([Duty("work", 10, work)], let_finish=let_finish), lambda: bool(did))
    assert ("ended" in did) is ended


async def test_the_real_clock_is_in_utc_and_waits() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0.01)
    await clock.sleep(-5)
    assert (clock.now() - before).total_seconds() >= 0.01
    assert before.utcoffset() is not None
    assert before.tzname() == "UTC"


async def test_a_stop_cuts_what_the_next_start_does_again_and_lets_the_rest_finish(caplog):
    begun, ended = [], []

    async def work(name, seconds):
        begun.append(name)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            ended.append(f"{name} cut")
            raise
        ended.append(name)

    duties = [
        Duty("fetch", 60, lambda: work("fetch", 30), cut=True),
        Duty("post", 60, lambda: work("post", 0.2)),
    ]
    await run_until(Scheduler(duties, let_finish=30), lambda: len(begun) == 2)
    assert ended == ["fetch cut", "post"]
    assert not caplog.records
