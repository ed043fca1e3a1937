"""The dispatcher delivers each digest once, whatever the platform says and whatever breaks."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.counters import Counters
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.lanes import Lanes
from bot.delivery.limits import Limits, Tally
from bot.delivery.next_state import WITHOUT_SETTING
from bot.errors import StorageError
from bot.model.channel import Address, Pause
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    NotThere,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    State,
    Unknown,
)
from bot.model.digest import Edition
from bot.model.transition import Wait
from bot.ports import NotYet
from bot.views.blocks import Heading, PaperCard, View
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.outbox import NOON, FakeOutbox
from tests.fakes.platform import DropAfter, DropBefore, FakePlatform, Raises, Slow


def show(edition: Edition) -> View:
    cards = tuple(PaperCard(id=c.paper.id, title=c.paper.title, url=c.paper.url) for c in edition.papers)
    return View((Heading("Today's papers"), *cards), "Today's papers")


class Application:
    """An outbox, a platform and a dispatcher between them, on a clock that tests turn."""

    def __init__(self, *, patient: bool = False, limits: Limits | None = None, **platform: object) -> None:
        self.clock = FakeClock(NOON, patient=patient)
        self.outbox = FakeOutbox()
        self.fake = FakePlatform(clock=self.clock, **platform)  # type: ignore[arg-type]
        self.counters = Counters()
        self.limits = limits or Limits()

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(
            self.outbox,
            self.outbox,  # type: ignore[arg-type]
            [self.fake.platform()],
            self.clock,
            show,
            counters=self.counters,
            limits=self.limits,
        )

    def put(self, channel: str = "c", workspace: str = "w", **more: object) -> int:
        return self.outbox.put(Address("fake", workspace, channel), self.clock.now(), **more)  # type: ignore[arg-type]

    async def drain(self) -> Tally:
        return await self.dispatcher().drain()

    async def drain_for_hours(self, hours: int = 30) -> None:
        """Drain again whenever something falls due."""
        dispatcher = self.dispatcher()
        end = self.clock.now() + timedelta(hours=hours)
        await dispatcher.drain()
        while (due := await self.outbox.next_at(["fake"])) is not None and due < end:
            self.clock.set(max(due, self.clock.now() + timedelta(seconds=1)))
            await dispatcher.drain()


async def test_a_digest_is_sent_once_with_its_attempt_recorded_before_and_its_receipt_after() -> None:
    application = Application()
    digest = application.put()
    assert await application.drain() == Tally(sent=1)
    assert await application.drain() == Tally()
    assert [message["text"] for _, message in application.fake.accepted] == ["Today's papers\nPaper 1.0"]
    assert application.outbox.state(digest) is State.SENT
    hops = [hop for hop in application.outbox.hops if hop in {"begin", "settle"}]
    assert hops == ["begin", "settle"]
    assert application.fake.turns[Address("fake", "w", "c")] == 1


async def test_parts_go_in_order_and_know_their_root() -> None:
    application = Application(split=2)
    digest = application.put(papers=6)
    assert await application.drain() == Tally(sent=4)
    assert [delivery.part for delivery, _ in application.fake.accepted] == [0, 1, 2, 3]
    assert application.outbox.state(digest, 3) is State.SENT


async def test_a_part_that_must_wait_holds_the_later_ones() -> None:
    application = Application(split=2)
    application.put(papers=4)
    application.fake.script([RetryAfter(None, "HTTP 503")], "c")
    assert await application.drain() == Tally(queued=1)
    await application.drain_for_hours(1)
    assert [delivery.part for delivery, _ in application.fake.accepted] == [0, 1, 2]


@each_of("step", [DropAfter(), Raises(ValueError("title"), stored=True)])
async def test_a_drop_after_the_message_was_stored_sends_nothing_twice(step: DropAfter | Raises) -> None:
    application = Application()
    digest = application.put()
    application.fake.script([step])
    assert await application.drain() == Tally(ambiguous=1)
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.accepted) == 1
    assert len(application.fake.looked_up) == 1


@each_of("step", [DropBefore(), Raises(ValueError("title"))])
async def test_a_drop_before_the_message_was_stored_sends_it_again(step: DropBefore | Raises) -> None:
    application = Application()
    digest = application.put()
    application.fake.script([step])
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert [delivery.attempts for delivery in application.fake.tried] == [1, 2]
    assert not application.fake.duplicates()


async def test_what_cannot_be_told_is_parked_and_not_sent_again() -> None:
    application = Application(history=False)
    digest = application.put()
    application.fake.script([DropAfter()])
    await application.drain_for_hours()
    assert application.outbox.state(digest) is State.PARKED
    assert len(application.fake.accepted) == 1


async def test_a_look_up_that_breaks_or_must_wait_is_made_again() -> None:
    application = Application()
    digest = application.put()
    application.fake.script([DropAfter()])
    application.fake.lookups.extend([RuntimeError("bug"), RetryAfter(60, "one a minute")])
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.looked_up) == 3


async def test_a_rejected_digest_is_tried_as_plain_text_once_and_then_parked() -> None:
    application = Application()
    repaired, broken = application.put("a"), application.put("b")
    application.fake.script([Rejected("invalid_blocks")], "a")
    application.fake.script([Rejected("invalid_blocks"), Rejected("no_text")], "b")
    assert await application.drain() == Tally(sent=1, queued=2, parked=1)
    assert (application.outbox.state(repaired), application.outbox.state(broken)) == (State.SENT, State.PARKED)
    assert [message["plain"] for _, message in application.fake.accepted] == [True]


async def test_a_renderer_that_breaks_falls_back_to_plain_text_and_stops_nothing() -> None:
    application = Application(plain_only=True)
    application.put("a")
    application.put("b")
    assert (await application.drain()).sent == 2
    assert all(delivery.attempts == 1 for delivery in application.fake.tried)


async def test_a_view_that_breaks_even_as_plain_text_is_parked() -> None:
    application = Application()
    digest = application.put(papers=0)
    dispatcher = Dispatcher(
        application.outbox,
        application.outbox,  # type: ignore[arg-type]
        [application.fake.platform()],
        application.clock,
        lambda _: View((), ""),
    )
    assert await dispatcher.drain() == Tally(queued=1, parked=1)
    assert application.outbox.state(digest) is State.PARKED
    assert not application.fake.tried


async def test_what_cannot_be_rendered_for_want_of_a_key_waits_for_it_with_that_reason() -> None:
    application = Application(render_wants=StorageError("Set PAPERBOY_SECRET_KEY."))
    digest = application.put()
    assert await application.drain() == Tally(queued=1)
    assert application.outbox.state(digest) is State.QUEUED
    assert application.outbox.reason(digest) == "Set PAPERBOY_SECRET_KEY."
    application.fake.render_wants = None
    application.clock.advance(WITHOUT_SETTING.total_seconds())
    assert (await application.drain()).sent == 1


async def test_a_later_part_that_divides_otherwise_than_before_is_parked_not_guessed() -> None:
    application = Application(split=2)
    digest = application.put(papers=3)
    application.fake.script([RetryAfter(None, "HTTP 503")], "c")
    await application.drain()
    application.fake.script([Slow(0), RetryAfter(None, "HTTP 503")], "c")
    application.clock.advance(6)
    await application.drain()
    application.fake.split = 1  # as if the renderer had been upgraded before the second part went
    await application.drain_for_hours(1)
    assert [application.outbox.state(digest, part) for part in (0, 1)] == [State.SENT, State.PARKED]
    assert len(application.fake.accepted) == 1


async def test_plain_text_that_takes_more_messages_is_sent_whole() -> None:
    application = Application(split=10)
    digest = application.put(papers=3)
    application.fake.plain_split = 1
    application.fake.script([Rejected("invalid_blocks")], "c")
    await application.drain()
    assert [message["text"] for _, message in application.fake.accepted] == [
        "Today's papers",
        *(f"Paper {digest}.{n}" for n in range(3)),
    ]
    assert application.outbox.states() == {State.SENT}


async def test_a_later_part_whose_plain_text_divides_otherwise_is_parked_and_leaves_no_paper_out() -> None:
    application = Application(split=3)  # the heading and two papers, then two more
    alike, otherwise = application.put("a", papers=4), application.put("b", papers=4)
    application.fake.script([Slow(0), Rejected("invalid_blocks")], "a")
    await application.drain()
    assert application.outbox.state(alike, 1) is State.SENT
    application.fake.plain_split = 4  # still two messages, but the first would hold three papers
    assert application.outbox.state(otherwise, 1) is State.SENT
    third = application.put("c", papers=4)
    application.fake.script([Slow(0), Rejected("invalid_blocks")], "c")
    await application.drain()
    assert [application.outbox.state(third, part) for part in (0, 1)] == [State.SENT, State.PARKED]
    assert "divides otherwise" in application.outbox.transitions[-1].reason


async def test_a_clock_set_ahead_after_a_lost_answer_brings_no_second_message() -> None:
    """By the wall clock the attempt was two hours ago; in truth the message may be on its way still."""
    application = Application()
    digest = application.put()
    application.fake.script([DropBefore()], "c")
    dispatcher = application.dispatcher()
    await dispatcher.drain()
    application.clock.step(timedelta(hours=2))
    await dispatcher.drain()
    assert (len(application.fake.looked_up), len(application.fake.tried)) == (1, 1)
    assert application.outbox.state(digest) is State.AMBIGUOUS
    application.clock.advance(60)
    await dispatcher.drain()
    assert len(application.fake.tried) == 2


async def test_a_refused_channel_is_paused_its_digest_given_up_and_its_owner_told_once() -> None:
    application = Application()
    digest = application.put()
    application.fake.script([Refused("it was archived", "unarchive it in Slack")])
    dispatcher = application.dispatcher()
    assert await dispatcher.drain() == Tally(cancelled=1)
    assert application.outbox.state(digest) is State.CANCELLED
    assert application.outbox.transitions[-1].refused == Refused("it was archived", "unarchive it in Slack")
    [(workspace, person, view)] = application.fake.told
    assert (workspace, person) == ("w", "owner")
    text = str(view)
    for words in ("#c", "It was archived.", "Unarchive it in Slack.", "subscriptions and settings are kept"):
        assert words in text
    application.put()
    application.fake.script([Refused("it was archived", "unarchive it in Slack")])
    await dispatcher.drain()
    assert len(application.fake.told) == 1


async def test_a_probe_that_is_refused_again_tells_nobody() -> None:
    application = Application()
    digest = application.put()
    edition = application.outbox.digests[digest]
    pause = Pause(since=NOON - timedelta(days=1), reason="archived", probe=True)
    application.outbox.digests[digest] = replace(edition, channel=replace(edition.channel, pause=pause))
    application.fake.script([Refused("it was archived", "unarchive it")])
    assert await application.drain() == Tally(cancelled=1)
    assert not application.fake.told


async def test_a_channel_refused_again_after_it_worked_is_told_again() -> None:
    application = Application()
    dispatcher = application.dispatcher()
    for step in (Refused("no", "fix"), None, Refused("no", "fix")):
        application.put()
        application.fake.script([step] if step else [])
        await dispatcher.drain()
        application.clock.advance(600)
    assert len(application.fake.told) == 2


@each_of("reachable", [True, False])
async def test_a_dead_workspace_is_paused_and_holds_no_other(reachable: bool) -> None:
    application = Application(reachable=reachable, patient=True)
    dead = [application.put(f"d{n}", "dead") for n in range(50)]
    alive = [application.put(f"a{n}", "alive") for n in range(50)]
    for n in range(50):
        application.fake.script([Dead("the token was revoked", "install it again")], f"d{n}")
    tally = await application.clock.run(application.drain())
    assert tally.sent == 50
    assert all(application.outbox.state(d) is State.SENT for d in alive)
    assert {application.outbox.state(d) for d in dead} <= {State.CANCELLED, State.QUEUED}
    assert len([d for d in application.fake.tried if d.address.workspace == "dead"]) <= 2, "one look is enough"
    assert len(application.fake.told) == 1


async def test_a_wait_for_the_workspace_keeps_its_other_channels_off_until_then() -> None:
    application = Application(patient=True)
    for n in range(20):
        application.put(f"c{n}")
    application.fake.script([RetryAfter(30, "ratelimited", Scope.WORKSPACE)], "c0")
    await application.clock.run(application.drain())
    assert len(application.fake.accepted) <= 1, "only what was under way already"
    application.clock.advance(31)
    await application.clock.run(application.drain())
    assert len(application.fake.accepted) == 20
    assert not application.fake.duplicates()


async def test_what_waits_for_its_turn_keeps_off_too() -> None:
    application = Application(patient=True)
    for n in range(2):
        application.put(f"c{n}")
    application.fake.script([RetryAfter(30, "ratelimited", Scope.WORKSPACE)], "c0")
    application.fake.turn_waits = {"c1": NotYet(1.0)}
    await application.clock.run(application.drain())
    assert [delivery.address.channel for delivery in application.fake.tried] == ["c0"]
    assert application.outbox.rows[2].due == NOON + timedelta(seconds=30)
    assert application.outbox.rows[2].delivery.attempts == 0


async def test_a_digest_whose_day_ended_while_it_waited_for_its_turn_is_not_sent() -> None:
    application = Application(patient=True)
    digest = application.put("c1")
    application.fake.turn_waits = {"c1": NotYet(13 * 3600)}
    await application.clock.run(application.drain())
    assert application.outbox.rows[1].due == NOON + timedelta(hours=13), "the outbox keeps the instant"
    application.clock.set(NOON + timedelta(hours=13))
    await application.clock.run(application.drain())
    assert application.outbox.state(digest) is State.CANCELLED
    assert not application.fake.tried


@each_of("trouble", [OSError("no route"), TimeoutError()])
async def test_an_owner_who_cannot_be_told_stops_nothing(trouble: Exception) -> None:
    application = Application()
    application.put()
    application.fake.telling_raises = trouble
    application.fake.script([Refused("gone", "fix")])
    assert await application.drain() == Tally(cancelled=1)


async def test_a_late_or_paused_digest_is_given_up_unsent() -> None:
    application = Application()
    late, paused = application.put("a"), application.put("b")
    edition = application.outbox.digests[paused]
    pause = Pause(since=NOON, reason="holiday", by="u")
    application.outbox.digests[paused] = replace(edition, channel=replace(edition.channel, pause=pause))
    application.clock.advance(20 * 3600)
    assert await application.drain() == Tally(cancelled=2)
    assert application.outbox.state(late) is State.CANCELLED
    assert not application.fake.tried


async def test_what_a_person_sends_again_goes_out_however_late() -> None:
    application = Application()
    digest = application.put()
    (row,) = application.outbox.rows.values()
    row.delivery = replace(row.delivery, insisted=True)
    application.clock.advance(20 * 3600)
    assert await application.drain() == Tally(sent=1)
    assert application.outbox.state(digest) is State.SENT


async def test_a_digest_that_was_deleted_is_given_up() -> None:
    application = Application()
    digest = application.put()
    del application.outbox.digests[digest]
    assert await application.drain() == Tally(cancelled=1)


async def test_an_ambiguous_one_whose_digest_was_deleted_is_parked() -> None:
    application = Application()
    digest = application.put()
    application.fake.script([DropBefore()])
    await application.drain()
    del application.outbox.digests[digest]
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.PARKED


async def test_rows_found_sending_at_start_are_looked_up_before_anything_is_sent_again() -> None:
    application = Application()
    there, not_there = application.put("a"), application.put("b")
    [one, other] = await application.outbox.claim({"fake": 10}, NOON, 1)
    await application.outbox.begin([one, other], NOON, 60)
    await application.fake.send(one, {}, None)
    await application.drain_for_hours(1)
    assert application.outbox.state(there) is application.outbox.state(not_there) is State.SENT
    assert not application.fake.duplicates()
    assert len(application.fake.looked_up) == 3  # what is not there is looked for again, then sent


async def test_when_the_attempt_cannot_be_recorded_nothing_is_sent() -> None:
    application = Application()
    digest = application.put()
    application.outbox.fails["begin"] = 1
    assert await application.drain() == Tally(put_off=1)
    assert not application.fake.tried
    await application.drain()  # the database answers: it is given back
    application.clock.advance(application.limits.after_failure + 1)  # long before its lease ends
    await application.drain()
    assert application.outbox.state(digest) is State.SENT


async def test_a_receipt_is_recorded_again_and_again_until_the_database_takes_it() -> None:
    application = Application()
    digest = application.put()
    application.outbox.fails["settle"] = 4
    assert await application.drain() == Tally(sent=1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.accepted) == 1


async def test_many_deliveries_share_their_commits() -> None:
    application = Application()
    for n in range(400):
        application.put(f"c{n}", f"w{n % 20}")
    assert (await application.drain()).sent == 400
    assert application.outbox.hops.count("begin") + application.outbox.hops.count("settle") < 200
    assert "parts" not in application.outbox.hops


async def test_counters_tell_what_happened() -> None:
    application = Application()
    application.put("a")
    application.put("b")
    application.fake.script([Ambiguous("dropped")], "a")
    application.fake.lookups.append(NotThere())  # then looked for again, and sent
    await application.drain_for_hours(1)
    counts = application.counters.counts
    assert counts["deliveries", (("platform", "fake"), ("state", "sent"))] == 2
    assert counts["attempts", (("outcome", "Ambiguous"), ("platform", "fake"))] == 1
    assert counts["lookups", (("answer", "NotThere"), ("platform", "fake"))] == 2
    assert application.counters.timings["attempt_seconds", (("platform", "fake"),)].count == 3


async def test_nothing_a_platform_says_appears_in_logs_when_an_adapter_breaks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    application = Application(history=False)
    application.put()
    application.fake.script([Raises(ValueError("a secret title"))])
    application.fake.lookups.append(Unknown("no history"))
    await application.drain_for_hours(1)
    assert "send_raised" in caplog.text
    assert "secret title" not in caplog.text
    assert "ValueError" in str([vars(record) for record in caplog.records])


# --- Running on


async def test_it_wakes_when_something_falls_due_and_when_poked() -> None:
    application = Application(patient=True, limits=Limits(shortest_nap=0))
    first = application.put("a")
    application.fake.script([RetryAfter(100, "busy")], "a")
    dispatcher = application.dispatcher()
    running = asyncio.create_task(dispatcher.run())

    async def settled() -> None:
        await application.clock.sleep(101)

    await application.clock.run(settled())
    assert application.outbox.state(first) is State.SENT
    second = application.put("b")
    dispatcher.poke()
    for _ in range(100):
        await asyncio.sleep(0.001)
    assert application.outbox.state(second) is State.SENT
    assert application.outbox.hops.count("claim") < 30, "no hot loop"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_retry_in_seconds_is_not_slept_through() -> None:
    """While the answer is awaited nothing is due, and the dispatcher lies down for its longest nap."""
    application = Application(patient=True, limits=Limits(shortest_nap=0))
    digest = application.put("a")
    application.fake.script([Slow(2, RetryAfter(1, "busy"))], "a")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(10))
    assert application.outbox.state(digest) is State.SENT
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_database_that_fails_does_not_end_it_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    application = Application(patient=True)
    digest = application.put()
    application.outbox.fails["claim"] = 3
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(60))
    assert application.outbox.state(digest) is State.SENT
    assert [each.message for each in caplog.records] == ["dispatch_round_failed"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_workspace_that_answers_in_thirty_seconds_delays_no_other() -> None:
    application = Application(patient=True, limits=Limits(send=1000))
    for n in range(200):
        application.put(f"s{n}", f"slow{n % 4}")
        application.fake.script([Slow(30)], f"s{n}")
    for n in range(200):
        application.put(f"q{n}", f"quick{n % 4}")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(2))
    sent = [delivery.address.channel for delivery, _ in application.fake.accepted]
    assert len([channel for channel in sent if channel.startswith("q")]) == 200
    running.cancel()
    await asyncio.wait([running], timeout=0.01)
    await application.clock.run(application.clock.sleep(60))
    await asyncio.gather(running, return_exceptions=True)


async def test_a_call_without_an_answer_is_ended_and_looked_up() -> None:
    application = Application(patient=True, limits=Limits(send=0.02))
    digest = application.put()
    application.fake.script([Slow(1e6)])
    tally = await application.drain()
    assert tally == Tally(ambiguous=1)
    assert application.outbox.state(digest) is State.AMBIGUOUS


async def test_shutdown_waits_for_what_is_under_way_and_starts_nothing_more() -> None:
    application = Application(patient=True)
    for n in range(10):
        application.put(f"c{n}")
        application.fake.script([Slow(3)], f"c{n}")
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(1))
    assert application.fake.busy == 2
    running.cancel()
    await application.clock.run(application.clock.sleep(5))
    await asyncio.gather(running, return_exceptions=True)
    assert len(application.fake.accepted) == 2
    assert application.outbox.states() == {State.SENT, State.QUEUED}
    assert all(row.leased is None for row in application.outbox.rows.values()), "the next start need not wait"


async def test_shutdown_leaves_nothing_in_sending_even_when_a_platform_hangs() -> None:
    application = Application(patient=True, limits=Limits(let_finish=0.02))
    digest = application.put()
    application.fake.script([Slow(1e6)])
    running = asyncio.create_task(application.dispatcher().run())
    await application.clock.run(application.clock.sleep(1))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert application.outbox.state(digest) is State.AMBIGUOUS


async def test_random_faults_on_many_channels_lose_nothing_and_send_nothing_twice() -> None:
    application = Application(split=2)
    digests = [application.put(f"c{n}", f"w{n % 7}", papers=n % 4 + 1) for n in range(120)]
    steps = [DropBefore(), DropAfter(), RetryAfter(2, "429"), RetryAfter(None, "503"), Raises(OSError("x"))]
    for n in range(120):
        application.fake.script([steps[(n + k) % len(steps)] for k in range(n % 6)], f"c{n}")
    await application.drain_for_hours(10)
    assert application.outbox.states() == {State.SENT}
    assert not application.fake.duplicates()
    assert len(application.fake.posted) == len(application.outbox.rows) >= len(digests)


async def test_a_message_that_is_stored_long_after_its_answer_was_lost_is_not_sent_again() -> None:
    application = Application()
    digest = application.put()
    application.fake.script([DropBefore()])
    application.fake.lookups.extend([NotThere(), Sent(Receipt("there"))])  # stored between the two looks
    await application.drain_for_hours(1)
    assert application.outbox.state(digest) is State.SENT
    assert len(application.fake.tried) == 1


class Beside:
    """An outbox in which other processes note what they were told to wait for."""

    def __init__(self, outbox: FakeOutbox) -> None:
        self._outbox, self.noted = outbox, list[Wait]()
        self.kept: set[tuple[str, str]] | None = None

    async def waits(self, now: datetime) -> list[Wait]:
        return self.noted

    async def rest(self, but: Collection[tuple[str, str]]) -> None:
        self.kept = set(but)

    def __getattr__(self, name: str) -> object:
        return getattr(self._outbox, name)


async def test_what_another_process_was_told_to_wait_for_holds_here_too() -> None:
    application = Application(limits=Limits(heed=0))
    beside = Beside(application.outbox)
    given = (beside, application.outbox, [application.fake.platform()], application.clock, show)
    for shared, sent in ((True, 0), (False, 1)):
        digest = application.put(channel=f"c{sent}")
        until = application.clock.now() + timedelta(minutes=5)
        beside.noted = [Wait(platform="fake", workspace=None, channel=None, until=until)]
        await Dispatcher(*given, limits=application.limits, shared=shared).drain()  # type: ignore[arg-type]
        assert len(application.fake.posted) == sent, digest
    assert beside.kept == set()


async def test_lanes_of_its_own_bound_how_many_are_sent_at_a_time() -> None:
    application = Application(send_seconds=1)
    for channel in "abcdef":
        application.put(channel, workspace=channel)
    given = (application.outbox, application.outbox, [application.fake.platform()], application.clock, show)
    tally = await Dispatcher(*given, lanes=Lanes(running=2)).drain()
    assert (tally.sent, application.fake.busiest) == (6, 2)
    assert application.outbox.hops.count("editions") < 6, "what starts together reads its digests together"


async def test_a_delivery_that_another_process_took_over_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Application()
    application.put("mine")
    taken = application.put("taken")

    async def begin(_: object, attempts: Sequence[Delivery], *__: object) -> Sequence[bool]:
        return [each.digest != taken for each in attempts]

    monkeypatch.setattr(FakeOutbox, "begin", begin)
    tally = await application.drain()
    assert (tally.sent, tally.put_off) == (1, 1)
    assert [each.address.channel for each in application.fake.tried] == ["mine"]


async def test_what_was_put_off_and_is_claimed_again_is_not_given_back_while_it_is_sent() -> None:
    """Its lease had ended meanwhile: given back, it was due later than it was sent, and free to be claimed by others."""
    application = Application(limits=Limits(lease=0))
    application.put()
    application.outbox.fails["begin"] = 1
    assert (await application.drain()).sent == 1
    assert [each.state for each in application.outbox.transitions] == [State.SENT]
