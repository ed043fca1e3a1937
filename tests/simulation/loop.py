"""An event loop in virtual time: nothing waits, and a seed decides in which order what is ready goes.

Time passes only when nothing else can happen, by jumping to the next timer. Threads are not used: what the
program hands to one is done at once. `steps` counts callbacks, so that a run can be cut at any of them.
"""

import asyncio
import heapq
import random
import types
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, copy_context
from typing import Any, TypeVar, cast

T = TypeVar("T")

MANY = 100  # tasks, after which those that are done are let go
OUT_OF_TURN = 0.2  # how often something else goes before what has waited longest


class Stopped(BaseException):
    """The run was cut at the step that was asked for."""


class StuckError(Exception):
    """Everybody waits for something that will never come."""


@types.coroutine
def pause() -> Generator[None, None, None]:
    """Let others go first: `asyncio.sleep(0)` without its ceremony."""
    yield


class Soon:
    """What asyncio calls a handle, of something that is ready."""

    __slots__ = ("args", "callback", "context")

    def __init__(self, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None) -> None:
        self.callback: Callable[..., object] | None = callback
        self.args = args
        self.context = context or copy_context()

    def cancel(self) -> None:
        self.callback = None

    def cancelled(self) -> bool:
        return self.callback is None


class Timer(Soon):
    """What comes at a time."""

    __slots__ = ("at",)

    at: float

    def when(self) -> float:
        return self.at


class Numbered(asyncio.Task[Any]):
    """A task that stands in sets by its number: by its address they would be gone through in each run's own order."""

    def __init__(self, coro: Any, number: int, **named: Any) -> None:
        self.number = number  # before asyncio keeps it in a set of its own
        super().__init__(coro, **named)

    def __hash__(self) -> int:
        return self.number


def virtual_loop(chance: random.Random, now: float = 0.0) -> "VirtualLoop":
    """A fresh one."""
    return VirtualLoop(chance, now)


class VirtualLoop(asyncio.AbstractEventLoop):
    """The few things that asyncio itself asks of a loop, and no more."""

    def __init__(self, chance: random.Random, now: float = 0.0) -> None:
        self._chance = chance
        self._now = now
        self._ready: list[Soon] = []
        self._timers: list[tuple[float, float, int, Timer]] = []
        self._order = self._numbers = 0
        self._tasks: list[asyncio.Task[Any]] = []  # the oldest first; some that are done are among them
        self._look_again = MANY
        self.steps = 0
        self.stop_from = float("inf")  # cut at the first step from that time on,
        self.stop_after = 0  # after so many steps more,
        self.stop_within = 3_600.0  # and no more than so many seconds later
        self.broken: list[dict[str, Any]] = []  # what the loop was told of exceptions that nobody took

    # --- what asyncio asks

    def time(self) -> float:
        return self._now

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def create_future(self) -> Any:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **named: Any) -> Any:
        self._numbers += 1
        task = Numbered(coro, self._numbers, loop=cast(asyncio.AbstractEventLoop, self), **named)
        self._tasks.append(task)
        if len(self._tasks) > self._look_again:
            self._tasks = [each for each in self._tasks if not each.done()]
            self._look_again = len(self._tasks) + MANY
        return task

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> Any:
        soon = Soon(callback, args, context)
        self._ready.append(soon)
        return soon

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Any:
        return self.call_soon(callback, *args, context=context)

    def call_later(self, delay: float, callback: Any, *args: Any, context: Any = None) -> Any:
        return self.call_at(self._now + max(0.0, delay), callback, *args, context=context)

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> Any:
        timer = Timer(callback, args, context)
        timer.at = when
        self._order += 1
        heapq.heappush(self._timers, (when, self._chance.random(), self._order, timer))
        return timer

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 -- whatever it raises is the caller's
            future.set_exception(error)
        return future

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.broken.append(context)

    # --- running

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result in virtual time. `Stopped` where it is to be cut; StuckError if it can never end."""
        task = self.create_task(work)
        asyncio._set_running_loop(self)  # what event loops are documented to call
        try:
            step, done = self._step, task.done
            while not done():
                step()
        finally:
            asyncio._set_running_loop(None)
        return cast(T, task.result())

    def bury(self) -> None:
        """After `Stopped`: unwind what was left; the outside is dead by now, so nothing comes of it."""
        self.stop_from = float("inf")
        for _ in range(50):
            left = [task for task in self._tasks if not task.done()]
            if not left:
                return
            for task in left:
                task.cancel()
            asyncio._set_running_loop(self)
            try:
                for _ in range(2_000):
                    self._step()
                    if all(task.done() for task in left):
                        break
            except StuckError:  # they wait for one another; the next round of cancelling goes on
                pass
            finally:
                asyncio._set_running_loop(None)
        raise StuckError("tasks that cannot be cancelled")

    def _step(self) -> None:
        if not (ready := self._ready):
            self._advance()
        if self._now >= self.stop_from:
            if not self.stop_after or self._now >= self.stop_from + self.stop_within:
                raise Stopped
            self.stop_after -= 1
        self.steps += 1
        first = 0
        if len(ready) > 1 and self._chance.random() < OUT_OF_TURN:
            first = self._chance.randrange(len(ready))
        soon = ready.pop(first)
        if soon.callback is not None:
            try:
                soon.context.run(soon.callback, *soon.args)
            except Exception as error:  # noqa: BLE001 -- as asyncio does: a callback's fault is told, and others go on
                self.call_exception_handler({"message": "a callback failed", "exception": error})

    def _advance(self) -> None:
        """To the next timer, and every one of the same instant."""
        while self._timers and self._timers[0][3].cancelled():
            heapq.heappop(self._timers)
        if not self._timers:
            raise StuckError("nothing is left that could happen")
        self._now = max(self._now, self._timers[0][0])
        while self._timers and self._timers[0][0] <= self._now:
            timer = heapq.heappop(self._timers)[3]
            if not timer.cancelled():
                self._ready.append(timer)
