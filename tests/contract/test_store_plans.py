"""What every store promises of plans; `store` is each implementation in turn (conftest.py)."""

import asyncio
from dataclasses import astuple, replace
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.model.channel import Address, Pause, Schedule
from bot.model.delivery import State
from bot.model.digest import DAILY, Counts, Digest, Pick, Reason
from bot.model.paper import Paper
from bot.model.routine import Routine
from bot.ports import Fetched, Plan, Recommended
from bot.schedule.turn import Turn
from storage.planning.due_channels import DueChannels, _walk, candidates
from storage.planning.run import _Run
from storage.postgres.session import MANY, Result
from tests.contract.furnishing import (
    NOW,
    RECEIPT,
    TODAY,
    channel,
    claimed,
    everything,
    known,
    listing,
    paper,
    planned,
    sent,
)

OTHERS_GET_IN = ("sqlite-file", "postgres")  # between two batches; in memory there is one connection


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
    assert (each.key, each.address) == (home.key, home.address)
    assert astuple(each.routine) == astuple(Routine.of(home))
    assert each.queries == ("b", "a")
    assert each.seen == {three}
    assert (each.saved, each.hidden) == ((two, one), (three,))
    assert dict(each.votes) == {two: 1}


async def test_a_batch_of_many_is_decided_and_written_at_once(store, caplog):
    """Whatever fails in it is tried again a channel at a time, which takes twenty times as long and is not seen."""
    await known(store)
    for number in range(MANY + 20):
        await channel(store, f"C{number}")
    due: list = []
    done = await planned(store, channels=due)
    assert (done.channels, done.digests, done.picks) == (MANY + 20, MANY + 20, 3 * (MANY + 20))
    assert len(due) == MANY + 20, "no channel was decided a second time"
    assert "batch_not_planned" not in caplog.messages


class Noted:
    """A connection that notes what is read by it."""

    def __init__(self, connection) -> None:
        self.connection, self.read = connection, []

    def execute(self, sql, values=()):
        found = self.connection.execute(sql, values).fetchall()
        self.read.append((sql, found))
        return Result(found, len(found))


async def test_of_channels_far_from_each_other_what_stands_between_is_not_read(store):
    """A table of what all have had is keyed by paper: three who are due at one minute took the memory of everybody."""
    await known(store)
    homes = [await channel(store, f"C{number}") for number in range(30)]
    await planned(store)
    one, other = homes[2], homes[-1]

    def read(db):
        noted, papers = Noted(db), candidates(db, TODAY)
        due = DueChannels(noted, papers).read([one.key, other.key])
        return due, [each.key for each in papers], noted.read

    due, papers, rows = await store.database.read(read)
    assert [each.seen for each in due] == [set(papers)] * 2
    numbers = {
        int(key) for sql, found in rows if "FROM seen" in sql for _, text in found for key in text.split(",")
    }
    assert numbers == {one.key, other.key}


@pytest.mark.parametrize("walk", ["seen_between", "seen_among", "seen_by"])
async def test_what_channels_have_had_is_the_same_by_every_way_to_it(store, walk, monkeypatch):
    keys = await known(store, 4)
    homes = [await channel(store, f"C{number}") for number in range(6)]
    await planned(store, limit=2)
    await store.memory.hide(homes[1].key, keys[3], "U1", NOW)
    late = await channel(store, "C9")
    monkeypatch.setattr("storage.planning.due_channels._walk", lambda *_: walk)
    wanted = [homes[1], homes[4], late]

    def read(db):
        return DueChannels(db, candidates(db, TODAY)).read([each.key for each in wanted])

    due = await store.database.read(read)
    assert [each.key for each in due] == [each.key for each in wanted]
    assert [each.seen for each in due] == [{*keys[:2], keys[3]}, set(keys[:2]), set()]


def test_neighbours_are_read_in_one_walk_and_who_is_far_from_others_by_itself():
    assert _walk([7], 1_000) == "seen_between"
    assert _walk(range(1, 10_001), 1_000) == "seen_between"
    assert _walk(range(1, 240_000, 24), 1_000) == "seen_among"
    assert _walk([5, 50_000, 99_999], 1_000) == "seen_by"
    assert _walk(range(1, 240_000, 24), 10) == "seen_by"


