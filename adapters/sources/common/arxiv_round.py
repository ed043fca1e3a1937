"""One round of arXiv's feeds: what was read, which feeds stand still, and what is remembered. Pure.

The cursor is JSON, `{category: [date of the last list read, newest id submitted to it]}`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from adapters.sources.common.arxiv_calendar import DAY, EASTERN, latest_list, why_quiet
from adapters.sources.parse.announcement import Announcement

MIN_SIBLING: Final = 20  # new papers of another category that make its ids worth comparing with
MAX_MISSED: Final = 5  # lists asked for one by one after downtime; older ones come by `backfill`


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a category was read."""

    day: date
    newest: str = ""


def read_cursor(cursor: str) -> dict[str, Mark]:
    """What a cursor says; nothing if it cannot be read."""
    try:
        said = json.loads(cursor)
        return {str(name): Mark(date.fromisoformat(day), str(newest)) for name, (day, newest) in said.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_cursor(marks: Mapping[str, Mark]) -> str:
    """The cursor."""
    return json.dumps({name: [mark.day.isoformat(), mark.newest] for name, mark in sorted(marks.items())})


def quiet_today(now: datetime) -> str:
    """Why today's feeds are empty; "" if they are not meant to be."""
    return why_quiet(now.astimezone(EASTERN).date())


def missed(marks: Mapping[str, Mark], now: datetime) -> tuple[date, ...]:
    """Lists that no feed shows any more: between the last one read and today's, the oldest first.

    On a day without a list that is the newest one too, which a first start wants as well.
    """
    newest = latest_list(now)
    day = newest if quiet_today(now) else newest - DAY
    last = min((mark.day for mark in marks.values()), default=newest - DAY)
    found = list[date]()
    while day > last and len(found) < MAX_MISSED:
        if not why_quiet(day):
            found.append(day)
        day -= DAY
    return tuple(reversed(found))


def problem(category: str, feeds: Mapping[str, Announcement], marks: Mapping[str, Mark], now: datetime) -> str:
    """Why a category's feed is not the newest list; "" if it is, or if there is none today.

    A feed can stand still with a fresh build date: then nothing in it is unseen, or its newest id is older than
    almost all of another category's (a tenth of those may be late ones).
    """
    feed, expected = feeds[category], latest_list(now)
    if feed.error:
        return feed.error
    if not feed.entries:
        return "" if quiet_today(now) else f"the feed of {category} is empty, though {expected} has a list"
    if feed.day and feed.day < expected:
        return f"the feed of {category} is stale: it is dated {feed.day}, not {expected}"
    newest = max(feed.new, default="")
    mark = marks.get(category)
    if mark and mark.newest and mark.day < expected and newest and newest <= mark.newest:
        return f"the feed of {category} is stale: nothing in it is newer than the list of {mark.day}"
    for name, other in feeds.items():
        late = name != category and len(other.new) >= MIN_SIBLING and newest and newest < _almost_oldest(other.new)
        if late:
            return f"the feed of {category} is stale: its newest paper is older than what {name} lists"
    return ""


def advance(
    marks: Mapping[str, Mark], feeds: Mapping[str, Announcement], well: Sequence[str], now: datetime
) -> dict[str, Mark]:
    """The marks after a round in which these categories were read well."""
    after = dict(marks)
    for name in well:
        before = marks.get(name)
        newest = max((*feeds[name].new, before.newest if before else ""))
        after[name] = Mark(latest_list(now), newest)
    return after


def _almost_oldest(ids: Sequence[str]) -> str:
    return sorted(ids)[len(ids) // 10]
