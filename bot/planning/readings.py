"""What subscriptions ask, read from their texts: the same whatever papers there are, so it outlives those.

Reading is a third of what a query costs. Channels that share one come hours apart, each at its own nine o'clock,
and again the next day; meanwhile the papers change with every answer of a source.
"""

from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from bot.errors import QueryError
from bot.query.parser import parse
from bot.query.tree import Query

Reading: TypeAlias = Query | str  # or what is wrong with it, in a sentence

KEPT: Final = 1 << 20  # characters of texts a day: 50,000 queries in some 35 MB, and 140 MB of the costliest


class Readings:
    """What was read on a date and on the one before; what nobody asked on either is forgotten."""

    def __init__(self) -> None:
        self._day = date.min
        self._now: dict[str, Reading] = {}
        self._before: dict[str, Reading] = {}
        self._room = KEPT

    def of(self, text: str, today: date) -> Reading:
        """What a subscription's text asks."""
        if today != self._day:
            self._day, self._now, self._before, self._room = today, {}, self._now, KEPT
        found = self._now.get(text)
        if found is None:
            found = self._before.get(text) or _read(text)
            if len(text) <= self._room:
                self._room -= len(text)
                self._now[text] = found
        return found


@lru_cache(maxsize=1)
def readings() -> Readings:
    """Those of this process."""
    return Readings()


def _read(text: str) -> Reading:
    try:
        return parse(text)
    except QueryError as error:
        return f"The subscription “{text[:80]}” cannot be read: {error.sentence}."