async def test_what_is_like_a_saved_paper_is_a_candidate_of_the_channel_that_saved_it(store):
    one, two, *_ = await known(store)
    home, other = await channel(store), await channel(store, "C2")
    await store.memory.save(home.key, one, "U1", NOW)
    await store.memory.save(home.key, two, "U1", NOW + timedelta(minutes=1))
    saved = await store.memory.saved_anywhere(9)
    assert list(saved) == [paper(2).id, paper(1).id]
    alike = paper(7, title="Kites like those")
    fetched = Fetched(
        papers=(alike,), recommended=tuple(Recommended(alike.id, each) for each in (*saved, "url:none"))
    )
    await store.papers.ingest("scholar", fetched, NOW)
    (found,) = await store.papers.by_id([alike.id])
    assert found.signals.sources == (), "no source has listed it"
    due: list = []
    await planned(store, channels=due)
    given = {each.key: dict(each.recommended) for each in due}
    assert given == {home.key: {found.key: paper(2).title}, other.key: {}}
    met = await store.plans.among(TODAY)
    assert found.key in [each.key for each in met]
    assert [each.key for each in met] == sorted(each.key for each in met)


async def test_what_is_recommended_stays_so_when_papers_turn_out_to_be_one(store):
    one, *_ = await known(store)
    home = await channel(store)
    await store.memory.save(home.key, one, "U1", NOW)
    alike = Paper(id="url:0123456789abcdef", title="Kites like those", url="https://x.example/7")
    fetched = Fetched(papers=(alike,), recommended=(Recommended(alike.id, paper(1).id),))
    await store.papers.ingest("scholar", fetched, NOW)
    same = replace(alike, id="arxiv:2611.77777", also=(alike.id,))
    await store.papers.ingest("arxiv", Fetched(papers=(same,)), NOW)
    due: list = []
    await planned(store, channels=due)
    (found,) = await store.papers.by_id([same.id])
    assert dict(due[0].recommended) == {found.key: paper(1).title}


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
    await store.channels.change(home.key, lambda _: home)  # due again, as after a lost update
    done = await planned(store)
    assert done.digests == 0
    assert len((await store.plans.recent(home.key, 5))[0].picks) == 1
    assert len(await claimed(store)) == 1


async def test_many_are_planned_in_batches_each_once(store, monkeypatch):
    monkeypatch.setattr("storage.planning.run.BATCH", 3)
    await known(store)
    homes = [await channel(store, f"C{number}") for number in range(20)]
    met = []

    def prepare(candidates):
        decide = everything()(candidates)

        def noted(due):
            met.extend(each.key for each in due)
            return decide(due)

        return noted

    assert (await store.plans.plan(NOW, TODAY, prepare)).digests == 20
    assert sorted(met) == [home.key for home in homes]
    assert len(await store.outbox.claim({"slack": 100}, NOW, 60)) == 20


async def _in_two_batches(store, monkeypatch, change) -> dict[str, tuple[str, ...]]:
    """What channels are planned by, each in a batch of its own, where somebody changes something after the first."""
    monkeypatch.setattr("storage.planning.run.BATCH", 1)
    met, loop, batch = [], asyncio.get_running_loop(), _Run.batch

    def followed(self, keys):
        done = batch(self, keys)
        if len(met) == 1:
            asyncio.run_coroutine_threadsafe(change(), loop).result(20)
        return done

    monkeypatch.setattr("storage.planning.run._Run.batch", followed)
    await planned(store, channels=met)
    return {due.address.channel: due.queries for due in met}


@pytest.mark.parametrize("store", OTHERS_GET_IN, indirect=True)
async def test_what_is_subscribed_to_between_two_batches_counts_in_the_next(store, monkeypatch):
    first, second = [await channel(store, place) for place in ("C1", "C2")]
    for home in (first, second):
        await store.channels.subscribe(home.key, ["robots"], "U1", NOW)

    async def change():
        await store.channels.unsubscribe(second.key, ["robots"])
        await store.channels.subscribe(second.key, ["kites", "boats"], "U1", NOW)

    assert await _in_two_batches(store, monkeypatch, change) == {"C1": ("robots",), "C2": ("kites", "boats")}


@pytest.mark.parametrize("store", OTHERS_GET_IN, indirect=True)
async def test_no_channel_is_planned_by_the_words_of_one_that_was_removed_meanwhile(store, monkeypatch):
    first, second = [await channel(store, place) for place in ("C1", "C2")]
    await store.channels.subscribe(first.key, ["words of a team that leaves"], "U1", NOW)

    async def change():
        await store.channels.remove(first.key)
        await store.channels.subscribe(second.key, ["kites"], "U1", NOW)

    found = await _in_two_batches(store, monkeypatch, change)
    assert found == {"C1": ("words of a team that leaves",), "C2": ("kites",)}


