"""Pages of a list that is at hand, by a cursor that buttons carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import UserError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: `start` counts from 1; `next` is the cursor of what follows, "" at the end."""

    items: Sequence[T]
    start: int
    next: str


def page_of(items: Sequence[T], cursor: str, size: int) -> Page[T]:
    """The page at a cursor ("" for the first). Raises UserError for one that no button of ours has."""
    if cursor and not (cursor.isdecimal() and cursor.isascii() and 0 < int(cursor[:9]) == int(cursor)):
        raise UserError("That button no longer says which page it leads to; please ask again.")
    first = int(cursor or 0)
    if first and first >= len(items):
        raise UserError("The list has become shorter; please ask again.")
    end = first + size
    return Page(items[first:end], first + 1, str(end) if end < len(items) else "")
