"""Foresight: what a query would have found in the last 30 days' papers."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.ports import Index, Papers
from bot.query.leaves import typed_words
from bot.query.parser import parse
from bot.query.plain_words.as_query import as_query
from bot.query.plain_words.by_whom import by_whom
from bot.query.plain_words.words import plain_words
from bot.query.tree import Query
from bot.search.mending import mended, spellings
from bot.search.other_names import OtherNames, beyond
from bot.search.outlook import DAYS, Meant, Outlook, Trial, outlook, respelt
from bot.search.reader import in_small_letters
from bot.search.reading import FEW, Reading
from bot.search.vocabulary import Vocabulary
from bot.search.vocabulary_cache import VocabularyCache
from bot.search.whose import Whose, unsaid, whose

FRESH = timedelta(hours=1)  # upvotes change all the time, and need not be the last
TRENDING = "trending"  # the query for what most people liked
SETTLED = timedelta(minutes=1)  # while papers come in they are not inverted anew for each …
GROWTH = 1.1  # … unless there are a tenth more by now (the first import)


class Foresight:
    """Keeps the last days' papers inverted, so that a reply takes milliseconds."""

    def __init__(self, papers: Papers, index: Index) -> None:
        self._papers, self._index = papers, index
        self._names = OtherNames(index, papers)
        self._trial: Trial | None = None
        self._words = VocabularyCache(papers)
        self._made: datetime | None = None
        self._count = 0
        self._lock = asyncio.Lock()  # one inversion at a time; its rows are made while queries are evaluated

    async def look(self, queries: Sequence[Query], now: datetime) -> tuple[Outlook, ...]:
        """The outlook of each query."""
        async with self._lock:
            trial = await self._current(now)
            found = await asyncio.to_thread(lambda: [outlook(query, trial) for query in queries])
        meant = [await self._meant(query, one, trial) for query, one in zip(queries, found, strict=True)]
        spelt = [await self._spelt(query, one, trial) for query, one in zip(queries, meant, strict=True)]
        return tuple([await self._named(one, trial) for one in spelt])

    async def vocabulary(self, now: datetime) -> Vocabulary:
        """What the last days' papers go by, as far as it is known without waiting long."""
        return await self._words.current(now)

    async def _meant(self, query: Query, found: Outlook, trial: Trial) -> Outlook:
        """A subscription asks for each of its words: those that only ask, a name, what it wants left out."""
        words = plain_words(query.text)
        asked, sure = as_query(words)
        if words and not asked and not found.trending:
            return replace(found, meant=Meant(TRENDING, 0, f"`{TRENDING}` brings the day's most upvoted papers"))
        theirs = await self._theirs(query, found)
        meant = theirs.query.text if theirs else asked
        sure = sure or theirs is not None
        if not meant or meant == query.text or (found.matched and not sure):
            return found
        more = outlook(parse(meant), trial).picked - found.picked
        if not (more > 0 or sure):
            return found
        return replace(found, meant=Meant(meant, more, theirs.lacking if theirs else ""))

    async def _theirs(self, query: Query, found: Outlook) -> Whose | None:
        """Whose papers are meant, as a search takes it: who is said to be somebody, or whom no paper is about."""
        names = tuple(by_whom(query.text))
        said = await whose([each for each in names if each.said], self._index, limit=1)
        if said or not names or found.matched or (await self._index.search(query, limit=1)).total:
            return said
        small = in_small_letters(query.text)
        if small != query.text and (await self._index.search(parse(small), limit=1)).total:
            return None
        if theirs := await unsaid(names, self._index, limit=1):
            return theirs
        slip = await spellings(query.text, typed_words(query.text), self._index)
        return None if slip else await whose([each for each in names if not each.about], self._index, limit=1)

    async def _named(self, found: Outlook, trial: Trial) -> Outlook:
        names = await self._names.of(found.query) if found.papers else ()
        more = [outlook(parse(beyond(name, found.query)), trial).picked for name in names]
        return replace(found, others=tuple(zip(names, more, strict=True)))

    async def _current(self, now: datetime) -> Trial:
        count = await self._papers.count()
        fresh = not self._older_than(FRESH, now) and self._made is not None and now.date() == self._made.date()
        grown = count > self._count * GROWTH or (count != self._count and self._older_than(SETTLED, now))
        if self._trial is None or not fresh or grown:
            listed = await self._papers.listed(now.date() - timedelta(days=DAYS - 1), now.date())
            self._trial = await asyncio.to_thread(Trial.of, listed, now.date())
            self._made, self._count = now, count
        return self._trial

    def _older_than(self, age: timedelta, now: datetime) -> bool:
        return self._made is None or abs(now - self._made) >= age

    async def _spelt(self, query: Query, found: Outlook, trial: Trial) -> Outlook:
        if found.matched or found.meant or not found.papers:
            return found
        small = in_small_letters(query.text)
        if small != query.text and outlook(parse(small), trial).matched:
            return replace(found, spellings=(small,))
        words = [word for word in query.text.replace('"', " ").split() if word.isalpha()]
        spelt = respelt(query.text, words, await spellings(query.text, words, self._index))
        plain = Reading(query, query.text, await self._index.search(query, limit=1))
        meant = await mended(plain, self._index, None) if plain.found.total < FEW else plain
        if meant.text not in {
            query.text,
            *spelt,
        }:  # as a search takes it: police gradient
            spelt = (meant.text,)
        return replace(found, spellings=spelt)
