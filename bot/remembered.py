"""What the same question of one night is asked for thousands of channels, answered once.

Each night asks about another day, so answers that are kept for longer are never asked for again: all are forgotten
whenever memory is given back.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_clearing: Final[list[Callable[[], Any]]] = []


def remembered(most: int = 4096) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A pure function with hashable arguments keeps its last answers, so many, until `forget`."""

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(most)(function)
        _clearing.append(cached.cache_clear)
        return cached  # type: ignore[return-value]  # its type tells nothing of arguments

    return keeping


def forget() -> None:
    """Whatever is remembered; any thread may say so at any time."""
    for clear in _clearing:
        clear()
