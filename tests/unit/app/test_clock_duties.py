"""What a step of the clock asks of the stored times is asked until the database has done it."""

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from bot.app.duties import Duties
from bot.counters import Counters
from bot.errors import StorageError
from tests.each_of import each_of
from tests.fakes.clock import FakeClock

DAY = 86_400.0


class Times:
    """The outbox and the plans, of which one fails once."""

    def __init__(self, fails: str) -> None:
        self.fails, self.done = fails, list[str]()

    def _do(self, what: str) -> None:
        if what == self.fails:
            self.fails = ""
            raise StorageError("the disk is full")
        self.done.append(what)

    async def set_back(self, seconds: float, now: object) -> None:
        self._do(f"set back {seconds:.0f}")

    async def restore_times(self, now: object) -> int:
        self._do("restored")
        return 1

    async def correct_times(self, now: object, *, set_back: bool) -> int:
        self._do("corrected anew" if set_back else "corrected")
        return 0


async def after_steps(times: Times, *steps: float) -> list[str]:
    """What is done after the clock was set by that: at the next duty, and once more."""

    def nothing() -> None:
        pass

    here: Any = SimpleNamespace(
        clock=FakeClock(),
        counters=Counters(),
        poller=SimpleNamespace(clock_stepped=nothing),
        dispatcher=SimpleNamespace(clock_stepped=nothing),
        store=SimpleNamespace(outbox=times, plans=times),
    )
    steady: Any = SimpleNamespace(look=lambda: 0.0)
    duties = Duties(here, steady, run_all=nothing, monotonic=lambda: 0.0)
    for seconds in steps:
        duties.stepped(seconds)
    for _ in range(2):
        with suppress(StorageError):
            await duties.plan()
    return times.done


@each_of("fails", ["", "set back 86400", "corrected anew"])
async def test_a_clock_that_was_set_back(fails: str) -> None:
    assert await after_steps(Times(fails), -DAY) == ["set back 86400", "corrected anew"]


@each_of("fails", ["", "restored", "corrected"])
async def test_a_clock_that_was_set_back_and_is_right_again(fails: str) -> None:
    assert await after_steps(Times(fails), -DAY, DAY) == ["restored", "corrected"]


async def test_what_is_undone_and_then_done_again_is_not_undone() -> None:
    assert await after_steps(Times(""), -DAY, DAY, -DAY) == ["set back 86400", "corrected anew"]
