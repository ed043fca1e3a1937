"""A paper source that answers as it is told."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.ports import Fetched


class FakeSource:
    """Gives its answers in turn, the last one again and again; an exception among them is raised."""

    def __init__(self, name: str, answers: Sequence[Fetched | Exception], *, holds: asyncio.Event | None = None):
        self.name = name
        self._answers = list(answers)
        self._holds = holds
        self.asked: list[tuple[str, datetime]] = []

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        self.asked.append((cursor, now))
        if self._holds:
            await self._holds.wait()
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer
