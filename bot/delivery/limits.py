"""What bounds the dispatcher, and what it counts."""

from dataclasses import dataclass

from bot.delivery.attempt import SEND_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The dispatcher's limits, in seconds unless said otherwise."""

    lease: float = 60  # a claimed row is nobody else's so long; held longer it is claimed again by ourselves
    claim: int = 256  # rows of a platform a round
    send: float = SEND_SECONDS
    slow: float = 2  # an answer that took longer makes the workspace's lane narrower
    shortest_wait: float = 0.001  # for a turn: less is below what clocks tell apart
    keep: float = 10  # what may not go for longer goes back into the outbox, with the instant
    heed: float = 3  # between two looks at what other processes were told to wait for, and at what they may have
    full: float = 1  # where more waits in the outbox than there is room for, unless an attempt that ends wakes it
    longest_nap: float = 30  # so that a clock that jumped or a row put in from outside is noticed
    shortest_nap: float = 0.05  # completions within it share one claim
    after_failure: float = 5  # the database did not answer
    let_finish: float = 6  # what is under way at a stop; all that is waited for then comes to less than ten
    hand_over: float = 1  # and what did not end by then, to be recorded as ambiguous


@dataclass(frozen=True, slots=True)
class Tally:
    """What a drain did, by the state each attempt led to."""

    sent: int = 0
    queued: int = 0
    ambiguous: int = 0
    parked: int = 0
    cancelled: int = 0
    put_off: int = 0  # the database failed
