"""A wall clock that a test moves while Paperboy runs.

A file holds by how many seconds it is off. Whatever reads it (`time.time`, `datetime.now` and the rest) is put right
before Paperboy is imported; the monotonic clock stays the machine's, as it does when a time service, a person or a
sleeping laptop moves the other.
"""

import copyreg
import datetime as dt
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tantivy  # noqa: F401 -- native: it wants the real classes when it is loaded

REAL_DATE, REAL_DATETIME = dt.date, dt.datetime
_followed: list[Path] = []  # the file, as soon as it is known


class MachineClock:
    """The test's side: one file for all processes of a machine."""

    def __init__(self, file: Path, at: str) -> None:
        self.file = file
        self.set(at)

    def set(self, at: str) -> None:
        """The wall clock shows that instant now, in every process."""
        self._write(dt.datetime.fromisoformat(at).timestamp() - time.time())

    def _write(self, shift: float) -> None:
        new = self.file.with_suffix(".new")
        new.write_bytes(struct.pack("d", shift))
        new.replace(self.file)  # a reader sees the old one or the new one

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(time.time() + _read(self.file), dt.UTC)


def _read(file: Path) -> float:
    (shift,) = struct.unpack("d", file.read_bytes())
    return float(shift)


class _LikeReal(type):
    """Real dates are instances of the classes that stand in for theirs."""

    real: type

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.real)


def follow(file: Path) -> None:
    """The moved clock is that of this file."""
    _followed[:] = [file]


def move() -> None:
    """From now on this process reads the moved clock, which is the machine's until there is a file to follow."""
    if dt.datetime is not REAL_DATETIME:
        return
    real_time, local, utc = time.time, time.localtime, time.gmtime

    def moved() -> float:
        return real_time() + (_read(_followed[0]) if _followed else 0.0)

    def at_once(parts: Callable[[float], time.struct_time]) -> Callable[..., time.struct_time]:
        return lambda seconds=None: parts(moved() if seconds is None else seconds)

    class MovedDate(REAL_DATE, metaclass=_LikeReal):
        real = REAL_DATE

        def __new__(cls, *args: Any, **named: Any) -> Any:
            return REAL_DATE(*args, **named)

        @classmethod
        def today(cls) -> Any:
            return REAL_DATE.fromtimestamp(moved())

    class MovedDatetime(REAL_DATETIME, metaclass=_LikeReal):
        real = REAL_DATETIME

        def __new__(cls, *args: Any, **named: Any) -> Any:
            return REAL_DATETIME(*args, **named)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return REAL_DATETIME.fromtimestamp(moved(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return REAL_DATETIME.fromtimestamp(moved(), dt.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return REAL_DATETIME.fromtimestamp(moved())

    time.time, time.time_ns = moved, lambda: int(moved() * 1e9)
    time.localtime, time.gmtime = at_once(local), at_once(utc)
    for real, stand_in in ((REAL_DATE, MovedDate), (REAL_DATETIME, MovedDatetime)):
        stand_in.__module__, stand_in.__qualname__, stand_in.__name__ = "datetime", real.__name__, real.__name__
        copyreg.pickle(real, lambda value, as_what=stand_in: (as_what, value.__reduce__()[1]))
        setattr(dt, real.__name__, stand_in)
