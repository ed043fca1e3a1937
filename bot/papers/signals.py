"""Signals: what the listings of one paper, over time, add up to; and which observations are worth keeping."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from bot.model.paper import SAMPLE, Listing, Signals

SHORTEST_SPAN = timedelta(hours=6)  # two looks minutes apart tell no velocity: one more upvote would be 288 a day
ONE_AN_HOUR = timedelta(hours=1)  # a growing day is asked for again and again; velocity needs no more than this


def signals(listings: Iterable[Listing]) -> Signals:
    """Dates, the latest counts (the most of any source), and upvotes a day of the source that grew fastest.

    Needs at least one listing. The sample's (dated the day it was read) count only where there is no other.
    """
    every = list(listings)
    real = [each for each in every if each.source != SAMPLE]
    known = sorted(real or every, key=lambda each: (each.source, each.observed))
    upvotes = comments = 0
    velocity = 0.0
    for _, group in groupby(known, key=lambda each: each.source):
        seen = list(group)
        first, last = seen[0], seen[-1]
        upvotes, comments = max(upvotes, last.upvotes), max(comments, last.comments)
        days = max(last.observed - first.observed, SHORTEST_SPAN) / timedelta(days=1)
        velocity = max(velocity, (last.upvotes - first.upvotes) / days)
    return Signals(
        first_listed=min(each.list_date for each in known),
        last_listed=max(each.list_date for each in known),
        upvotes=upvotes,
        velocity=velocity,
        comments=comments,
        sources=tuple(sorted({each.source for each in known})),
    )


def observe(known: Sequence[Listing], new: Listing) -> tuple[bool, Listing | None]:
    """Whether a new observation is worth keeping, and which known one it replaces.

    `known` are those of the same paper, source and list date, oldest first. One that says nothing new is not kept;
    of several within an hour the last is; the first of all stays, for the velocity.
    """
    if not known:
        return True, None
    last = known[-1]
    if new.observed < last.observed or (new.upvotes, new.comments) == (last.upvotes, last.comments):
        return False, None
    within = len(known) > 1 and new.observed - known[-2].observed < ONE_AN_HOUR
    return True, last if within else None
