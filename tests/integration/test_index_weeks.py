"""A query's newest papers, and how many of them each week has."""

from datetime import timedelta

import pytest

from bot.query.parser import parse
from storage.store import open_store
from tests.integration.searching import NOW_DAY, add, made


@pytest.fixture
async def index(tmp_path):
    async with open_store(tmp_path / "p.db") as store:
        for number, (days, title) in enumerate(
            [
                (0, "agents now"),
                (6, "agents still"),
                (7, "agents before"),
                (13, "other agents agents"),
                (20, "agents"),
                (21, "agents too old"),
                (1, "else"),
            ]
        ):
            await add(store, [made(number, title)], day=NOW_DAY - timedelta(days=days))
        await store.index.repair()
        yield store.index


async def test_each_week_has_the_matches_of_its_seven_days(index):
    assert await index.weekly(parse("agents"), NOW_DAY, 3) == (1, 2, 2)
    assert await index.weekly(parse("agents -other"), NOW_DAY, 3) == (1, 1, 2)
    assert await index.weekly(parse("nothing"), NOW_DAY, 2) == (0, 0)
    assert await index.weekly(parse("agents"), NOW_DAY - timedelta(days=7), 1) == (2,)


async def test_the_newest_come_first_whatever_their_relevance(index):
    found = await index.newest(parse("agents"), limit=3)
    assert (found.total, [hit.key for hit in found.hits]) == (6, [1, 2, 3])
    assert (await index.newest(parse("nothing"), limit=3)).total == 0
