"""Pages of a list that is at hand, by a cursor that buttons carry: each fits one message and turns in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import UserError
from bot.views.blocks import Button

T = TypeVar("T")

ROOM = 2_400  # characters of items in a page: with what stands around them, less than any platform's message


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: `start` counts from 1; `next` and `previous` are the cursors around it, "" for none."""

    items: Sequence[T]
    start: int
    next: str
    previous: str = ""

    def buttons(self, command: str) -> tuple[Button, ...]:
        """Those that turn to the pages before and after this one."""
        return turning(command, self.previous, self.next)


def page_of(items: Sequence[T], cursor: str, size: int, width: Callable[[T], int] | None = None) -> Page[T]:
    """The page at a cursor ("" for the first), of at most so many items; `width` says how many characters one has.

    Raises UserError for a cursor that no button of ours has.
    """
    if cursor and not (cursor.isdecimal() and cursor.isascii() and int(cursor[:9]) == int(cursor)):
        raise UserError("That button no longer says which page it leads to; please ask again.")
    first = int(cursor or 0)
    if first and first >= len(items):
        raise UserError("The list has become shorter; please ask again.")
    starts = _starts(items, size, width)
    before = max((start for start in starts if start < first), default=None)
    end = min((start for start in starts if start > first), default=len(items))
    follows = str(end) if end < len(items) else ""
    return Page(items[first:end], first + 1, follows, "" if before is None else str(before))


def turning(command: str, previous: str, following: str) -> tuple[Button, ...]:
    """The buttons that turn to the page before and to the one after, as far as there are such."""
    back = (Button.page(command, previous, "Previous"),) if previous else ()
    return (*back, *((Button.page(command, following, "Next"),) if following else ()))


def _starts(items: Sequence[T], size: int, width: Callable[[T], int] | None) -> list[int]:
    """Where each page begins."""
    starts, used = [0], 0
    for number, item in enumerate(items):
        wide = width(item) if width else 0
        if number > starts[-1] and (number - starts[-1] >= size or used + wide > ROOM):
            starts.append(number)
            used = 0
        used += wide
    return starts
