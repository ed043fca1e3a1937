"""What becomes of a delivery after an attempt: decided here, carried out by the outbox."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.delivery import Dead, Delivery, Receipt, Refused, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing is sent there before that instant, and why. `workspace` or `channel` None: wider than that."""

    platform: str
    workspace: str | None
    channel: str | None
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A delivery's next state, with what goes along with it, all in one transaction.

    SENT needs a receipt: when it is the digest's last part, its papers become `posted`; a pause of Paperboy's own
    ends. CANCELLED gives up all the digest's parts and releases its reserved papers; of a digest of which nothing
    arrived the date is free again. `refused` pauses the channel, `dead` the workspace. `due` is the next attempt
    of a QUEUED or AMBIGUOUS row. `plain` on part 0 holds for all the digest's parts. A row that goes back QUEUED
    or AMBIGUOUS is leased no more.

    `merged`: what is cancelled goes into the next digest. Where that is planned already, which the transaction
    alone can tell, nothing is cancelled: the row is QUEUED again, and posted late.

    `in_time`: the digest, which was planned as a late one, is not late after all.
    """

    delivery: Delivery
    state: State
    reason: str = ""
    receipt: Receipt | None = None
    due: datetime | None = None
    plain: bool = False
    wait: Wait | None = None
    refused: Refused | None = None
    dead: Dead | None = None
    merged: bool = False
    in_time: bool = False
