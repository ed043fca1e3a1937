"""What every store promises of old records: they go, and nothing comes a second time for it."""

from datetime import timedelta

from bot.model.delivery import State
from bot.model.transition import Transition
from bot.ports import AuditEntry, Fetched, Removed
from tests.contract.furnishing import NOW, TODAY, channel, claimed, everything, known, listing, planned, sent

TOMORROW = TODAY + timedelta(days=1)


async def posted(store, place, *, state=State.SENT):
    """A channel with a digest of today's, which came to that."""
    there = await channel(store, place)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW, 60)
    how = sent(delivery) if state is State.SENT else Transition(delivery=delivery, state=state, reason="no answer")
    await store.outbox.settle([how], NOW)
    return there


async def test_old_digests_go_and_their_papers_stay_seen(store):
    first, *_ = await known(store, 2)
    here = await posted(store, "C1")
    await posted(store, "C2")
    await store.journal.audit(AuditEntry(NOW, here.address, "U1", "subscribe a"))
    assert await store.retention.remove(TODAY) == Removed()
    removed = await store.retention.remove(TOMORROW)
    assert (removed.digests, removed.entries) == (1, 1), "the newest digest stays"
    history = await store.plans.history(here.key, first)
    assert (history.how, history.digest, history.receipt) == ("posted", None, None)
    assert await store.journal.audited(here.address, 9) == []
    assert await store.retention.remove(TOMORROW) == Removed()


async def test_deliveries_go_with_their_digest_that_is_old_or_of_a_removed_channel(store):
    await known(store, 2)
    places = [await channel(store, place) for place in ("C1", "C2", "C3")]
    await planned(store)
    deliveries = await claimed(store)
    await store.outbox.begin(deliveries, NOW, 60)
    await store.outbox.settle([sent(each) for each in deliveries], NOW)
    await store.channels.remove(places[1].key)
    await store.retention.remove(TOMORROW)
    left = [each for each in deliveries if await store.outbox.receipts(each.digest)]
    assert [each.digest for each in left] == [
        max(each.digest for each in deliveries if each.address != places[1].address)
    ]


async def test_what_was_posted_does_not_come_back_when_it_is_listed_again(store):
    keys = await known(store, 2)
    here = await posted(store, "C1")
    await posted(store, "C2")
    await store.retention.remove(TOMORROW)
    again = tuple(listing(number, list_date=TOMORROW) for number in (1, 2))
    await store.papers.ingest("huggingface", Fetched(listings=again), NOW + timedelta(days=1))
    due: list = []
    await store.plans.plan(NOW + timedelta(days=1), TODAY, everything(due))
    assert {each.key: set(keys) & set(each.seen) for each in due}[here.key] == set(keys)


async def test_what_is_on_its_way_or_parked_waits_for_its_end(store):
    await known(store, 2)
    await posted(store, "C1", state=State.PARKED)
    await channel(store, "C2")
    await planned(store)
    await channel(store, "C3")
    await planned(store)
    assert await store.retention.remove(TOMORROW) == Removed()
    assert len(await claimed(store)) == 2


async def test_of_each_day_the_last_look_at_a_list_stays(store):
    await known(store, 1)
    (key,) = [each.key for each in await store.papers.by_id([listing().paper_id])]
    for hours, upvotes in ((2, 5), (4, 9), (26, 12)):
        seen = listing(observed=NOW + timedelta(hours=hours), upvotes=upvotes)
        await store.papers.ingest("huggingface", Fetched(listings=(seen,)), NOW + timedelta(hours=hours))
    before = await store.papers.by_id([listing().paper_id])
    removed = await store.retention.remove(TOMORROW)
    assert removed.observations == 2
    sights = await store.lists.sights(key)
    assert [each.upvotes for each in sights.listings] == [9, 12]
    assert await store.papers.by_id([listing().paper_id]) == before
