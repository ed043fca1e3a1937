"""What was remembered for a night is forgotten, and what was freed goes back to the machine: glibc keeps it, in
pieces that grow over weeks of nightly work.

Elsewhere (macOS, Windows, musl) there is nothing to tell.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any, Final

from bot.remembered import forget

ARENAS: Final = 2  # places that threads take memory from; glibc's own are eight for each processor
_ARENA_MAX: Final = -8  # M_ARENA_MAX of mallopt(3)


def few_arenas() -> bool:
    """From now on threads share a few places to take memory from; whether this machine can be told so."""
    mallopt = _function("mallopt")
    return mallopt is not None and bool(mallopt(_ARENA_MAX, ARENAS))


def give_back() -> None:
    """Whatever is free by now; some milliseconds, so it belongs in a thread, after work that took a lot."""
    forget()
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def _function(name: str) -> Callable[..., Any] | None:
    if not sys.platform.startswith("linux"):
        return None
    found: Callable[..., Any] | None = getattr(ctypes.CDLL(None), name, None)
    return found
