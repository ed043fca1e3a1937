"""What completes a query: the words that a library's papers go by, learnt beside whoever types."""

import asyncio
from datetime import timedelta

from bot.search import vocabulary_cache
from bot.search.vocabulary import Vocabulary, matching
from bot.search.vocabulary_cache import VocabularyCache
from tests.fakes.core import NOW, listed, open_office


async def test_the_commonest_come_first_and_one_word_in_two_spellings_is_one():
    async with open_office(papers=False) as office:
        keywords = (("RAG", "agents"), ("rag",), ("agents", "Rag"), ("zebra",))
        await office.ingest(*(listed(f"T {n}", n, NOW.date(), keywords=each) for n, each in enumerate(keywords)))
        found = await VocabularyCache(office.store.papers).current(NOW)
        assert found.keywords == ("RAG", "agents", "zebra")
        assert found.authors == ("Ada Lovelace", "Alan Turing")
        assert found.categories == ("cs.CL",)


def test_a_name_is_found_by_the_beginnings_of_its_words():
    names = ("Yann LeCun", "Ian Leconte", "Lea Yan", "cs.CL")
    assert matching(names, "le", 9) == ["Lea Yan", "Yann LeCun", "Ian Leconte"]
    assert matching(names, "yan le", 9) == ["Yann LeCun", "Lea Yan"]
    assert matching(names, "cs.c", 9) == ["cs.CL"]
    assert matching(names, "x", 9) == []
    assert matching(names, "le", 1) == ["Lea Yan"]


class Slow:
    """Papers that take their time, or fail."""

    def __init__(self):
        self.asked, self.gate, self.error, self.there = 0, asyncio.Event(), None, 10

    async def count(self):
        return self.there

    async def listed(self, first, last):
        self.asked += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return ()


async def test_no_keystroke_waits_long_and_what_was_begun_is_not_begun_again(monkeypatch):
    monkeypatch.setattr(vocabulary_cache, "PATIENCE", 0.01)
    papers = Slow()
    cache = VocabularyCache(papers)
    for _ in range(5):
        assert await cache.current(NOW) == Vocabulary()
    assert papers.asked == 1
    papers.gate.set()
    await asyncio.sleep(0.05)
    await cache.current(NOW)
    assert papers.asked == 1
    papers.there = 12
    await cache.current(NOW)
    await asyncio.sleep(0.05)
    assert papers.asked == 2, "many new papers bring new words"
    await cache.current(NOW + timedelta(hours=1))
    await asyncio.sleep(0.05)
    assert papers.asked == 3


async def test_a_vocabulary_that_could_not_be_learnt_is_tried_again():
    papers = Slow()
    papers.gate.set()
    papers.error = RuntimeError("the database is locked")
    cache = VocabularyCache(papers)
    assert await cache.current(NOW) == Vocabulary()
    papers.error = None
    await cache.current(NOW)
    assert papers.asked == 2
