"""What every store promises of papers; `store` is each implementation in turn (conftest.py)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.errors import StorageError
from bot.ports import Fault, Fetched, Voted
from tests.contract.furnishing import NOW, TODAY, channel, everything, known, listing, paper, planned


async def test_a_paper_comes_back_as_it_was_stored(store):
    whole = paper(
        abstract="Line with <b>, & and 字.",
        authors=("Ada Lovelace", "Çelik Ö."),
        published=date(2026, 11, 19),
        tldr="Short.",
        categories=("cs.CL", "cs.LG"),
        keywords=("agents",),
        organization="Org",
        code_url="https://github.com/a/b",
        stars=12,
        withdrawn=True,
    )
    done = await store.papers.ingest("huggingface", Fetched(papers=(whole,), listings=(listing(upvotes=7),)), NOW)
    (found,) = await store.papers.by_id([whole.id])
    assert (done.papers_new, done.papers_updated, done.listings) == (1, 0, 1)
    assert found.paper == whole
    assert found.added == NOW
    assert (found.signals.upvotes, found.signals.first_listed, found.signals.sources) == (
        7,
        TODAY,
        ("huggingface",),
    )


async def test_the_same_fetch_twice_changes_nothing(store):
    fetched = Fetched(papers=(paper(1), paper(2)), listings=(listing(1), listing(2)), cursor="c")
    await store.papers.ingest("huggingface", fetched, NOW)
    again = await store.papers.ingest("huggingface", fetched, NOW + timedelta(minutes=5))
    assert (again.papers_new, again.papers_updated, again.listings) == (0, 0, 0)
    assert await store.papers.count() == 2


async def test_papers_are_found_in_the_order_asked_by_id_and_by_key(store):
    one, two, three = await known(store)
    ids = [paper(3).id, "arxiv:9999.99999", paper(1).id]
    assert [each.key for each in await store.papers.by_id(ids)] == [three, one]
    assert [each.key for each in await store.papers.by_key([two, 999, one, two])] == [two, one, two]


async def test_papers_are_found_by_the_dates_they_were_listed_on(store):
    await known(store, 2)
    old = listing(2, list_date=TODAY - timedelta(days=30))
    await store.papers.ingest("huggingface", Fetched(papers=(paper(2),), listings=(old,)), NOW)
    ids = [
        each.paper.id for each in await store.papers.listed(TODAY - timedelta(days=40), TODAY - timedelta(days=20))
    ]
    assert ids == [paper(2).id]
    assert len(await store.papers.listed(TODAY, TODAY)) == 2


async def test_upvotes_grow_into_a_velocity_and_only_changes_are_kept(store):
    counts = [(0, 10), (0.2, 10), (0.5, 14), (24, 30), (48, 50)]
    kept = []
    for hours, upvotes in counts:
        at = NOW + timedelta(hours=hours)
        seen = listing(upvotes=upvotes, observed=at, comments=upvotes // 10)
        kept.append(
            (await store.papers.ingest("huggingface", Fetched(papers=(paper(),), listings=(seen,)), at)).listings
        )
    (found,) = await store.papers.by_id([paper().id])
    assert kept == [1, 0, 1, 1, 1]
    assert (found.signals.upvotes, found.signals.comments) == (50, 5)
    assert found.signals.velocity == pytest.approx(20)


async def test_a_weak_and_a_strong_id_of_one_title_are_one_paper(store):
    weak = paper(1, id="url:0123456789abcdef", url="https://blog.example/x")
    await store.papers.ingest(
        "rss", Fetched(papers=(weak,), listings=(listing(paper_id=weak.id, source="rss"),)), NOW
    )
    await store.papers.ingest("huggingface", Fetched(papers=(paper(1),), listings=(listing(1),)), NOW)
    by_weak, by_strong = await store.papers.by_id([weak.id, paper(1).id])
    assert by_weak == by_strong
    assert by_weak.paper.id == paper(1).id
    assert by_weak.signals.sources == ("huggingface", "rss")
    assert await store.papers.count() == 1


async def test_two_papers_that_turn_out_to_be_one_keep_what_channels_know_of_either(store):
    # An arXiv and a DOI paper with different titles; then the DOI's title becomes the arXiv one's.
    doi = paper(2, id="doi:10.1000/x", title="A working title that changed later on")
    listed = (listing(1), listing(2, paper_id=doi.id))
    await store.papers.ingest("huggingface", Fetched(papers=(paper(1), doi), listings=listed), NOW)
    (one,), (two,) = await store.papers.by_id([paper(1).id]), await store.papers.by_id([doi.id])
    home = await channel(store)
    other = await channel(store, "C2")
    await planned(store, limit=1)  # both channels get the first
    await store.memory.save(home.key, two.key, "U1", NOW)
    await store.memory.hide(other.key, two.key, "U2", NOW)
    await store.memory.vote(home.key, two.key, "U3", NOW)

    merged = replace(doi, title=paper(1).title)
    await store.papers.ingest("huggingface", Fetched(papers=(merged,)), NOW)

    assert await store.papers.count() == 1
    (kept,) = await store.papers.by_id([doi.id])
    assert [each.key for each in await store.papers.by_key([one.key, two.key])] == [kept.key, kept.key]
    assert (await store.plans.history(home.key, two.key)).how == "reserved"
    hidden = await store.plans.history(other.key, one.key)
    assert (hidden.how, hidden.hidden_at) == ("reserved", NOW), "it is on its way, and not relevant"
    assert [each.paper.key for each in await store.memory.saved(home.key)] == [kept.key]
    assert await store.memory.vote(home.key, kept.key, "U4", NOW) == Voted(True, 2)
    due: list = []
    await store.channels.change(home.key, lambda it: replace(it, next_due=NOW))
    await store.plans.plan(NOW, TODAY, everything(due, slot="again"))
    assert due[0].seen == {kept.key}
    edition = await store.plans.edition(1)
    assert [pick.paper for pick in edition.digest.picks] == [each.key for each in edition.papers] == [kept.key]


async def test_a_listing_of_no_known_paper_is_a_fault_and_the_rest_is_kept(store):
    fetched = Fetched(papers=(paper(1),), listings=(listing(1), listing(2)), faults=(Fault("item 9", "no title"),))
    await store.papers.ingest("huggingface", fetched, NOW)
    faults = await store.journal.faults(10)
    assert {(source, fault.where) for _, source, fault in faults} == {
        ("huggingface", "item 9"),
        ("huggingface", paper(2).id),
    }
    assert await store.papers.count() == 1


async def test_a_submitted_paper_is_this_channels_candidate_only_once(store):
    submitted = paper(9, published=date(2020, 1, 1))
    await store.papers.ingest("arxiv", Fetched(papers=(submitted,)), NOW, polled=False)
    (found,) = await store.papers.by_id([submitted.id])
    home = await channel(store)
    await channel(store, "C2")
    assert await store.papers.submit(home.address, found.key, "U1", NOW)
    assert not await store.papers.submit(home.address, found.key, "U2", NOW)
    due: list = []
    await planned(store, channels=due)
    assert [(each.key == home.key, each.submitted) for each in due] == [
        (True, frozenset({found.key})),
        (False, frozenset()),
    ]
    assert found.signals.sources == ()


async def test_papers_are_found_by_how_their_id_begins(store):
    await known(store, 12)
    found = await store.papers.by_id_prefix("arxiv:2601.0001", 5)
    assert [each.paper.id for each in found] == ["arxiv:2601.00010", "arxiv:2601.00011", "arxiv:2601.00012"]
    assert len(await store.papers.by_id_prefix("arxiv:", 5)) == 5
    assert await store.papers.by_id_prefix("arxiv:2602", 5) == []
    assert await store.papers.by_id_prefix("%", 5) == []


async def test_the_cursor_is_kept_with_the_papers_or_not_at_all(store):
    await store.papers.ingest("huggingface", Fetched(cursor="before"), NOW)
    impossible = paper(stars=10**30)
    with pytest.raises((OverflowError, StorageError)):
        await store.papers.ingest("huggingface", Fetched(papers=(impossible,), cursor="after"), NOW)
    (poll,) = await store.journal.polls()
    assert poll.cursor == "before"
