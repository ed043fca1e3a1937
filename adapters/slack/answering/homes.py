"""Homes: who has opened their App Home lately, so that it is drawn anew when something changes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from adapters.slack.answering.background import Background

MOST = 20  # pages of one workspace that are kept up to date; the others are drawn when they are opened
WORKSPACES = 1_000

Draw: TypeAlias = Callable[[str, str], Awaitable[None]]


class Homes:
    """A page that is about to be drawn is not drawn twice."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._draw: Draw | None = None
        self._opened: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._due: set[tuple[str, str]] = set()

    def drawn_by(self, draw: Draw) -> None:
        """What draws a person's page."""
        self._draw = draw

    def opened(self, workspace: str, user: str) -> None:
        """A person looked at their page."""
        pages = self._opened.setdefault(workspace, OrderedDict())
        self._opened.move_to_end(workspace)
        pages[user] = None
        pages.move_to_end(user)
        if len(pages) > MOST:
            pages.popitem(last=False)
        if len(self._opened) > WORKSPACES:
            self._opened.popitem(last=False)

    def changed(self, workspace: str) -> None:
        """Something changed in a workspace: its pages show it."""
        due = [(workspace, user) for user in self._opened.get(workspace, ()) if (workspace, user) not in self._due]
        if due:
            self._due.update(due)
            self._background.run(self._redraw(due))

    async def _redraw(self, pages: Sequence[tuple[str, str]]) -> None:
        for page in pages:
            self._due.discard(page)
            if self._draw is not None:
                await self._draw(*page)
