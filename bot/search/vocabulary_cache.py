"""The vocabulary of the last days' papers, learnt beside whoever types: no keystroke waits long for it."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.errors import blame
from bot.ports import Papers
from bot.search.outlook import DAYS
from bot.search.vocabulary import Vocabulary

log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
GROWTH = 1.1  # a tenth more papers bring new words at once
PATIENCE = 0.5  # seconds for the first time; until it is learnt, completion does without


class VocabularyCache:
    """Learnt anew after an hour, or when many papers came in; meanwhile the old one serves."""

    def __init__(self, papers: Papers) -> None:
        self._papers = papers
        self._known: Vocabulary | None = None
        self._made: datetime | None = None
        self._count = 0
        self._learning: asyncio.Task[None] | None = None

    async def current(self, now: datetime) -> Vocabulary:
        """What is known by now; nothing before the first time is over."""
        count = await self._papers.count()
        stale = self._made is None or abs(now - self._made) >= FRESH or count > self._count * GROWTH
        if stale and (self._learning is None or self._learning.done()):
            self._learning = asyncio.create_task(self._learn(count, now))
        if self._known is None and self._learning is not None:
            await asyncio.wait({self._learning}, timeout=PATIENCE)
        return self._known or Vocabulary()

    async def _learn(self, count: int, now: datetime) -> None:
        try:
            listed = await self._papers.listed(now.date() - timedelta(days=DAYS - 1), now.date())
            self._known = await asyncio.to_thread(Vocabulary.of, listed)
            self._made, self._count = now, count
        except Exception as error:  # noqa: BLE001 -- the next keystroke tries again
            log.warning("vocabulary_not_learnt", extra=blame(error))
