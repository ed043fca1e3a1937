"""What every store promises of lists; `store` is each implementation in turn (conftest.py)."""

from datetime import UTC, datetime, timedelta

from bot.ports import Fetched
from tests.contract.furnishing import NOW, TODAY, known, listing, paper


async def test_the_state_changes_with_every_change_of_the_papers_and_with_every_look(store):
    empty = await store.lists.state()
    assert (empty.revision, empty.changed) == (0, None)
    await known(store, 1)
    first = await store.lists.state()
    assert first.revision > 0
    assert first.changed == NOW
    later = NOW + timedelta(hours=2)
    voted = Fetched(papers=(paper(),), listings=(listing(observed=later, upvotes=9),), cursor="c")
    await store.papers.ingest("huggingface", voted, later)
    second = await store.lists.state()
    assert second.revision > first.revision
    assert second.changed == later


async def test_the_days_around_a_day_are_those_that_list_papers(store):
    assert await store.lists.days_around(TODAY) == (None, None)
    for days in (0, 3, 10):
        day = TODAY - timedelta(days=days)
        listed = listing(days + 1, list_date=day)
        await store.papers.ingest("huggingface", Fetched(papers=(paper(days + 1),), listings=(listed,)), NOW)
    assert await store.lists.days_around(TODAY) == (TODAY - timedelta(days=3), None)
    assert await store.lists.days_around(TODAY - timedelta(days=3)) == (TODAY - timedelta(days=10), TODAY)
    assert await store.lists.days_around(TODAY - timedelta(days=4)) == (
        TODAY - timedelta(days=10),
        TODAY - timedelta(days=3),
    )


async def test_the_samples_days_are_none_once_a_real_source_has_papers(store):
    day = TODAY - timedelta(days=2)
    sample = listing(1, list_date=day, source="sample")
    await store.papers.ingest("sample", Fetched(papers=(paper(1),), listings=(sample,)), NOW, polled=False)
    assert await store.lists.days_around(TODAY) == (day, None)
    await store.papers.ingest("huggingface", Fetched(papers=(paper(2),), listings=(listing(2),)), NOW)
    assert await store.lists.days_around(TODAY) == (None, None)


async def test_the_sights_of_a_paper_are_its_ids_and_all_its_listings_in_order(store):
    (key,) = await known(store, 1)
    again = listing(observed=NOW + timedelta(hours=3), upvotes=4, comments=1)
    merged = paper(also=("doi:10.1000/1",))
    await store.papers.ingest("huggingface", Fetched(papers=(merged,), listings=(again,)), NOW)
    found = await store.lists.sights(key)
    assert found.ids == ("arxiv:2601.00001", "doi:10.1000/1")
    assert [(each.observed, each.upvotes, each.comments) for each in found.listings] == [
        (NOW, 0, 0),
        (NOW + timedelta(hours=3), 4, 1),
    ]
    assert (await store.lists.sights(999)).listings == ()


async def test_an_instant_of_the_state_is_in_utc(store):
    await known(store, 1)
    state = await store.lists.state()
    assert state.changed == datetime(2026, 11, 20, 9, tzinfo=UTC)
