"""Arrivals: the last day that Slack reached Paperboy: none of its methods tells whether interactivity is on."""

from adapters.slack.answering.background import Background
from bot.ports import AdapterFacts, Clock

SEEN = "seen"


class Arrivals:
    """Remembered once a day, in the background."""

    def __init__(self, adapter_facts: AdapterFacts, clock: Clock, background: Background) -> None:
        self._adapter_facts = adapter_facts
        self._clock = clock
        self._background = background
        self._noted = ""

    def note(self) -> None:
        """Something came in."""
        today = self._clock.now().date().isoformat()
        if self._noted != today:
            self._noted = today
            self._background.run(self._adapter_facts.write("slack", SEEN, today))

    async def last(self) -> str:
        """The last day, "" if nothing ever came."""
        return await self._adapter_facts.read("slack", SEEN) or ""
