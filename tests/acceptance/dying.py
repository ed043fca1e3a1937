"""Paperboy on a clock that a test moves, with waits that suit platforms on the loopback: `… FILE run …`.

Only one wait is another: what the fakes accept is in their history at once, so that "not there" is believed at once.
"""

import runpy
import sys
from datetime import timedelta
from pathlib import Path

from tests.acceptance import moved_clock

moved_clock.move()
moved_clock.follow(Path(sys.argv.pop(1)))

from bot.delivery import retry  # noqa: E402 -- after the clock was moved

retry.STORED_WITHIN = timedelta(0)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
