"""A channel: a destination with its schedule and settings."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, NamedTuple

OPERATORS: Final = "terminal"  # the platform on which nobody but the operator can type


class Address(NamedTuple):  # a night makes a million: a tuple takes a third of a frozen dataclass's time
    """Where a channel is: platform, workspace (or server) and channel id, as the platform writes them.

    A workspace never sees anything of another's; the terminal has one workspace, "local".
    """

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        """`platform:workspace:channel`, for logs and the terminal."""
        return f"{self.platform}:{self.workspace}:{self.channel}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest is due: weekdays (0 = Monday … 6 = Sunday), a wall time, an IANA zone name.

    One that stands in for a stored one that cannot be kept says so in `fault` (a sentence) and has that one in
    `stored`, which stays in the database until a person sets another (`bot.schedule.repair`).
    """

    at: time = time(9)
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    zone: str = "UTC"
    fault: str = ""
    stored: "Schedule | None" = None


class Layout(StrEnum):
    """How a digest looks."""

    COMPACT = "compact"  # a title and one sentence a paper
    CARDS = "cards"  # title, authors, one-sentence summary, why
    MESSAGES = "messages"  # a head, and then each paper in a message of its own
    THREAD = "thread"  # compact in the channel, abstracts in the thread


class EmptyDay(StrEnum):
    """What to post on a day without picks."""

    SILENT = "silent"
    LINE = "line"


class Changes(StrEnum):
    """Who may change a channel's set-up."""

    ANYONE = "anyone"
    MANAGERS = "managers"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a channel can set. `sources` empty means all of them."""

    picks: int = 5
    layout: Layout = Layout.CARDS
    empty_day: EmptyDay = EmptyDay.LINE
    sources: tuple[str, ...] = ()
    min_upvotes: int = 0
    mentions: bool = False  # whether passing mentions are picks as well (`bot.ranking.weights.FLOOR`)
    withdrawals: bool = True  # whether a digest says of a paper posted here that it was withdrawn since
    images: bool = False  # whether cards have the papers' pictures, where there are any
    reactions: bool = True  # whether a reaction to a paper's own message saves, votes or hides
    save_emoji: tuple[str, ...] = ("\N{BOOKMARK}",)  # which do: as `bot.text.emoji_names` has them
    vote_emoji: tuple[str, ...] = ("\N{THUMBS UP SIGN}",)
    hide_emoji: tuple[str, ...] = ("\N{THUMBS DOWN SIGN}",)
    changes: Changes | None = None  # None: the platform's own default
    extras: tuple[tuple[str, str], ...] = ()  # a platform's own settings, by name; kept, never read by the core


MAX_PICKS = 25


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a channel is silent. `by` is a user id, or "" when Paperboy paused it itself.

    `fix` says what a person must do; `until` (UTC) ends it by itself. `probe` is true for a pause of Paperboy's
    own during which the digest is tried at its hour now and then.
    """

    since: datetime
    reason: str
    by: str = ""
    fix: str = ""
    until: datetime | None = None
    probe: bool = False
    name: str = ""  # of the person, as they were called then

    @property
    def own(self) -> bool:
        """Whether Paperboy paused the channel itself, because it could not post there."""
        return not self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A destination. `key` is the store's number; `since`: papers listed before that date are no candidates.

    `next_due` (UTC) is None while paused without an end (unless it is tried meanwhile). `last_date` is the local
    date of the last scheduled digest that it had or that is on its way: no second one is planned for it.
    """

    key: int
    address: Address
    name: str
    since: date
    schedule: Schedule = field(default_factory=Schedule)
    settings: Settings = field(default_factory=Settings)
    pause: Pause | None = None
    owner: str = ""  # user id of whoever set it up
    next_due: datetime | None = None
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing query, as typed, numbered from 1 in the order added."""

    number: int
    query: str
    added: datetime
    by: str = ""
