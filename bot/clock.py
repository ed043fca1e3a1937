"""The clock of the machine, by the name that scripts written against 0.1 import it by."""

from bot.app.system_clock import SystemClock

__all__ = ["SystemClock"]
