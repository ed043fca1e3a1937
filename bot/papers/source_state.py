"""How a source is doing: from its stored polls to what is said of one that does not answer. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Poll

MISSED_AFTER = timedelta(hours=2)  # a source is asked hourly: after one failed poll nothing has been missed yet


@dataclass(frozen=True, slots=True)
class Down:
    """A source that does not answer: since when its papers are missing, and what its last poll said."""

    source: str
    since: datetime
    note: str


def down(polls: Sequence[Poll], asked: Collection[str], now: datetime) -> tuple[Down, ...]:
    """Those of the sources asked whose last poll failed, with the time of their last answer (or first failure)."""
    found = []
    for poll in polls:
        since = poll.answered or poll.failing
        if not poll.ok and poll.source in asked and since is not None and since <= now:
            found.append(Down(poll.source, since, poll.note))
    return tuple(found)


def missed(every: Sequence[Down], sources: Sequence[str], now: datetime) -> tuple[Down, ...]:
    """Those whose papers a channel with these sources (none: all) has to do without."""
    return tuple(
        each for each in every if (not sources or each.source in sources) and now - each.since >= MISSED_AFTER
    )