async def test_a_database_that_fails_in_a_batch_is_told_as_what_it_is(store, monkeypatch):
    monkeypatch.setattr("storage.planning.run.BATCH", 1)
    await known(store)
    for number in range(4):
        await channel(store, f"C{number}")

    def failing(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr("storage.planning.run._Run.batch", failing)
    with pytest.raises(StorageError, match="full"):
        await planned(store)


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
            if any(each.address.channel == "C2" for each in due):
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


async def test_history_follows_a_paper_from_reserved_to_posted_to_not_relevant(store):
    (key, *_) = await known(store)
    home = await channel(store)
    assert (await store.plans.history(home.key, key)).how == ""
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW, 60)
    assert (await store.plans.history(home.key, key)).how == "reserved"
    at = NOW + timedelta(minutes=2)
    await store.outbox.settle([sent(delivery)], at)
    posted = await store.plans.history(home.key, key)
    assert (posted.how, posted.receipt, posted.at) == ("posted", RECEIPT, at)
    assert posted.digest.local_date == TODAY
    await store.memory.hide(home.key, key, "U1", NOW + timedelta(hours=1))
    hidden = await store.plans.history(home.key, key)
    assert (hidden.how, hidden.receipt, hidden.at) == ("posted", RECEIPT, at), (
        "what was posted stays told as posted"
    )
    assert (hidden.hidden_at, hidden.hidden_by) == (NOW + timedelta(hours=1), "")
    assert await store.channels.last_digest(home.key, at) == at
    assert await store.channels.last_digest(home.key, at - timedelta(days=1)) is None, "of a clock that was ahead"


async def test_a_withdrawal_is_told_once_to_the_channels_that_had_the_paper(store):
    await known(store)
    had, other = await channel(store), await channel(store, "C2", next_due=NOW + timedelta(hours=1))
    await planned(store, limit=1)
    await store.outbox.settle([sent(delivery) for delivery in await claimed(store)], NOW)
    gone = replace(paper(1), withdrawn=True)
    await store.papers.ingest("arxiv", Fetched(revisions=(gone, replace(paper(2), withdrawn=True))), NOW)
    told = []
    for days in (1, 2, 3):
        due: list = []
        at = NOW + timedelta(days=days)
        await store.plans.plan(at, TODAY, telling(due, at, deliver=days > 1))
        told.append({each.key: [w.id for w in each.withdrawn] for each in due if each.withdrawn})
    assert told == [{had.key: [paper(1).id]}, {had.key: [paper(1).id]}, {}]
    assert (await store.plans.recent(other.key, 1))[0].note == "told"


def telling(due_channels, at, *, deliver):
    """A decision whose digests hold nothing but what is to be told."""

    def prepare(_candidates):
        def decide(due):
            due_channels.extend(due)
            turn = Turn(at.date(), at.date(), at + timedelta(days=1), None)
            note = Digest(local_date=at.date(), slot=DAILY, planned=at, note="told")
            return [Plan(each, note, turn, deliver, tuple(w.key for w in each.withdrawn)) for each in due]

        return decide

    return prepare


async def test_of_digests_that_left_one_date_to_others_the_newest_has_it_again(store):
    """Twice the clock was set back, and each time that date had its digest anew before it was right again."""
    await known(store)
    kept = await channel(store)
    back = NOW - timedelta(days=30)
    for _ in range(2):
        await planned(store)
        assert await store.plans.correct_times(back, set_back=True) == 1
        await store.channels.change(kept.key, lambda it: replace(it, next_due=NOW))  # the process began anew since
    assert await store.plans.restore_times(NOW) == 1
    here = await store.channels.by_key(kept.key)
    assert (here.last_date, here.next_due) == (TODAY, NOW + timedelta(days=1))
    await store.channels.change(kept.key, lambda it: replace(it, next_due=NOW))
    assert (await planned(store)).digests == 0  # that date has had it


