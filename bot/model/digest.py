"""A digest: what one channel is to get on one local date and slot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from bot.model.channel import Channel
from bot.model.marks import Marks, Week
from bot.model.paper import Candidate

DAILY = "daily"  # the slot of the scheduled digest; `now` uses slots of its own
GIVEN_UP = "given up: "  # how the slot of one begins that did not arrive


@dataclass(frozen=True, slots=True)
class Reason:
    """Which subscription matched and in which fields. The query `TRENDING` stands for no subscription.

    `because`: the title of a saved paper that this one is like, which no subscription matched.
    """

    query: str
    fields: tuple[str, ...] = ()
    because: str = ""


TRENDING = "trending"
BY_TEAM = Reason("submitted")  # of a paper that no subscription matched, but somebody of the team submitted


@dataclass(frozen=True, slots=True)
class Pick:
    """A paper (by the store's key) chosen for a digest, and why."""

    paper: int
    score: float
    reasons: tuple[Reason, ...]
    carried: bool = False  # was already a candidate for an earlier digest of this channel
    community: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How a digest came about. matched = posted + carried_over, always.

    `candidates`: listed recently and not had; `new`: those listed since the channel's last digest;
    `matched`: candidates that a subscription matched; `carried_over`: matched, kept for a later day;
    `mentions`: left out of these, because they mention the subscription in passing only.
    """

    candidates: int = 0
    new: int = 0
    matched: int = 0
    posted: int = 0
    carried_over: int = 0
    mentions: int = 0


class Digest(NamedTuple):  # a night makes a million: a tuple takes a third of a frozen dataclass's time
    """What one channel gets on one local date and slot; a channel has one of each.

    `note` says why it is empty, or what else is to be said of it, "" otherwise. `late`: at which of its channel's
    hours it was due, if it comes later.
    """

    local_date: date
    slot: str
    planned: datetime
    picks: tuple[Pick, ...] = ()
    counts: Counts = Counts()
    note: str = ""
    late: time | None = None

    @property
    def scheduled(self) -> bool:
        """Whether it is a date's own, though that may be left to others since; else somebody asked for it."""
        return self.slot.startswith(DAILY)

    @property
    def given_up(self) -> bool:
        """Whether it was not posted: another one may have its date, and its papers are candidates again."""
        return self.slot.startswith(GIVEN_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest with everything needed to show it: its channel, its papers in pick order, and what the team made of
    them (by the store's key) as of now.
    """

    digest: Digest
    channel: Channel
    papers: tuple[Candidate, ...]
    marks: Mapping[int, Marks] = field(default_factory=dict)
    week: Week = field(default_factory=Week)
