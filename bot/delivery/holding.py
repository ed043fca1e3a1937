"""Which messages of a digest hold a paper: those that look otherwise once somebody has marked it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.model.channel import Layout
from bot.model.digest import Edition
from bot.model.marks import Marks
from bot.ports import Message, Sender
from bot.views.blocks import View

_OTHERWISE = Marks(saved=True, votes=1_000_000)  # what nobody's marks are


def holding(
    sender: Sender,
    show: Callable[[Edition], View],
    edition: Edition,
    papers: Sequence[int],
    *,
    plain: bool,
    parts: int,
) -> tuple[Sequence[Message], frozenset[int]]:
    """The digest's messages as they are now, and the numbers of those that hold one of the papers.

    Where the channel's layout was changed since it was posted as so many `parts`: in the first that has as many.
    """
    found = None
    for layout in dict.fromkeys([edition.channel.settings.layout, *Layout]):
        settings = replace(edition.channel.settings, layout=layout)
        laid = replace(edition, channel=replace(edition.channel, settings=settings))
        made = _held(sender, show, laid, papers, plain=plain)
        if len(made[0]) == parts:
            return made
        found = found or made
    return found or ((), frozenset())


def _held(
    sender: Sender, show: Callable[[Edition], View], edition: Edition, papers: Sequence[int], *, plain: bool
) -> tuple[Sequence[Message], frozenset[int]]:
    otherwise = replace(edition, marks={**edition.marks, **dict.fromkeys(papers, _OTHERWISE)})
    now, other = (sender.render(show(each), each, plain=plain) for each in (edition, otherwise))
    if len(now) != len(other):
        return now, frozenset()
    return now, frozenset(at for at, message in enumerate(now) if message != other[at])
