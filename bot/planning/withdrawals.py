"""What a digest says of papers that were withdrawn after the channel had them. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ports import DueChannel, Withdrawn
from bot.text.cut import cut
from bot.text.latex import readable

TELLING: Final = timedelta(days=60)  # a withdrawal longer ago is told to nobody any more
AT_ONCE: Final = 5  # named in one digest; more of one day's are a mistake of a source
MAX_TITLE: Final = 120


def to_tell(due: DueChannel, now: datetime) -> tuple[Withdrawn, ...]:
    """Those of the channel's withdrawn papers that it wants to hear of and did not yet."""
    if not due.routine.settings.withdrawals:
        return ()
    return tuple(each for each in due.withdrawn if now - each.at <= TELLING)


def withdrawals(papers: Sequence[Withdrawn]) -> str:
    """One sentence; "" for none."""
    if not papers:
        return ""
    named = [f"“{cut(readable(each.title), MAX_TITLE)}” ({each.id})" for each in papers[:AT_ONCE]]
    more = f" and {len(papers) - AT_ONCE} more" if len(papers) > AT_ONCE else ""
    return (
        f"Withdrawn since {'it was' if len(papers) == 1 else 'they were'} posted here: {', '.join(named)}{more}."
    )
