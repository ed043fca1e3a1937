"""A channel, a workspace or a platform that cannot be posted to holds up no other, and its people are told."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.limits import Tally
from bot.model.channel import Pause
from bot.model.delivery import (
    Dead,
    Refused,
    RetryAfter,
    Scope,
    State,
)
from bot.ports import NotYet
from tests.each_of import each_of
from tests.fakes.outbox import NOON
from tests.unit.delivery.dispatching import Application


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
