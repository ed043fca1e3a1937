"""Paperboy on a clock that a test moves: `python -m tests.acceptance.at_moved_time FILE run …`."""

import runpy
import sys
from pathlib import Path

from tests.acceptance import moved_clock

moved_clock.move()
moved_clock.follow(Path(sys.argv.pop(1)))
runpy.run_module("bot", run_name="__main__", alter_sys=True)
