"""What every store promises of changed papers, which the search index follows; `store` is each in turn (conftest.py)."""

from dataclasses import replace
from datetime import timedelta

from bot.ports import Fetched, PapersState
from tests.contract.furnishing import NOW, known, listing, paper


async def everything_after(store, revision: int, limit: int = 100):
    """What an index knows that has followed from a revision on: papers by key, and what was forgotten."""
    found, gone = {}, set()
    while changes := await store.changed_papers.after(revision, limit):
        assert changes.since == revision < changes.revision
        assert len(changes.papers) + len(changes.gone) <= limit
        found |= {each.key: each for each in changes.papers}
        gone |= set(changes.gone)
        revision = changes.revision
    return {key: each for key, each in found.items() if key not in gone}, gone, revision


async def test_a_store_without_papers_has_no_changes(store):
    assert await store.changed_papers.state() == PapersState("", 0, 0)
    assert await store.changed_papers.after(0, 10) is None
    assert await store.changed_papers.behind(0) == 0


async def test_whoever_follows_in_steps_of_any_size_has_every_paper_as_it_is_now(store):
    keys = await known(store, 5)
    state = await store.changed_papers.state()
    assert state.papers == 5
    for limit in (1, 2, 5, 100):
        found, gone, revision = await everything_after(store, 0, limit)
        assert list(found.values()) == list(await store.papers.by_key(sorted(found)))
        assert (set(found), gone, revision) == (set(keys), set(), state.revision)
    assert await store.changed_papers.after(state.revision, 10) is None


async def test_only_what_changed_comes_again_and_later_changes_have_greater_numbers(store):
    one, two, three = await known(store, 3)
    before = (await store.changed_papers.state()).revision
    later = NOW + timedelta(hours=3)
    voted = listing(2, upvotes=40, observed=later)
    retitled = replace(paper(3), title="Another title altogether for number three")
    await store.papers.ingest(
        "huggingface", Fetched(papers=(paper(1), paper(2), retitled), listings=(voted,)), later
    )
    found, gone, after = await everything_after(store, before)
    assert (set(found), gone) == ({two, three}, set())
    assert found[two].signals.upvotes == 40
    assert found[three].paper.title == retitled.title
    assert after == (await store.changed_papers.state()).revision > before
    assert await store.changed_papers.behind(before) == 2
    assert await store.changed_papers.behind(after) == 0
    assert one not in found


async def test_what_changes_nothing_makes_no_change(store):
    await known(store, 2)
    before = await store.changed_papers.state()
    await known(store, 2)
    assert await store.changed_papers.state() == before


async def test_a_paper_that_turned_out_to_be_another_is_gone_and_the_other_has_changed(store):
    doi = paper(2, id="doi:10.1000/x", title="A working title that changed later on")
    listed = (listing(1), listing(2, paper_id=doi.id))
    await store.papers.ingest("huggingface", Fetched(papers=(paper(1), doi), listings=listed), NOW)
    before = (await store.changed_papers.state()).revision
    both = {each.key for each in await store.papers.by_id([paper(1).id, doi.id])}
    await store.papers.ingest("huggingface", Fetched(papers=(replace(doi, title=paper(1).title),)), NOW)
    found, gone, _ = await everything_after(store, before)
    (kept,) = found
    assert gone == both - {kept}
    assert (await store.changed_papers.state()).papers == 1
    assert await store.changed_papers.behind(before) == 2


async def test_current_papers_come_ascending_and_follow_no_merged_one(store):
    one, two, three = await known(store, 3)
    assert [each.key for each in await store.changed_papers.current([three, 999, one, three])] == sorted(
        {one, three}
    )
    merged = replace(paper(2, id="doi:10.1000/y"), title="Something that is to be merged by its title")
    await store.papers.ingest("huggingface", Fetched(papers=(merged,)), NOW)
    (extra,) = await store.papers.by_id([merged.id])
    await store.papers.ingest("huggingface", Fetched(papers=(replace(merged, title=paper(2).title),)), NOW)
    (kept,) = await store.papers.by_id([merged.id])
    assert [each.key for each in await store.changed_papers.current([two, extra.key])] == [kept.key]


async def test_the_identity_that_a_store_has_when_it_delivers_stays(store):
    async with store.claim_delivery(NOW):
        first = (await store.changed_papers.state()).identity
    await known(store, 1)
    async with store.claim_delivery(NOW):
        assert (await store.changed_papers.state()).identity == first
