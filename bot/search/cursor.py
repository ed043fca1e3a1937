"""The cursor of a page of search: which papers there were, as of which day, and how far the reader is."""

import re
from dataclasses import dataclass
from datetime import date

from bot.errors import UserError

_FORM = re.compile(r"([0-9]{1,12})\.([0-9]{6,7})\.([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Papers with a greater key than `before` came later and are left out; `offset` counts matches from 0."""

    before: int
    day: date
    offset: int

    def __str__(self) -> str:
        return f"{self.before}.{self.day.toordinal()}.{self.offset}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises UserError for a text that no button of ours has."""
        if found := _FORM.fullmatch(text):
            before, day, offset = map(int, found.groups())
            if 1 <= day <= date.max.toordinal():
                return cls(before, date.fromordinal(day), offset)
        raise UserError("That button no longer says which page it leads to; please search again.")