async def test_an_empty_digest_is_no_news_where_a_clock_that_was_ahead_has_had_that_date_or_the_next(store):
    await known(store)
    kept = await channel(store)
    await planned(store)  # by a clock that was a day ahead
    await store.plans.correct_times(NOW - timedelta(days=1), set_back=True)
    await store.outbox.settle([sent(delivery) for delivery in await claimed(store)], NOW)
    for days, messages in ((-1, 0), (0, 0), (1, 1)):
        at = NOW + timedelta(days=days)
        await store.channels.change(kept.key, lambda it, at=at: replace(it, next_due=at))
        assert (await store.plans.plan(at, TODAY, telling([], at, deliver=True))).digests == 1
        found = await claimed(store, at)
        await store.outbox.settle([sent(delivery) for delivery in found], at)
        assert len(found) == messages, days


async def test_what_today_had_before_the_clock_was_ahead_it_has_had_when_that_is_right(store):
    """Else somebody who resumes a channel is promised another digest of today, and none comes."""
    await known(store)
    had, paused, fresh = [await channel(store, name) for name in ("C1", "C2", "C3")]
    await store.channels.change(fresh.key, lambda it: replace(it, next_due=NOW + timedelta(days=1)))
    await planned(store)
    silent = Pause(since=NOW, reason="paused by U1")
    tomorrow = TODAY + timedelta(days=1)
    for key, pause, due in ((had.key, None, 4), (paused.key, silent, None), (fresh.key, None, 4)):
        at = due and NOW + timedelta(days=due)
        await store.channels.change(
            key, lambda it, pause=pause, at=at: replace(it, last_date=tomorrow, next_due=at, pause=pause)
        )
    assert await store.plans.correct_times(NOW + timedelta(hours=1), set_back=True) == 3
    here = [await store.channels.by_key(each.key) for each in (had, paused, fresh)]
    assert [each.last_date for each in here] == [TODAY, TODAY, TODAY - timedelta(days=1)]
    assert [each.next_due for each in here] == [NOW + timedelta(days=3), None, NOW]  # it is Friday


async def test_a_date_to_come_is_put_right_where_it_is_still_yesterday_to_the_west_of_utc(store):
    """Else somebody who resumes that channel is promised the digest after the one that comes."""
    night, tomorrow = NOW.replace(hour=2), TODAY + timedelta(days=1)  # it is Thursday evening in New York
    there = Schedule(zone="America/New_York")
    silent = Pause(since=night, reason="paused by U1")
    kept = await channel(store, schedule=there, pause=silent, next_due=None, last_date=TODAY, since=tomorrow)
    assert await store.plans.correct_times(night) == 2
    here = await store.channels.by_key(kept.key)
    yesterday = TODAY - timedelta(days=1)
    assert (here.last_date, here.since) == (yesterday - timedelta(days=1), yesterday)


async def test_a_decision_is_taken_among_papers_of_before_too(store, monkeypatch):
    await known(store, 2)
    before = tuple(
        listing(n, list_date=TODAY - timedelta(days=days)) for n, days in ((3, 40), (4, 20), (5, 30), (6, 25))
    )
    old = Fetched(papers=tuple(paper(each.rank) for each in before), listings=before)
    await store.papers.ingest("huggingface", old, NOW)
    named = {each.key: each.paper.id for each in await store.papers.by_id([paper(n).id for n in range(1, 7)])}
    monkeypatch.setattr("storage.planning.due_channels.AMONG", 4)
    since = TODAY - timedelta(days=14)
    met = [each.key for each in await store.plans.among(since)]
    assert [named[key] for key in met] == [paper(n).id for n in (1, 2, 4, 6)], "the last before the candidates"
    monkeypatch.setattr("storage.planning.due_channels.AMONG", 1)
    assert len(await store.plans.among(since)) == 2, "candidates are never left out"


async def test_what_a_channel_had_is_told_by_the_places_that_papers_have_in_the_decision(store):
    """Of a million channels it is taken as it is: a paper of before that stands between two candidates moves them."""
    one, _ = await known(store, 2)
    old = listing(0, rank=1, list_date=TODAY - timedelta(days=40))
    await store.papers.ingest("huggingface", Fetched(papers=(paper(0),), listings=(old,)), NOW)
    home = await channel(store)
    await store.memory.hide(home.key, one, "U1", NOW)
    met, due = [], []

    def prepare(papers):
        met.extend(papers)
        return everything(due, limit=0)(papers)

    await store.plans.plan(NOW, TODAY - timedelta(days=14), prepare)
    assert [each.paper.id for each in met] == [paper(n).id for n in range(3)]
    (found,) = due
    assert {*found.seen} == {one}
    assert list(found.seen.papers) == [each.key for each in met]
