"""How a source is doing: from its stored polls to what is said of one that does not answer. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.model.source_down import Down
from bot.papers.poller import due_at
from bot.ports import Poll

OVERDUE: Final = timedelta(hours=1)  # a start asks within seconds what fell due while nothing ran


def down(polls: Sequence[Poll], asked: Collection[str], now: datetime) -> tuple[Down, ...]:
    """Those of the sources asked whose last poll failed, with the time of their last answer (or first failure)."""
    found = []
    for poll in polls:
        since = poll.answered or poll.failing
        if not poll.ok and poll.source in asked and since is not None and since <= now:
            found.append(Down(poll.source, since, poll.note))
    return tuple(found)


def unheard(polls: Sequence[Poll], asked: Collection[str], now: datetime) -> tuple[Down, ...]:
    """Those of the sources asked of which nobody knows what they list: they are down, or were not asked when it
    was time, since nothing runs that asks them.
    """
    known = {poll.source: poll for poll in polls}
    found = list(down(polls, asked, now))
    for source in sorted(asked):
        poll = known.get(source)
        if poll is None or poll.asked is None:
            found.append(Down(source, None, "it has not been asked yet"))
        elif poll.ok and poll.answered and now - due_at(poll, poll.asked) >= OVERDUE:
            found.append(Down(source, poll.answered, "it has not been asked since"))
    return tuple(found)
