"""Arrivals: the last day that Slack reached Paperboy: none of its methods tells whether interactivity is on."""

from adapters.slack.answering.background import Background
from bot.ports import Clock, Notebook

SEEN = "seen"


class Arrivals:
    """Remembered once a day, in the background."""

    def __init__(self, notebook: Notebook, clock: Clock, background: Background) -> None:
        self._notebook = notebook
        self._clock = clock
        self._background = background
        self._noted = ""

    def note(self) -> None:
        """Something came in."""
        today = self._clock.now().date().isoformat()
        if self._noted != today:
            self._noted = today
            self._background.run(self._notebook.write("slack", SEEN, today))

    async def last(self) -> str:
        """The last day, "" if nothing ever came."""
        return await self._notebook.read("slack", SEEN) or ""
