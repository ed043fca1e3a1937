"""What the core needs from outside: topic-sized protocols, shaped by the core's needs.

Adapters implement `Source`, `Sender` and `Door`; storage implements the rest (one bundle, `Store`).
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

from bot.channel import Address, Channel, Subscription
from bot.commands.call import Choice, Reply, Request
from bot.delivery import Delivery, Lookup, Outcome, Receipt
from bot.digest import Digest, Edition
from bot.paper import Candidate, Listing, Paper
from bot.query.tree import Query
from bot.transitions import Transition
from bot.views import View


class Clock(Protocol):
    """Time, so that tests and the replay can turn it."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


# --- Sources


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read, where, and why; the rest was."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a source answered: papers with their listings, the cursor to ask from next time, and what failed.

    `note` says why there is nothing new ("weekend", "no announcement on Thanksgiving", "HTTP 503…"),
    "" when there is. `ok` is false when the source could not be asked at all: the cursor then stays.
    `retry_after` (seconds) is the source's own wish for the next poll.
    """

    papers: tuple[Paper, ...] = ()
    listings: tuple[Listing, ...] = ()
    cursor: str = ""
    faults: tuple[Fault, ...] = ()
    note: str = ""
    ok: bool = True
    retry_after: float | None = None


class Source(Protocol):
    """A paper source that is polled."""

    @property
    def name(self) -> str:
        """Its name in settings, listings and `source:`."""
        ...

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What is new since the cursor ("" at first). Never raises for what the outside does."""
        ...


class Archive(Protocol):
    """A source that can be asked for past days (`backfill`)."""

    def days(self, first: date, last: date, now: datetime) -> AsyncIterator[tuple[date, Fetched]]:
        """Each day from first to last with what it listed."""
        ...


class Finder(Protocol):
    """A source that can be asked for one paper (`submit`)."""

    async def find(self, paper_id: str, now: datetime) -> Fetched:
        """The paper by canonical id; no papers and a note when there is none."""
        ...


# --- Platforms

Message: TypeAlias = Mapping[str, Any]  # a platform's own payload, made by its renderer, opaque to the core


class Sender(Protocol):
    """How digests reach a platform."""

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """The view as messages in order, each within the platform's limits. Pure.

        `edition` is given for a digest (its layout and platform settings); `plain` asks for plain text,
        after the platform rejected the rich rendering.
        """
        ...

    async def turn(self, address: Address) -> None:
        """Wait until the platform's limits allow one more message there."""
        ...

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """Try once; never raises for what the outside does. `root` is part 0's receipt for later parts."""
        ...

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        """Whether an ambiguous attempt arrived."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: what was checked, whether it is well, and the exact fix if not.

    `ok` None means: could not be told, or only worth knowing.
    """

    what: str
    ok: bool | None
    detail: str = ""
    fix: str = ""


class Door(Protocol):
    """How people reach Paperboy on a platform."""

    async def serve(self) -> None:
        """Take commands until cancelled. An outage outside never ends it."""
        ...

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        """Show a view to one person (a DM); False if that cannot be done."""
        ...

    async def check(self, address: Address | None) -> Sequence[Finding]:
        """What `doctor` prints of this platform, and of one channel if given."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat platform: its name in settings and addresses, and its two sides."""

    name: str
    sender: Sender
    door: Door


class Desk(Protocol):
    """What a door asks of the core. Never raises for what a user typed."""

    async def answer(self, request: Request) -> Reply:
        """Carry the command out and say so."""
        ...

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[Choice]:
        """At most 25 completions for one parameter of `request.command`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A channel's state as a set-up form or a home page shows it."""

    channel: Channel
    subscriptions: tuple[Subscription, ...]
    last_digest: datetime | None = None
    saved: int = 0
    parked: int = 0


