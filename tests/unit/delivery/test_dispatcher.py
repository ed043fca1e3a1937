"""The dispatcher delivers each digest once, whatever the platform says and whatever breaks."""

from datetime import timedelta

import pytest

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.limits import Tally
from bot.delivery.next_state import WITHOUT_SETTING
from bot.errors import StorageError
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    NotThere,
    Rejected,
    RetryAfter,
    State,
    Unknown,
)
from bot.views.blocks import View
from tests.each_of import each_of
from tests.fakes.outbox import NOON
from tests.fakes.platform import DropAfter, DropBefore, Raises, Slow
from tests.unit.delivery.dispatching import Application


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
