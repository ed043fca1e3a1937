"""Every store keeps the promises of `bot.ports.Store`: one suite for each implementation found."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.channel import Address, Changes, Channel, EmptyDay, Layout, Pause, Schedule, Settings
from bot.delivery import Receipt, State
from bot.digest import DAILY, Counts, Digest, Pick, Reason
from bot.paper import Listing, Paper
from bot.ports import AuditEntry, Fault, Fetched, Plan, Store
from bot.transitions import Transition, Wait
from storage import open_store

Open = Callable[[Path], AbstractAsyncContextManager[Store]]
STORES: dict[str, Open] = {
    "sqlite-memory": lambda _: open_store(":memory:"),
    "sqlite-file": lambda folder: open_store(folder / "data" / "paperboy.db"),
}

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
TODAY = NOW.date()
RECEIPT = Receipt("1700.1", "https://chat.example/1")


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with STORES[request.param](tmp_path) as opened:
        yield opened


def paper(number: int = 1, **fields) -> Paper:
    base = {"id": f"arxiv:2601.{number:05d}", "title": f"A telling title with number {number}"}
    return Paper(**{**base, "url": f"https://arxiv.org/abs/2601.{number:05d}", **fields})


def listing(number: int = 1, **fields) -> Listing:
    base = {"paper_id": f"arxiv:2601.{number:05d}", "source": "huggingface", "list_date": TODAY}
    return Listing(**{**base, "rank": number, "observed": NOW, **fields})


async def known(store: Store, count: int = 3) -> list[int]:
    """So many papers listed today; their keys."""
    numbers = range(1, count + 1)
    fetched = Fetched(papers=tuple(map(paper, numbers)), listings=tuple(map(listing, numbers)), cursor="c")
    await store.papers.ingest("huggingface", fetched, NOW)
    return [each.key for each in await store.papers.by_id([paper(number).id for number in numbers])]


async def channel(store: Store, place: str = "C1", workspace: str = "T1", **fields) -> Channel:
    base = {"key": 0, "address": Address("slack", workspace, place), "name": "general", "since": date(2026, 1, 1)}
    return await store.channels.create(Channel(**{**base, "next_due": NOW, "owner": "U1", **fields}))


def everything(channels: list | None = None, *, deliver: bool = True, slot: str = DAILY, limit: int = 5):
    """A decision that picks all candidates that a channel has not seen."""

    def prepare(candidates):
        def decide(due):
            if channels is not None:
                channels.extend(due)
            plans = []
            for each in due:
                free = [one for one in candidates if one.key not in each.seen][:limit]
                digest = Digest(
                    channel=each.channel.key,
                    local_date=TODAY,
                    slot=slot,
                    planned=NOW,
                    picks=tuple(Pick(one.key, 1.5, (Reason("words", ("title",)),), carried=True) for one in free),
                    counts=Counts(len(candidates), 1, 2, 3, 4),
                    note="" if free else "nothing new",
                )
                after = replace(each.channel, next_due=NOW + timedelta(days=1), last_date=TODAY)
                plans.append(Plan(digest=digest, channel=after, deliver=deliver))
            return plans

        return decide

    return prepare


async def planned(store: Store, **how):
    return await store.plans.plan(NOW, TODAY - timedelta(days=7), everything(**how))


async def claimed(store: Store, at: datetime = NOW, limit: int = 10):
    return await store.outbox.claim(["slack", "terminal"], at, 60, limit)


def sent(delivery, receipt=RECEIPT):
    return Transition(delivery=delivery, state=State.SENT, receipt=receipt)


# --- papers


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
    assert (await store.plans.history(other.key, one.key)).how == "hidden"
    assert [each.paper.key for each in await store.memory.saved(home.key)] == [kept.key]
    assert await store.memory.vote(home.key, kept.key, "U4", NOW) == 2
    due: list = []
    await store.channels.save(replace(home, next_due=NOW))
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
    assert [(each.channel.key == home.key, each.submitted) for each in due] == [
        (True, frozenset({found.key})),
        (False, frozenset()),
    ]
    assert found.signals.sources == ()


# --- journal


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


async def test_a_beat_returns_the_one_before(store):
    assert await store.journal.beat(NOW) is None
    assert await store.journal.beat(NOW + timedelta(minutes=1)) == NOW


# --- channels


async def test_a_channel_comes_back_as_it_was_saved(store):
    made = await channel(store)
    whole = replace(
        made,
        name="größe",
        since=date(2026, 2, 3),
        schedule=Schedule(time(23, 59, 30), frozenset({0, 6}), "America/Argentina/Buenos_Aires"),
        settings=Settings(
            picks=9,
            layout=Layout.THREAD,
            empty_day=EmptyDay.SILENT,
            sources=("arxiv", "rss"),
            min_upvotes=3,
            changes=Changes.MANAGERS,
            extras=(("forum", "1"), ("forum", "2")),
        ),
        pause=Pause(
            NOW, "holiday", by="U2", fix="wait", until=NOW + timedelta(days=3, microseconds=1), probe=True
        ),
        owner="U7",
        next_due=NOW + timedelta(microseconds=123456),
        last_date=TODAY,
    )
    await store.channels.save(whole)
    assert await store.channels.get(made.address) == whole
    plain = replace(made, schedule=Schedule(), settings=Settings(), pause=None, next_due=None, last_date=None)
    await store.channels.save(plain)
    assert await store.channels.get(made.address) == plain


async def test_creating_an_address_twice_returns_the_first_channel(store):
    first = await channel(store, name="first")
    assert await channel(store, name="second") == first
    assert await store.channels.get(Address("slack", "T1", "C9")) is None


async def test_channels_are_listed_within_workspace_platform_or_all(store):
    one, two = await channel(store, "C1", "T1"), await channel(store, "C2", "T2")
    three = await store.channels.create(replace(one, address=Address("discord", "T1", "C1")))
    assert await store.channels.within("slack", "T1") == [one]
    assert await store.channels.within("slack") == [one, two]
    assert await store.channels.within(None) == [one, two, three]


async def test_subscriptions_are_numbered_without_gaps_in_the_order_added(store):
    home = await channel(store)
    assert await store.channels.subscribe(home.key, ["b", "a", "b"], "U1", NOW) == [True, True, False]
    assert await store.channels.subscribe(home.key, ["c", "a"], "U2", NOW) == [True, False]
    assert await store.channels.unsubscribe(home.key, ["a", "x"]) == [True, False]
    found = await store.channels.subscriptions(home.key)
    assert [(each.number, each.query, each.by) for each in found] == [(1, "b", "U1"), (2, "c", "U2")]
    assert found[0].added == NOW


async def test_channels_share_queries_without_sharing_subscriptions(store):
    one, two = await channel(store, "C1"), await channel(store, "C2")
    await store.channels.subscribe(one.key, ["same"], "U1", NOW)
    await store.channels.subscribe(two.key, ["same"], "U1", NOW)
    await store.channels.remove(one.key)
    assert [each.query for each in await store.channels.subscriptions(two.key)] == ["same"]


async def test_a_removed_channel_leaves_nothing_behind(store):
    (first, *_) = await known(store)
    home = await channel(store)
    await store.channels.subscribe(home.key, ["x"], "U1", NOW)
    await store.memory.save(home.key, first, "U1", NOW)
    await store.journal.audit(AuditEntry(NOW, home.address, "U1", "subscribe x"))
    await planned(store)
    await store.channels.remove(home.key)
    assert await store.channels.get(home.address) is None
    assert await store.plans.edition(1) is None
    assert await store.journal.audited(home.address, 5) == []
    assert await claimed(store) == []
    again = await channel(store)
    assert again.key != home.key
    assert (await store.plans.history(home.key, first)).how == ""
    assert await store.channels.subscriptions(again.key) == []


# --- plans


async def test_a_due_channel_is_given_with_all_that_the_decision_needs(store):
    one, two, three = await known(store)
    home = await channel(store)
    await store.channels.subscribe(home.key, ["b", "a"], "U1", NOW)
    await store.memory.save(home.key, one, "U1", NOW)
    await store.memory.save(home.key, two, "U1", NOW + timedelta(minutes=1))
    await store.memory.hide(home.key, three, "U1", NOW)
    await store.memory.vote(home.key, two, "U1", NOW)
    due: list = []
    await planned(store, channels=due)
    (each,) = due
    assert each.channel == home
    assert each.queries == ("b", "a")
    assert each.seen == {three}
    assert (each.saved, each.hidden) == ((two, one), (three,))
    assert dict(each.votes) == {two: 1}


async def test_planning_writes_digest_delivery_reservations_and_the_next_time(store):
    keys = await known(store)
    home = await channel(store)
    done = await planned(store)
    assert (done.channels, done.digests, done.picks) == (1, 1, 3)
    edition = await store.plans.edition(1)
    assert edition.channel == replace(home, next_due=NOW + timedelta(days=1), last_date=TODAY)
    assert [each.key for each in edition.papers] == keys
    assert edition.digest.picks[0] == Pick(keys[0], 1.5, (Reason("words", ("title",)),), carried=True)
    assert edition.digest.counts == Counts(3, 1, 2, 3, 4)
    assert [(await store.plans.history(home.key, key)).how for key in keys] == ["reserved"] * 3
    (delivery,) = await claimed(store)
    assert (delivery.part, delivery.state, delivery.address) == (0, State.QUEUED, home.address)
    assert len(delivery.token) == 25
    assert await planned(store) == type(done)()  # nothing is due any more


async def test_a_digest_that_exists_is_never_replaced_nor_delivered_twice(store):
    await known(store)
    home = await channel(store)
    await planned(store, limit=1)
    await store.channels.save(home)  # due again, as after a lost update
    done = await planned(store)
    assert done.digests == 0
    assert len((await store.plans.recent(home.key, 5))[0].picks) == 1
    assert len(await claimed(store)) == 1


async def test_a_silent_empty_day_is_recorded_and_not_delivered(store):
    home = await channel(store)
    await planned(store, deliver=False)
    (digest,) = await store.plans.recent(home.key, 5)
    assert digest.note == "nothing new"
    assert await claimed(store) == []
    assert await store.plans.latest(home.key) is None


async def test_channels_of_a_dead_workspace_and_paused_ones_without_end_are_not_due(store):
    await channel(store, "C1", "T1")
    await channel(store, "C2", "T2", next_due=None)
    await store.workspaces.kill("slack", "T1", "uninstalled", None)
    assert (await planned(store)).channels == 0
    await store.workspaces.revive("slack", "T1")
    assert (await planned(store)).channels == 1


async def test_one_channel_that_cannot_be_planned_for_does_not_stop_the_others(store):
    for place in ("C1", "C2", "C3"):
        await channel(store, place)

    def prepare(candidates):
        decide = everything()(candidates)

        def fragile(due):
            if any(each.channel.address.channel == "C2" for each in due):
                raise ValueError("a zone that is none")
            return decide(due)

        return fragile

    done = await store.plans.plan(NOW, TODAY, prepare)
    assert done.digests == 2
    ((_, source, fault),) = await store.journal.faults(5)
    assert (source, fault.where) == ("planner", "slack:T1:C2")
    assert "ValueError" in fault.reason
    assert (await store.channels.get(Address("slack", "T1", "C2"))).next_due == NOW + timedelta(hours=1)


async def test_a_preview_keeps_nothing_and_now_does(store):
    await known(store)
    home = await channel(store, next_due=None)
    preview = await store.plans.plan_one(home.key, TODAY, everything(slot="now-1"), keep=False)
    assert len(preview.papers) == 3
    assert await store.plans.recent(home.key, 5) == []
    kept = await store.plans.plan_one(home.key, TODAY, everything(slot="now-1"), keep=True)
    assert kept.digest == preview.digest
    assert kept == await store.plans.latest(home.key)
    assert len(await claimed(store)) == 1
    assert await store.plans.plan_one(999, TODAY, everything(), keep=True) is None


async def test_history_follows_a_paper_from_reserved_to_posted_to_hidden(store):
    (key, *_) = await known(store)
    home = await channel(store)
    assert (await store.plans.history(home.key, key)).how == ""
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW)
    assert (await store.plans.history(home.key, key)).how == "reserved"
    at = NOW + timedelta(minutes=2)
    await store.outbox.settle([sent(delivery)], at)
    posted = await store.plans.history(home.key, key)
    assert (posted.how, posted.receipt, posted.at) == ("posted", RECEIPT, at)
    assert posted.digest.local_date == TODAY
    await store.memory.hide(home.key, key, "U1", NOW + timedelta(hours=1))
    hidden = await store.plans.history(home.key, key)
    assert (hidden.how, hidden.receipt, hidden.at) == ("hidden", RECEIPT, NOW + timedelta(hours=1))
    assert await store.channels.last_digest(home.key) == at


# --- outbox


async def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(store):
    await channel(store)
    await planned(store)
    (first,) = await claimed(store)
    assert await claimed(store, NOW + timedelta(seconds=59)) == []
    assert await claimed(store, NOW + timedelta(seconds=61)) == [first]


async def test_the_oldest_rows_are_claimed_first_and_no_more_than_asked(store):
    for place in ("C1", "C2", "C3"):
        await channel(store, place)
    await planned(store)
    rows = await claimed(store, limit=3)
    later = Transition(delivery=rows[0], state=State.QUEUED, due=NOW + timedelta(minutes=9))
    await store.outbox.settle(
        [later, *(Transition(delivery=row, state=State.QUEUED, due=NOW) for row in rows[1:])], NOW
    )
    places = [row.address.channel for row in await claimed(store, NOW + timedelta(minutes=10), limit=2)]
    assert places == ["C2", "C3"]


async def test_parts_follow_one_another_and_papers_are_posted_with_the_last(store):
    (key, *_) = await known(store)
    home = await channel(store)
    await planned(store)
    (first,) = await claimed(store)
    assert await store.outbox.root(first.digest) is None
    assert await store.outbox.parts(first, 3) == 3
    assert await claimed(store) == []
    assert await store.outbox.next_at(["slack"]) == NOW + timedelta(seconds=60)  # nothing but the lease's end
    tokens = {first.token}
    for part in (1, 2):
        await store.outbox.settle([sent(first)], NOW)
        assert await store.outbox.parts(first, 5) == 3  # begun: it keeps its number of messages
        assert (await store.plans.history(home.key, key)).how == "reserved"
        (first,) = await claimed(store)
        assert first.part == part
        tokens.add(first.token)
    await store.outbox.settle([sent(first, Receipt("last"))], NOW)
    assert len(tokens) == 3
    assert (await store.plans.history(home.key, key)).how == "posted"
    assert await store.outbox.root(first.digest) == RECEIPT
    assert await store.outbox.next_at(["slack"]) is None


@pytest.mark.parametrize("total", [1, 2, 4])
async def test_while_nothing_was_sent_the_parts_follow_the_rendering(store, total):
    await known(store)
    await channel(store)
    await planned(store)
    (first,) = await claimed(store)
    assert await store.outbox.parts(first, 3) == 3
    assert await store.outbox.parts(first, total) == total
    assert await store.outbox.parts(first, total) == total


async def test_a_first_part_that_turns_plain_makes_the_whole_digest_plain(store):
    await known(store)
    await channel(store)
    await planned(store)
    (first,) = await claimed(store)
    await store.outbox.parts(first, 2)
    await store.outbox.settle([Transition(delivery=first, state=State.QUEUED, due=NOW, plain=True)], NOW)
    (again,) = await claimed(store)
    await store.outbox.settle([sent(again)], NOW)
    (second,) = await claimed(store)
    assert (again.plain, second.part, second.plain) == (True, 1, True)


async def test_what_a_person_sends_again_is_marked_so(store):
    await known(store)
    await channel(store)
    await planned(store)
    (first,) = await claimed(store)
    await store.outbox.settle([Transition(delivery=first, state=State.PARKED, reason="in doubt")], NOW)
    assert await store.outbox.release(first.key, send=True, now=NOW)
    (again,) = await claimed(store)
    assert (first.insisted, again.insisted) == (False, True)


async def test_an_attempt_without_an_outcome_is_ambiguous_after_a_restart(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW)
    late = NOW + timedelta(hours=1)
    assert await claimed(store, late) == []
    assert await store.outbox.recover(late) == 1
    assert await store.outbox.recover(late) == 0
    (found,) = await claimed(store, late)
    assert (found.state, found.attempts, found.first_tried) == (State.AMBIGUOUS, 1, NOW)


async def test_a_lease_of_a_process_that_is_no_more_ends_with_recovery(store):
    await channel(store)
    await planned(store)
    await claimed(store)
    assert await claimed(store, NOW + timedelta(seconds=1)) == []
    await store.outbox.recover(NOW + timedelta(seconds=1))
    assert len(await claimed(store, NOW + timedelta(seconds=1))) == 1


async def test_a_retry_waits_for_its_time_and_keeps_plain_and_reason(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    due = NOW + timedelta(minutes=5)
    again = Transition(delivery=delivery, state=State.QUEUED, reason="rejected", due=due, plain=True)
    await store.outbox.settle([again], NOW)
    assert await store.outbox.next_at(["slack"]) == due
    assert await store.outbox.next_at(["terminal"]) is None
    assert await claimed(store, due - timedelta(seconds=1)) == []
    (found,) = await claimed(store, due)
    assert found.plain


@pytest.mark.parametrize(
    ("scope", "blocked"),
    [
        ((None, None), {"C1", "C2", "C3"}),
        (("T1", None), {"C1", "C2"}),
        (("T1", "C1"), {"C1"}),
    ],
)
async def test_a_wait_holds_up_all_that_it_is_about_and_nothing_else(store, scope, blocked):
    for place, workspace in (("C1", "T1"), ("C2", "T1"), ("C3", "T2")):
        await channel(store, place, workspace)
    await planned(store)
    (row, *others) = await claimed(store)
    until = NOW + timedelta(minutes=10)
    wait = Wait(platform="slack", workspace=scope[0], channel=scope[1], until=until)
    back = [Transition(delivery=each, state=State.QUEUED, due=NOW) for each in others]
    await store.outbox.settle([Transition(delivery=row, state=State.QUEUED, due=NOW, wait=wait), *back], NOW)
    free = {"C1", "C2", "C3"} - blocked
    assert {each.address.channel for each in await claimed(store)} == free
    assert await store.outbox.next_at(["slack"]) == (NOW + timedelta(seconds=60) if free else until)
    assert await store.outbox.late(NOW + timedelta(seconds=30)) is None
    assert blocked <= {each.address.channel for each in await claimed(store, until)}


async def test_the_longer_of_two_waits_holds(store):
    await channel(store)
    await planned(store)
    (row,) = await claimed(store)
    for minutes in (10, 5):
        wait = Wait(platform="slack", workspace=None, channel=None, until=NOW + timedelta(minutes=minutes))
        await store.outbox.settle([Transition(delivery=row, state=State.QUEUED, due=NOW, wait=wait)], NOW)
    assert await claimed(store, NOW + timedelta(minutes=7)) == []
    assert len(await claimed(store, NOW + timedelta(minutes=10))) == 1


async def test_a_cancelled_digest_frees_its_papers(store):
    (key, *_) = await known(store)
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.parts(delivery, 2)
    await store.outbox.settle([Transition(delivery=delivery, state=State.CANCELLED, reason="paused")], NOW)
    assert (await store.plans.history(home.key, key)).how == ""
    assert await claimed(store, NOW + timedelta(days=1)) == []
    await store.outbox.settle([Transition(delivery=delivery, state=State.QUEUED, due=NOW)], NOW)  # too late
    assert await claimed(store, NOW + timedelta(days=1)) == []


async def test_a_begun_digest_that_is_given_up_keeps_its_papers_from_coming_again(store):
    (key, *_) = await known(store)
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.parts(delivery, 2)
    await store.outbox.settle([sent(delivery)], NOW)
    (second,) = await claimed(store)
    await store.outbox.settle([Transition(delivery=second, state=State.PARKED, reason="too long")], NOW)
    assert await store.outbox.parked(5) == [(replace(second, state=State.PARKED), "too long")]
    assert await store.outbox.release(second.key, send=False, now=NOW)
    assert (await store.plans.history(home.key, key)).how == "posted"


async def test_a_parked_delivery_is_sent_again_or_given_up_by_hand_once(store):
    await known(store)
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.settle([Transition(delivery=delivery, state=State.PARKED, reason="unknown")], NOW)
    later = NOW + timedelta(hours=1)
    assert await store.outbox.next_at(["slack"]) is None
    assert await store.outbox.release(delivery.key, send=True, now=later)
    assert not await store.outbox.release(delivery.key, send=True, now=later)
    assert not await store.outbox.release(delivery.key, send=False, now=later)
    assert await store.outbox.parked(5) == []
    assert [row.key for row in await claimed(store, later)] == [delivery.key]


async def test_a_refusal_pauses_the_channel_and_a_receipt_ends_that_pause(store):
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    refused = Transition(
        delivery=delivery, state=State.CANCELLED, reason="archived", pause_channel=("archived", "Unarchive it.")
    )
    await store.outbox.settle([refused], NOW)
    found = await store.channels.get(home.address)
    assert found.pause == Pause(NOW, "archived", fix="Unarchive it.", probe=True)
    assert found.next_due is not None
    kept = await store.plans.plan_one(home.key, TODAY, everything(slot="probe"), keep=True)
    (probe,) = await claimed(store)
    again = replace(refused, delivery=probe, pause_channel=("gone", "Make it again."))
    await store.outbox.settle([again], NOW + timedelta(days=1))
    found = await store.channels.get(home.address)
    assert (found.pause.since, found.pause.reason) == (NOW, "gone")
    assert kept is not None
    await store.plans.plan_one(home.key, TODAY, everything(slot="probe-2"), keep=True)
    (probe,) = await claimed(store)
    await store.outbox.settle([sent(probe)], NOW)
    assert (await store.channels.get(home.address)).pause is None


async def test_a_persons_pause_stays_whatever_the_platform_says(store):
    pause = Pause(NOW, "holiday", by="U1")
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    found = await store.channels.get(home.address)
    await store.channels.save(replace(found, pause=pause))
    refused = Transition(delivery=delivery, state=State.CANCELLED, pause_channel=("archived", "Unarchive it."))
    await store.outbox.settle([refused], NOW)
    assert (await store.channels.get(home.address)).pause == pause
    await store.plans.plan_one(home.key, TODAY, everything(slot="now"), keep=True)
    await store.outbox.settle([sent(row) for row in await claimed(store)], NOW)
    assert (await store.channels.get(home.address)).pause == pause


async def test_a_dead_installation_stops_its_workspace_and_no_other(store):
    for place, workspace in (("C1", "T1"), ("C2", "T1"), ("C3", "T2")):
        await channel(store, place, workspace)
    await planned(store)
    (row, *others) = await claimed(store)
    dead = Transition(delivery=row, state=State.CANCELLED, pause_workspace=("token revoked", "Install it again."))
    back = [Transition(delivery=each, state=State.QUEUED, due=NOW) for each in others]
    await store.outbox.settle([dead, *back], NOW)
    assert await store.workspaces.dead() == [("slack", "T1", "token revoked Install it again.", None)]
    assert {each.address.channel for each in await claimed(store)} == {"C3"}
    assert await store.outbox.late(NOW) is None
    await store.workspaces.revive("slack", "T1")
    assert {each.address.channel for each in await claimed(store)} == {"C2"}


async def test_late_is_the_oldest_of_what_should_have_been_planned_or_sent(store):
    assert await store.outbox.late(NOW) is None
    await channel(store)
    assert await store.outbox.late(NOW - timedelta(seconds=1)) is None
    assert await store.outbox.late(NOW + timedelta(hours=1)) == NOW
    await planned(store)
    assert await store.outbox.late(NOW + timedelta(hours=1)) == NOW
    await store.outbox.settle([sent(row) for row in await claimed(store)], NOW)
    assert await store.outbox.late(NOW + timedelta(hours=1)) is None


# --- memory


async def test_saved_papers_are_kept_once_newest_first_and_can_be_let_go(store):
    one, two, _ = await known(store)
    home = await channel(store)
    assert await store.memory.save(home.key, one, "U1", NOW)
    assert await store.memory.save(home.key, two, "U2", NOW + timedelta(minutes=1))
    assert not await store.memory.save(home.key, one, "U3", NOW)
    saved = await store.memory.saved(home.key)
    assert [(each.paper.key, each.by) for each in saved] == [(two, "U2"), (one, "U1")]
    assert await store.memory.unsave(home.key, one)
    assert not await store.memory.unsave(home.key, one)


async def test_a_hidden_paper_counts_as_seen(store):
    one, *_ = await known(store)
    home = await channel(store)
    assert await store.memory.hide(home.key, one, "U1", NOW)
    assert not await store.memory.hide(home.key, one, "U2", NOW)
    history = await store.plans.history(home.key, one)
    assert (history.how, history.at, history.digest) == ("hidden", NOW, None)


async def test_a_person_votes_once_and_votes_count_in_their_workspace(store):
    one, *_ = await known(store)
    home, neighbour = await channel(store, "C1"), await channel(store, "C2")
    stranger = await channel(store, "C3", "T2")
    votes = [
        await store.memory.vote(where.key, one, person, NOW)
        for where, person in ((home, "U1"), (home, "U1"), (neighbour, "U2"), (stranger, "U1"))
    ]
    assert votes == [1, 1, 2, 1]


# --- vault, notebook, workspaces


async def test_secrets_are_kept_by_name_and_forgotten_when_told(store):
    await store.vault.put("slack", "T1", "bot", b"xoxb-1")
    await store.vault.put("slack", "T1", "bot", b"xoxb-2")
    await store.vault.put("slack", "T1", "user", b"\x00\xff")
    await store.vault.put("slack", "T2", "bot", b"other")
    assert await store.vault.get("slack", "T1", "bot") == b"xoxb-2"
    assert await store.vault.get("discord", "T1", "bot") is None
    assert await store.vault.workspaces("slack") == ["T1", "T2"]
    await store.vault.delete("slack", "T1", "bot")
    assert await store.vault.get("slack", "T1", "user") == b"\x00\xff"
    await store.vault.delete("slack", "T1")
    assert await store.vault.workspaces("slack") == ["T2"]


async def test_notes_are_kept_replaced_and_forgotten(store):
    await store.notebook.write("slack", "hash", "1")
    await store.notebook.write("slack", "hash", "2")
    assert await store.notebook.read("slack", "hash") == "2"
    assert await store.notebook.read("discord", "hash") is None
    await store.notebook.write("slack", "hash", None)
    assert await store.notebook.read("slack", "hash") is None


async def test_a_workspace_is_deleted_when_its_time_has_come_and_nothing_of_it_is_left(store):
    (key, *_) = await known(store)
    home, other = await channel(store, "C1", "T1"), await channel(store, "C2", "T2")
    await store.memory.vote(home.key, key, "U1", NOW)
    await store.vault.put("slack", "T1", "bot", b"x")
    await store.journal.audit(AuditEntry(NOW, home.address, "U1", "x"))
    await planned(store)
    delete_at = NOW + timedelta(days=30)
    await store.workspaces.kill("slack", "T1", "uninstalled", delete_at)
    await store.workspaces.kill("slack", "T1", "tokens revoked", None)
    assert await store.workspaces.dead() == [("slack", "T1", "tokens revoked", delete_at)]
    assert await store.workspaces.purge(delete_at - timedelta(seconds=1)) == []
    assert await store.workspaces.purge(delete_at) == [("slack", "T1")]
    assert await store.workspaces.dead() == []
    assert [each.key for each in await store.channels.within(None)] == [other.key]
    assert await store.vault.workspaces("slack") == []
    assert await store.journal.audited(home.address, 5) == []
    assert (await store.plans.history(home.key, key)).how == ""
    assert (await store.plans.history(other.key, key)).how == "reserved"
    assert await store.memory.vote(other.key, key, "U9", NOW) == 1


async def test_a_workspace_that_is_back_in_time_is_not_deleted(store):
    home = await channel(store)
    await store.workspaces.kill("slack", "T1", "uninstalled", NOW)
    await store.workspaces.revive("slack", "T1")
    assert await store.workspaces.purge(NOW + timedelta(days=99)) == []
    assert await store.channels.get(home.address) == home