class Lifecycle(Protocol):
    """What a platform's events tell the core. Each is idempotent and comes in any order."""

    async def renamed(self, address: Address, name: str) -> None:
        """The channel has a new name."""
        ...

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        """The channel cannot be posted to any more: paused until `welcomed`."""
        ...

    async def welcomed(self, address: Address) -> None:
        """The channel can be posted to again: a pause of Paperboy's own ends, a person's does not."""
        ...

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        """The workspace is paused; its data is deleted after the grace period."""
        ...

    async def installed(self, platform: str, workspace: str) -> None:
        """The workspace is (again) there: what `uninstalled` paused goes on."""
        ...

    async def cards(self, platform: str, workspace: str) -> Sequence[Card]:
        """The workspace's channels."""
        ...

    async def card(self, address: Address) -> Card | None:
        """One channel."""
        ...


# --- Storage


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest changed."""

    papers_new: int = 0
    papers_updated: int = 0
    listings: int = 0


class Papers(Protocol):
    """Papers and listings."""

    async def ingest(self, source: str, fetched: Fetched, now: datetime) -> Ingested:
        """Papers, listings, cursor, faults and the poll's record, in one transaction.

        Identity is decided by `bot.identity`, what a second sight of a paper changes by `bot.merge`.
        """
        ...

    async def by_id(self, ids: Sequence[str]) -> Sequence[Candidate]:
        """Those known, in the order asked; any alias (another source's id) finds the paper."""
        ...

    async def by_key(self, keys: Sequence[int]) -> Sequence[Candidate]:
        """Those known, in the order asked."""
        ...

    async def listed(self, first: date, last: date) -> Sequence[Candidate]:
        """Papers listed on these dates (both included), ascending by key."""
        ...

    async def count(self) -> int:
        """How many papers there are."""
        ...

    async def submit(self, address: Address, key: int, by: str, now: datetime) -> bool:
        """The channel's team submits a paper: a candidate of this channel from now on. False if it was one."""
        ...


@dataclass(frozen=True, slots=True)
class Poll:
    """The state of a source: its cursor, when it was last asked, when it last had something new, and why not."""

    source: str
    cursor: str = ""
    asked: datetime | None = None
    fresh: datetime | None = None
    note: str = ""
    ok: bool = True
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, where and when: the command as text."""

    at: datetime
    address: Address
    by: str
    what: str


class Journal(Protocol):
    """What happened: polls, faults, audit, and events seen once."""

    async def polls(self) -> Sequence[Poll]:
        """Every source ever polled."""
        ...

    async def faults(self, limit: int) -> Sequence[tuple[datetime, str, Fault]]:
        """The newest (when, source, fault) first."""
        ...

    async def audit(self, entry: AuditEntry) -> None:
        """Record a change."""
        ...

    async def audited(self, address: Address, limit: int) -> Sequence[AuditEntry]:
        """The newest first."""
        ...

    async def once(self, event: str, now: datetime) -> bool:
        """True the first time this event id is seen; forgotten after a week."""
        ...

    async def beat(self, now: datetime) -> datetime | None:
        """Note that the process lives; returns the beat before (None: never)."""
        ...


class Channels(Protocol):
    """Channels and their subscriptions."""

    async def get(self, address: Address) -> Channel | None:
        """The channel, or None."""
        ...

    async def within(self, platform: str | None, workspace: str | None = None) -> Sequence[Channel]:
        """Channels of a workspace, a platform (workspace None) or all (platform None), by key."""
        ...

    async def create(self, channel: Channel) -> Channel:
        """A new channel; its key is given by the store. If the address exists, that one is returned."""
        ...

    async def save(self, *channels: Channel) -> None:
        """Replace name, schedule, settings, pause, owner, since, next_due, last_date of each."""
        ...

    async def remove(self, *keys: int) -> None:
        """Delete channels with all that is theirs."""
        ...

    async def subscriptions(self, key: int) -> Sequence[Subscription]:
        """In number order; numbers count from 1 without gaps."""
        ...

    async def subscribe(self, key: int, queries: Sequence[str], by: str, now: datetime) -> Sequence[bool]:
        """Add each; False where the channel has it already."""
        ...

    async def unsubscribe(self, key: int, queries: Sequence[str]) -> Sequence[bool]:
        """Remove each by its text; False where there was none."""
        ...

    async def last_digest(self, key: int) -> datetime | None:
        """When the channel's last receipt came."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChannel:
    """A channel to plan for, with what the decision needs.

    `seen`: keys of candidates it has had (posted, reserved or hidden). `submitted`: keys its team submitted.
    `saved`, `hidden`: its feedback, keys of any papers, newest first, at most 50 each.
    """

    channel: Channel
    queries: tuple[str, ...]
    seen: frozenset[int] = frozenset()
    submitted: frozenset[int] = frozenset()
    saved: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was decided for a channel: its digest (None: nothing due yet), and the channel as it is after."""

    digest: Digest | None
    channel: Channel
    deliver: bool = True  # False: recorded only (a silent empty day, no delivery)


Decide: TypeAlias = Callable[[Sequence[DueChannel]], Sequence[Plan]]
Prepare: TypeAlias = Callable[[Sequence[Candidate]], Decide]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one planning run did."""

    channels: int = 0
    digests: int = 0
    picks: int = 0


class Plans(Protocol):
    """Digests: planned once, read for ever."""

    async def plan(self, now: datetime, listed_since: date, prepare: Prepare) -> Planned:
        """Plan every channel whose next_due has come, in one hop into the database.

        The candidates (listed on or after `listed_since`) are read once and given to `prepare`; the decision
        it returns is called with channels in batches, each batch committed in one transaction: digests,
        deliveries (part 0), reserved seen rows, next_due. A digest that exists already is never replaced.
        """
        ...

    async def plan_one(self, key: int, listed_since: date, prepare: Prepare, *, keep: bool) -> Edition | None:
        """Decide for one channel whether due or not; recorded if `keep` (`now`), else only shown (`preview`)."""
        ...

    async def edition(self, digest: int) -> Edition | None:
        """A digest by its number, with its channel and papers."""
        ...

    async def recent(self, key: int, limit: int) -> Sequence[Digest]:
        """A channel's newest digests first."""
        ...

    async def history(self, key: int, paper: int) -> "History":
        """What the channel had of this paper."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One paper in one channel. `how` is "" (not had), "reserved", "posted" or "hidden"."""

    how: str = ""
    digest: Digest | None = None
    receipt: Receipt | None = None
    at: datetime | None = None


class Outbox(Protocol):
    """Deliveries on their way. Every change is one transaction for all the rows given."""

    async def recover(self, now: datetime) -> int:
        """At start: rows found `sending` become `ambiguous`; how many."""
        ...

    async def claim(self, platforms: Sequence[str], now: datetime, lease: float, limit: int) -> Sequence[Delivery]:
        """Due queued or ambiguous rows (oldest first, part n only after part n-1 is sent, none of a paused
        workspace), leased for so many seconds so that nobody else claims them.
        """
        ...

    async def begin(self, attempts: Sequence[Delivery], now: datetime) -> None:
        """Record attempts before the calls: `sending`, attempts + 1, committed durably."""
        ...

    async def parts(self, delivery: Delivery, total: int) -> int:
        """The digest has so many messages: rows for parts 1… if part 0 has none yet. Returns how many it has."""
        ...

    async def settle(self, transitions: Sequence[Transition], now: datetime) -> None:
        """Carry out decided transitions: states, receipts, seen marks, pauses, waits; committed durably."""
        ...

    async def root(self, digest: int) -> Receipt | None:
        """Part 0's receipt."""
        ...

    async def parked(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        """Parked deliveries with their reason, newest first."""
        ...

    async def release(self, key: int, *, send: bool, now: datetime) -> bool:
        """An operator's decision on a parked delivery: send it again, or give it up."""
        ...

    async def next_at(self, platforms: Sequence[str]) -> datetime | None:
        """When the next row falls due; None: the outbox is empty."""
        ...

    async def late(self, now: datetime) -> datetime | None:
        """The oldest instant that is overdue: a channel's next_due or an unsent row; None: nothing is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A paper somebody saved."""

    paper: Candidate
    by: str
    at: datetime


class Memory(Protocol):
    """The team's memory, per channel."""

    async def save(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """False if it was saved already."""
        ...

    async def unsave(self, channel: int, paper: int) -> bool:
        """False if it was not saved."""
        ...

    async def saved(self, channel: int) -> Sequence[Saved]:
        """The newest first."""
        ...

    async def hide(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Not relevant: never posted here again. False if it was hidden already."""
        ...

    async def vote(self, channel: int, paper: int, by: str, now: datetime) -> int:
        """One vote a person; returns how many the paper has in this workspace."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A found paper by key; `score` is the text relevance (higher is better), 0 where not computed."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the index found. `total` stops counting at the cap; `exact` is false where the list was chosen as
    "newest with the words in the title, then newest", because too many papers match.
    """

    hits: tuple[Hit, ...]
    total: int
    exact: bool


class Index(Protocol):
    """The full-text index: derived data, rebuilt from the papers when it is missing or torn."""

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        """The best papers; `before_key` keeps a paged list stable: papers with a greater key are left out."""
        ...

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        """Words of the corpus that begin so, the commonest first, in their commonest spelling."""
        ...

    async def spellings(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """For each word that the corpus lacks or hardly has: close words that it has, the best first."""
        ...

    async def similar(self, key: int, limit: int) -> Sequence[Hit]:
        """Papers about the same thing, from the text alone."""
        ...

    async def repair(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Bring the index in step with the papers; a sentence if anything was rebuilt, else ""."""
        ...


class Vault(Protocol):
    """Secrets of workspaces (tokens), encrypted at rest."""

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Keep a secret, replacing what was there."""
        ...

    async def get(self, platform: str, workspace: str, name: str) -> bytes | None:
        """The secret, or None."""
        ...

    async def delete(self, platform: str, workspace: str, name: str | None = None) -> None:
        """Forget one secret, or all of the workspace."""
        ...

    async def workspaces(self, platform: str) -> Sequence[str]:
        """Those with secrets."""
        ...


class Notebook(Protocol):
    """Small facts an adapter keeps (a command table's hash, a welcome already said)."""

    async def read(self, platform: str, name: str) -> str | None:
        """The fact, or None."""
        ...

    async def write(self, platform: str, name: str, value: str | None) -> None:
        """Keep it; None forgets it."""
        ...


class Workspaces(Protocol):
    """Workspaces as a whole."""

    async def kill(self, platform: str, workspace: str, reason: str, delete_at: datetime | None) -> None:
        """Pause a workspace; delete its data at that instant, if given."""
        ...

    async def revive(self, platform: str, workspace: str) -> None:
        """It lives: nothing will be deleted."""
        ...

    async def dead(self) -> Sequence[tuple[str, str, str, datetime | None]]:
        """(platform, workspace, reason, delete_at) of those paused."""
        ...

    async def purge(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Delete what is due for deletion; which workspaces."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All of storage, by topic."""

    papers: Papers
    journal: Journal
    channels: Channels
    plans: Plans
    outbox: Outbox
    memory: Memory
    index: Index
    vault: Vault
    notebook: Notebook
    workspaces: Workspaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an adapter is built from (`adapters/<name>`: `build(parts) -> Platform`)."""

    desk: Desk
    lifecycle: Lifecycle
    vault: Vault
    notebook: Notebook
    journal: Journal
    clock: Clock
    extras: Mapping[str, Any] = field(default_factory=dict)
