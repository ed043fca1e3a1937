"""What becomes of a delivery after an attempt: decided here, carried out by the outbox."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.delivery import Delivery, Receipt, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing is sent there before that instant. `workspace` or `channel` None: wider than that."""

    platform: str
    workspace: str | None
    channel: str | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A delivery's next state, with what goes along with it, all in one transaction.

    SENT needs a receipt: when it is the digest's last part, its papers become `posted` and a probing channel's
    pause ends. CANCELLED gives up all the digest's parts and releases its reserved papers. `pause_channel` and
    `pause_workspace` are (reason, fix). `due` is the next attempt of a QUEUED or AMBIGUOUS row.
    `plain` on part 0 holds for all the digest's parts. A row that goes back QUEUED or AMBIGUOUS is leased no more.
    """

    delivery: Delivery
    state: State
    reason: str = ""
    receipt: Receipt | None = None
    due: datetime | None = None
    plain: bool = False
    wait: Wait | None = None
    pause_channel: tuple[str, str] | None = None
    pause_workspace: tuple[str, str] | None = None
