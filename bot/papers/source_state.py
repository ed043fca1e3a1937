"""How a source is doing: from its stored polls to what is said of one that does not answer. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model.source_down import Down
from bot.ports import Poll


def down(polls: Sequence[Poll], asked: Collection[str], now: datetime) -> tuple[Down, ...]:
    """Those of the sources asked whose last poll failed, with the time of their last answer (or first failure)."""
    found = []
    for poll in polls:
        since = poll.answered or poll.failing
        if not poll.ok and poll.source in asked and since is not None and since <= now:
            found.append(Down(poll.source, since, poll.note))
    return tuple(found)
