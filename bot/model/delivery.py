"""A delivery: one message of a digest in the outbox, its state, and what became of an attempt."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.model.channel import Address


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that the platform accepted a message: its id there, and a link to it if the platform has one."""

    message_id: str
    link: str = ""


class State(StrEnum):
    """Where a delivery stands in the outbox."""

    QUEUED = "queued"  # waits for its time (first attempt, or a retry)
    SENDING = "sending"  # an attempt was recorded and has no outcome yet: ambiguous if found at start
    SENT = "sent"  # has a receipt
    AMBIGUOUS = "ambiguous"  # may or may not have arrived; to be looked up at the platform
    PARKED = "parked"  # cannot be resolved or rendered: shown in status, not sent again by itself
    CANCELLED = "cancelled"  # will not be sent; its papers are candidates again


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message of a digest.

    `part` counts from 0; part n+1 is sent after part n has its receipt. `token` is deterministic for
    (address, local date, slot, part), at most 25 characters of [a-z0-9]: a platform uses it as nonce,
    metadata or Message-ID to recognise its own message. `plain` is true after a rejected rendering,
    `insisted` when a person decided to send it again, however late it is. `lease` numbers the claims by which
    processes took it in turn: whose number is not the row's any more has lost it to another one.
    """

    key: int
    digest: int
    address: Address
    part: int
    token: str
    state: State
    attempts: int = 0
    plain: bool = False
    first_tried: datetime | None = None
    last_tried: datetime | None = None
    insisted: bool = False
    lease: int = field(default=0, compare=False)


# --- Outcomes: what a platform says of one attempt.


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform accepted the message."""

    receipt: Receipt


class Scope(StrEnum):
    """What a wait applies to."""

    CHANNEL = "channel"
    WORKSPACE = "workspace"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Not accepted, surely; may be tried again after so many seconds (None: the outbox's own back-off)."""

    seconds: float | None
    reason: str
    scope: Scope = Scope.CHANNEL


@dataclass(frozen=True, slots=True)
class Rejected:
    """The message itself is wrong: ours to fix. Tried once more as plain text, then parked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The destination is gone or forbids posting: the channel is paused. `fix` says what a person must do."""

    reason: str
    fix: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Dead:
    """The installation is dead: the whole workspace is paused."""

    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may or may not have been accepted (a timeout, a dropped connection)."""

    reason: str


Outcome: TypeAlias = Sent | RetryAfter | Rejected | Refused | Dead | Ambiguous


# --- Look-ups: what a platform says of an ambiguous attempt.


@dataclass(frozen=True, slots=True)
class NotThere:
    """Surely never accepted: it may be sent again."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be told: the delivery is parked with this reason."""

    reason: str


Lookup: TypeAlias = Sent | NotThere | Unknown | RetryAfter | Dead
