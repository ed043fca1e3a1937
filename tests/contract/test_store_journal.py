"""What every store promises of the journal; `store` is each implementation in turn (conftest.py)."""

from datetime import timedelta

from bot.model.channel import Address
from bot.ports import AuditEntry, Fault, Fetched
from tests.contract.furnishing import NOW, known, listing, paper


async def test_a_poll_remembers_when_it_was_asked_and_when_it_last_had_something_new(store):
    await known(store, 1)
    later = NOW + timedelta(hours=1)
    await store.papers.ingest("huggingface", Fetched(cursor="d", note="weekend"), later)
    failed = later + timedelta(hours=1)
    quiet = Fetched(ok=False, note="HTTP 503", cursor="lost", retry_after=60)
    await store.papers.ingest("huggingface", quiet, failed)
    (poll,) = await store.journal.polls()
    assert (poll.source, poll.cursor, poll.asked, poll.fresh) == ("huggingface", "d", failed, NOW)
    assert (poll.note, poll.ok, poll.not_before) == ("HTTP 503", False, failed + timedelta(seconds=60))


async def test_what_was_no_poll_leaves_the_polls_record_alone(store):
    await store.papers.ingest("huggingface", Fetched(cursor="c", note="weekend"), NOW)
    imported = Fetched(papers=(paper(),), listings=(listing(),))
    await store.papers.ingest("huggingface", imported, NOW + timedelta(days=1), polled=False)
    (poll,) = await store.journal.polls()
    assert (poll.cursor, poll.asked, poll.note) == ("c", NOW, "weekend")


async def test_the_same_fault_again_is_one_fault_with_its_last_time(store):
    fault = Fault("2024-03-01", "the body is no JSON")
    for hours in range(3):
        at = NOW + timedelta(hours=hours)
        await store.papers.ingest("huggingface", Fetched(faults=(fault,)), at)
    assert await store.journal.faults(10) == [(NOW + timedelta(hours=2), "huggingface", fault)]


async def test_the_audit_shows_a_channels_own_changes_newest_first(store):
    here, there = Address("slack", "T1", "C1"), Address("slack", "T2", "C1")
    entries = [AuditEntry(NOW + timedelta(minutes=n), here, "U1", f"subscribe {n}") for n in range(3)]
    for entry in (*entries, AuditEntry(NOW, there, "U9", "secret")):
        await store.journal.audit(entry)
    assert await store.journal.audited(here, 2) == [entries[2], entries[1]]


async def test_an_event_counts_once_until_it_is_forgotten(store):
    assert await store.journal.once("Ev1", NOW)
    assert not await store.journal.once("Ev1", NOW + timedelta(days=6))
    assert await store.journal.once("Ev1", NOW + timedelta(days=8))
    await store.journal.forget(["Ev1", "Ev2"])
    assert await store.journal.once("Ev1", NOW + timedelta(days=8))
