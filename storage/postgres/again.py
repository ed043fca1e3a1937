"""Again: a transaction that ran into another one is undone, and begins anew."""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from storage.postgres.errors import DriverError

T = TypeVar("T")
ATTEMPTS: Final = 12  # of a job that runs into others
PAUSE_SECONDS: Final = 0.005  # before the second attempt; each further one waits up to twice as long
LONGEST_PAUSE_SECONDS: Final = 0.5


def again(attempt: Callable[[], T]) -> T:
    """Until nobody else is in the way, within reason."""
    for number in range(ATTEMPTS - 1):
        try:
            return attempt()
        except DriverError as error:
            if not error.again:
                raise
            time.sleep(random.uniform(0, min(PAUSE_SECONDS * 2**number, LONGEST_PAUSE_SECONDS)))  # noqa: S311 -- no secret
    return attempt()
