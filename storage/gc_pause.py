"""Python's collector of cycles, put to sleep during work that makes many values and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def asleep() -> Iterator[None]:
    """Walking a night's values again and again takes a fifth of the time, and finds nothing."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()
