"""Digests: planned once, read for ever."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from bot.model.channel import Address, Channel
from bot.model.delivery import Receipt
from bot.model.digest import Digest, Edition
from bot.model.paper import Candidate
from bot.model.routine import Routine
from bot.schedule.turn import Turn

# Papers that a decision is taken among, where there are so many: beside the candidates those listed last before
# them, which nobody is given any more. The Daily Papers of two weeks are about 200: too few to tell which words
# are common, and what else is on a subject (`bench.precision`).
AMONG = 1_000


class Withdrawn(NamedTuple):
    """A paper that was withdrawn, and when Paperboy learnt of it."""

    key: int
    id: str
    title: str
    at: datetime


class DueChannel(NamedTuple):  # a night makes a million: a tuple takes a third of a frozen dataclass's time
    """A channel (by the store's number) to plan for, with what the decision needs.

    `seen`: keys of candidates it has had (posted, reserved or hidden). `submitted`: keys its team submitted.
    `saved`, `hidden`: its feedback, keys of any papers, newest first, at most 50 each. `votes`: how many
    votes candidates have in its workspace, by key, where any. `withdrawn`: papers posted here that were withdrawn
    since, of which it was not told yet. `recommended`: keys of papers like what it saved, and the title of that.
    """

    key: int
    address: Address
    routine: Routine
    queries: tuple[str, ...]
    seen: AbstractSet[int] = frozenset()
    submitted: frozenset[int] = frozenset()
    saved: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    votes: Mapping[int, int] = MappingProxyType({})
    withdrawn: tuple[Withdrawn, ...] = ()
    recommended: Mapping[int, str] = MappingProxyType({})

    @classmethod
    def of(cls, channel: Channel, queries: tuple[str, ...] = ()) -> "DueChannel":
        """A channel that has had nothing and said nothing yet."""
        return cls(channel.key, channel.address, Routine.of(channel), queries)


class Plan(NamedTuple):
    """What was decided for a channel: its digest (None: nothing due yet) and its turn.

    Without a turn its times stay as they are. `told`: keys of papers whose withdrawal the digest tells.
    """

    due: DueChannel
    digest: Digest | None = None
    turn: Turn | None = None
    deliver: bool = True  # False: recorded only (a silent empty day, no delivery)
    told: tuple[int, ...] = ()


Decide: TypeAlias = Callable[[Sequence[DueChannel]], Sequence[Plan]]


Prepare: TypeAlias = Callable[[Sequence[Candidate]], Decide]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one planning run did."""

    channels: int = 0
    digests: int = 0
    picks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One paper in one channel. `how` is "" (not had), "reserved", "posted" or "hidden" (and never posted).

    `hidden_at`: when somebody said that it is not relevant, whether it was posted or not; `hidden_by`: their name,
    "" if it is not known.
    """

    how: str = ""
    digest: Digest | None = None
    receipt: Receipt | None = None
    at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_by: str = ""


class Plans(Protocol):
    """Digests: planned once, read for ever."""

    async def plan(
        self, now: datetime, listed_since: date, prepare: Prepare, platforms: Sequence[str] | None = None
    ) -> Planned:
        """Plan every channel of these platforms (None: of all) whose next_due has come, in one hop.

        The candidates (listed on or after `listed_since`), and papers of before (AMONG), are read once and given
        to `prepare`; the decision it returns is called with channels in batches, each committed in one
        transaction: digests, deliveries (part 0), reserved seen rows, next_due. A digest that exists already is
        never replaced.
        """
        ...

    async def correct_times(self, now: datetime, *, set_back: bool = False) -> int:
        """Check every channel's stored times against what they can be (`bot.schedule.believed`); how many were put
        right. A digest of a date that has not come yet leaves it to the one of that date. What the times were is
        kept for `restore_times`, from the last time on that the clock was `set_back`.
        """
        ...

    async def restore_times(self, now: datetime) -> int:
        """A clock that was set back is right again: channels whose times were put right meanwhile have those of
        before, and digests the dates they had; how many channels.
        """
        ...

    async def plan_one(self, key: int, listed_since: date, prepare: Prepare, *, keep: bool) -> Edition | None:
        """Decide for one channel whether due or not; recorded if `keep` (`now`), else only shown (`preview`)."""
        ...

    async def due(self, key: int, listed_since: date) -> DueChannel | None:
        """A channel as the decision meets it, due or not; nothing is decided."""
        ...

    async def among(self, listed_since: date) -> Sequence[Candidate]:
        """The papers that decisions are taken among, as `plan` gives them to `prepare`."""
        ...

    async def edition(self, digest: int) -> Edition | None:
        """A digest by its number, with its channel and papers."""
        ...

    async def editions(self, digests: Sequence[int]) -> Mapping[int, Edition]:
        """The same for many at once, by number, without those that are not there."""
        ...

    async def showing(self, key: int, papers: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The digests of a channel that show any of these papers, and which of them each shows."""
        ...

    async def paper_of(self, key: int, message: str) -> int | None:
        """The paper whose own message it is, among the channel's digests of late; None if it is no paper's own."""
        ...

    async def latest(self, key: int) -> Edition | None:
        """A channel's newest digest that has picks, with its papers."""
        ...

    async def recent(self, key: int, limit: int) -> Sequence[Digest]:
        """A channel's newest digests first."""
        ...

    async def history(self, key: int, paper: int) -> History:
        """What the channel had of this paper."""
        ...
