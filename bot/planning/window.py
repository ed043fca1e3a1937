"""Which of the day's papers a channel may be given at all, before any query is asked."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from bot.matching.bits import from_places
from bot.matching.day import DayPapers
from bot.model.routine import Routine
from bot.query.tree import Tag, Upvotes
from bot.schedule.due_times import last_instant
from bot.text.document import tag

CANDIDATE_DAYS = 14  # upvotes settle within one to two weeks; what was not good enough by then never will be
PRIVATE = frozenset(
    {"community"}
)  # what no other source lists, a channel's own team submitted: nobody else sees it


def listed_since(today: date) -> date:
    """The list date from which papers are candidates: the whole length of what a channel can be given late."""
    return today - timedelta(days=CANDIDATE_DAYS)


def candidate_until(listed: date) -> date:
    """The last day on which a paper listed then is a candidate."""
    return listed + timedelta(days=CANDIDATE_DAYS)


class Window:
    """The day's papers by list date, source and upvotes, as bits; each question is answered once."""

    def __init__(self, day: DayPapers, today: date) -> None:
        self._day = day
        self._since: dict[date, int] = {}
        signals = [each.signals for each in day.candidates]
        self.not_withdrawn = from_places(n for n, each in enumerate(day.candidates) if not each.paper.withdrawn)
        listed = from_places(n for n, each in enumerate(signals) if not PRIVATE.issuperset(each.sources))
        self._public = listed & self.not_withdrawn & self.since(listed_since(today))
        self._dates = sorted({each.last_listed for each in signals}, reverse=True)
        self._visible: dict[tuple[date, tuple[str, ...]], int] = {}
        self._known: dict[tuple[date, datetime], int] = {}
        self._newest: dict[tuple[int, int], int] = {}

    def visible(self, routine: Routine) -> int:
        """From the channel's sources, listed since it began, not aged out, withdrawn or of another team."""
        key = (routine.since, routine.settings.sources)
        bits = self._visible.get(key)
        if bits is None:
            bits = self._public & self.since(routine.since)
            if routine.settings.sources:
                bits &= reduce(or_, (self._day.tagged(Tag(tag("source", s))) for s in routine.settings.sources))
            self._visible[key] = bits
        return bits

    def upvoted(self, least: int) -> int:
        """With at least so many upvotes."""
        return self._day.upvoted(Upvotes(">=", least)) if least > 0 else self._day.all

    def since(self, first: date) -> int:
        """Listed on that date or later."""
        bits = self._since.get(first)
        if bits is None:
            bits = from_places(n for n, e in enumerate(self._day.candidates) if e.signals.last_listed >= first)
            self._since[first] = bits
        return bits

    def known_before(self, routine: Routine) -> int:
        """Those that were there when the channel's last digest was due."""
        if routine.last_date is None:
            return 0
        last = last_instant(routine.schedule, routine.last_date)
        key = (routine.last_date, last)
        bits = self._known.get(key)
        if bits is None:
            bits = self._known[key] = from_places(
                place
                for place, each in enumerate(self._day.candidates)
                if (each.signals.first_listed <= routine.last_date if each.added is None else each.added <= last)
            )
        return bits

    def trending(self, routine: Routine, visible: int) -> int:
        """What `trending` stands for: list dates since the last digest; at first the newest ones."""
        if routine.last_date is not None:
            return self.since(last_instant(routine.schedule, routine.last_date).date())
        key = (visible, routine.settings.picks)
        bits = self._newest.get(key)
        if bits is None:
            bits = 0
            for day in self._dates:
                bits = self.since(day)
                if (bits & visible).bit_count() >= routine.settings.picks:
                    break
            self._newest[key] = bits
        return bits
