"""The watchdog: a thread beside the event loop that notices a clock that stepped and a loop that stands still."""

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from bot.app.clock_steps import ClockSteps

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # between two looks
STILL_SECONDS = 10.0  # without an answer of the loop, which is worth a line in the log
FRAMES = 6  # of the innermost calls, told with it


class Watchdog:
    """Looks on while inside (`with`); `stepped` is called in the loop with the seconds of each step."""

    def __init__(
        self,
        steps: ClockSteps,
        stepped: Callable[[float], None],
        *,
        look_seconds: float = LOOK_SECONDS,
        still_seconds: float = STILL_SECONDS,
    ) -> None:
        self._steps, self._stepped = steps, stepped
        self._look_seconds, self._still_seconds = look_seconds, still_seconds
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._answered = time.monotonic()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()

    def _watch(self) -> None:
        still = False
        while not self._end.wait(self._look_seconds):
            try:
                self._loop.call_soon_threadsafe(self._answer)
                if step := self._steps.look():
                    self._loop.call_soon_threadsafe(self._stepped, step)
            except RuntimeError:  # the loop is closed
                return
            silent = time.monotonic() - self._answered
            if silent > self._still_seconds and not still:
                still = True
                log.error("loop_stands_still", extra={"seconds": round(silent), "where": self._where()})
            elif still and silent <= self._still_seconds:
                still = False
                log.warning("loop_goes_on")

    def _answer(self) -> None:
        self._answered = time.monotonic()

    def _where(self) -> str:
        """What the loop's thread is doing, the innermost call last."""
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001 -- the documented way to another thread
        frames = traceback.extract_stack(frame)[-FRAMES:] if frame else []
        return " > ".join(f"{each.filename.rsplit('/', 1)[-1]}:{each.lineno} {each.name}" for each in frames)
