"""When a source is asked next, and that one source's trouble is its own."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.counters import Counters
from bot.errors import StorageError
from bot.model.paper import Paper
from bot.papers import poller as polling
from bot.papers.poller import Poller, is_due, wait_after
from bot.ports import Fetched, Ingested, Poll
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.source import FakeSource

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def poll(asked=NOW, wait=None, *, ok=True, name="a", cursor="c"):
    return Poll(name, cursor, asked=asked, ok=ok, not_before=asked + wait if wait else None)


@each_of(
    ("known", "after", "due"),
    [
        (None, 0 * MINUTE, True),
        (Poll("a"), 0 * MINUTE, True),
        (poll(wait=30 * MINUTE), 29 * MINUTE, False),
        (poll(wait=30 * MINUTE), 30 * MINUTE, True),
        (poll(), 59 * MINUTE, False),
        (poll(), 60 * MINUTE, True),
        (poll(wait=timedelta(days=900)), timedelta(hours=23), False),
        (poll(wait=timedelta(days=900)), timedelta(hours=24), True),
        (poll(ok=False), 0 * MINUTE, True),
        (poll(wait=10 * MINUTE, ok=False), 9 * MINUTE, False),
        (poll(asked=NOW + timedelta(days=400), wait=30 * MINUTE), 0 * MINUTE, True),
    ],
)
def test_a_source_is_due_when_it_may_have_something_new(known, after, due):
    assert due == is_due(known, NOW + after)


@each_of(
    ("failures", "fetched", "minutes"),
    [
        (0, Fetched(), 60),
        (0, Fetched(retry_after=1_800), 30),
        (0, Fetched(retry_after=1), 1),
        (0, Fetched(retry_after=1e12), 1_440),
        (6, Fetched(retry_after=1_800), 30),
        (0, Fetched(ok=False), 2),
        (1, Fetched(ok=False), 4),
        (5, Fetched(ok=False), 64),
        (6, Fetched(ok=False), 120),
        (9_999, Fetched(ok=False), 120),
        (0, Fetched(ok=False, retry_after=600), 10),
        (4, Fetched(ok=False, retry_after=600), 32),
        (0, Fetched(ok=False, retry_after=1e12), 1_440),
    ],
)
def test_the_wait_is_the_sources_wish_or_a_growing_back_off(failures, fetched, minutes):
    assert minutes * MINUTE == wait_after(failures, fetched)


class Store:
    """What a poller needs of storage, kept in a dictionary."""

    def __init__(self, *polls, full=()):
        self.known = {each.source: each for each in polls}
        self.full = set(full)
        self.ingested = []

    async def polls(self):
        return list(self.known.values())

    async def ingest(self, source, fetched, now):
        if source in self.full:
            raise StorageError("The disk is full.")
        self.ingested.append(source)
        cursor = fetched.cursor if fetched.ok else self.known.get(source, Poll(source)).cursor
        then = now + timedelta(seconds=fetched.retry_after) if fetched.retry_after else None
        self.known[source] = Poll(source, cursor, asked=now, ok=fetched.ok, note=fetched.note, not_before=then)
        return Ingested(len(fetched.papers))


PAPER = Paper(id="arxiv:2401.01234", title="T", url="", published=date(2024, 1, 1))
FINE = Fetched(papers=(PAPER,), cursor="next", retry_after=1_800)


@pytest.fixture
def clock():
    return FakeClock(NOW)


def poller(store, clock, *sources):
    return Poller(sources, store, store, clock)


async def test_due_sources_are_asked_from_their_cursors_and_kept(clock):
    store = Store(poll(asked=NOW - 60 * MINUTE, name="a"), poll(asked=NOW - MINUTE, name="b"))
    a, b, c = FakeSource("a", [FINE]), FakeSource("b", [FINE]), FakeSource("c", [FINE])
    polled = await poller(store, clock, a, b, c).poll_due(NOW)
    assert a.asked == [("c", NOW)]
    assert c.asked == [("", NOW)]
    assert b.asked == []
    assert [each.source for each in polled] == ["a", "c"]
    assert [Ingested(1)] * 2 == [each.ingested for each in polled]
    assert store.known["a"].cursor == "next"
    assert store.known["a"].not_before == NOW + 30 * MINUTE


async def test_a_source_that_breaks_is_recorded_and_stops_no_other(clock):
    store = Store()
    broken, well = FakeSource("broken", [RuntimeError("a bug")]), FakeSource("well", [FINE])
    await poller(store, clock, broken, well).poll_due(NOW)
    assert not store.known["broken"].ok
    assert "RuntimeError" in store.known["broken"].note
    assert store.known["broken"].not_before is None
    assert store.known["well"].ok


async def test_failures_are_asked_again_ever_more_seldom_until_one_succeeds(clock):
    store, source = Store(), FakeSource("a", [Fetched(ok=False, note="HTTP 503")] * 4 + [FINE])
    one, asked = poller(store, clock, source), []
    for _ in range(40):
        if await one.poll_due(clock.now()):
            asked.append((clock.now() - NOW) // MINUTE)
        clock.advance(60)
    assert asked == [0, 2, 6, 14, 30]
    assert store.known["a"].cursor == "next"


async def test_a_restart_asks_a_failed_source_at_once_unless_it_named_a_time(clock):
    store = Store()
    down = FakeSource("down", [Fetched(ok=False, note="unreachable")])
    limited = FakeSource("limited", [Fetched(ok=False, note="HTTP 429", retry_after=600)])
    before = poller(store, clock, down, limited)
    await before.poll_due(NOW)
    assert await before.poll_due(NOW + MINUTE) == []
    after = poller(store, clock, down, limited)
    assert [each.source for each in await after.poll_due(NOW + MINUTE)] == ["down"]


async def test_a_slow_source_is_given_up_and_delays_no_other(clock, monkeypatch):
    monkeypatch.setattr(polling, "FETCH_SECONDS", 0.01)
    store = Store()
    slow, well = FakeSource("slow", [FINE], holds=asyncio.Event()), FakeSource("well", [FINE])
    await poller(store, clock, slow, well).poll_due(NOW)
    assert store.ingested == ["well", "slow"]
    assert "no answer within" in store.known["slow"].note


async def test_what_cannot_be_stored_is_asked_for_again_after_a_while(clock):
    store, source = Store(full={"a"}), FakeSource("a", [FINE])
    one = poller(store, clock, source, FakeSource("b", [FINE]))
    polled = await one.poll_due(NOW)
    assert [None, Ingested(1)] == [each.ingested for each in polled]
    assert await one.poll_due(NOW + MINUTE) == []
    store.full.clear()
    assert [each.source for each in await one.poll_due(NOW + 2 * MINUTE)] == ["a"]
    assert store.known["a"].cursor == "next"


async def test_a_source_is_never_asked_twice_at_once(clock):
    holds = asyncio.Event()
    store, source = Store(), FakeSource("a", [FINE], holds=holds)
    one = poller(store, clock, source)
    first = asyncio.create_task(one.poll_due(NOW))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await one.poll_due(NOW) == []
    holds.set()
    assert len(await first) == 1
    assert len(source.asked) == 1


async def test_a_failure_is_a_warning_and_counted_by_source(caplog):
    caplog.set_level("INFO")
    counters = Counters()
    source = FakeSource("a", [Fetched(ok=False, note="HTTP 503"), Fetched()])
    store = Store()
    made = Poller([source], store, store, FakeClock(NOW), counters=counters)
    await made.poll_due(NOW)
    await made.poll_due(NOW + timedelta(hours=1))
    assert [each.levelname for each in caplog.records if each.getMessage() == "source_polled"] == [
        "WARNING",
        "INFO",
    ]
    polls = {
        dict(labels)["outcome"]: count
        for (name, labels), count in counters.counts.items()
        if name == "source_polls"
    }
    assert polls == {"failed": 1, "answered": 1}
