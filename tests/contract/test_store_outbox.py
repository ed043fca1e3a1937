"""What every store promises of the outbox; `store` is each implementation in turn (conftest.py)."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.model.channel import Pause
from bot.model.delivery import Dead, Receipt, Refused, State
from bot.model.transition import Transition, Wait
from bot.ports import Late
from tests.contract.furnishing import NOW, RECEIPT, TODAY, channel, claimed, everything, known, planned, sent


async def parked(store):
    """A delivery of which nobody knows whether it arrived."""
    await known(store)
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.settle([Transition(delivery=delivery, state=State.PARKED, reason="unknown")], NOW)
    return delivery


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
    first = await parked(store)
    assert await store.outbox.release(first.key, send=True, now=NOW)
    (again,) = await claimed(store)
    assert (first.insisted, again.insisted) == (False, True)


async def test_an_attempt_without_an_outcome_is_ambiguous_after_a_restart(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW, 60)
    later = NOW + timedelta(seconds=50)
    assert await claimed(store, later) == []
    assert await store.outbox.recover(later) == 1
    assert await store.outbox.recover(later) == 0
    (found,) = await claimed(store, later)
    assert (found.state, found.attempts, found.first_tried) == (State.AMBIGUOUS, 1, NOW)


async def test_an_attempt_of_which_nothing_is_heard_within_its_lease_is_ambiguous_without_a_restart(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW, 60)
    assert await claimed(store, NOW + timedelta(seconds=59)) == []
    (found,) = await claimed(store, NOW + timedelta(seconds=60))
    assert (found.state, found.attempts, found.first_tried) == (State.AMBIGUOUS, 1, NOW)


async def test_a_wait_longer_than_any_can_be_is_not_believed(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    far = NOW + timedelta(days=20)
    wait = Wait(platform="slack", workspace="T1", channel=None, until=far)
    await store.outbox.settle([Transition(delivery=delivery, state=State.QUEUED, due=far, wait=wait)], NOW)
    assert [each.key for each in await claimed(store)] == [delivery.key]


async def test_a_clock_set_back_leaves_waits_as_long_as_they_were(store):
    await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    until = NOW + timedelta(hours=6, seconds=30)
    wait = Wait(platform="slack", workspace="T1", channel=None, until=until)
    await store.outbox.settle([Transition(delivery=delivery, state=State.QUEUED, due=until, wait=wait)], NOW)
    await store.outbox.set_back(6 * 3600, NOW)
    assert await claimed(store, NOW + timedelta(seconds=29)) == []
    assert len(await claimed(store, NOW + timedelta(seconds=30))) == 1


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
    assert await store.outbox.late(NOW + timedelta(seconds=30), ["slack"]) is None
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


@pytest.mark.parametrize("planned_meanwhile", [False, True])
async def test_what_is_to_go_into_the_next_digest_is_posted_itself_if_that_was_planned_meanwhile(
    store, planned_meanwhile
):
    (key, *_) = await known(store)
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    tomorrow = NOW + timedelta(days=1)
    if planned_meanwhile:
        await store.channels.change(home.key, lambda it: replace(it, last_date=TODAY + timedelta(days=1)))
    over = Transition(delivery=delivery, state=State.CANCELLED, reason="its day was over", merged=True)
    await store.outbox.settle([over], tomorrow)
    assert (await store.plans.history(home.key, key)).how == ("reserved" if planned_meanwhile else "")
    again = [each.key for each in await claimed(store, tomorrow)]
    assert (delivery.key in again) is planned_meanwhile


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
    delivery = await parked(store)
    later = NOW + timedelta(hours=1)
    assert await store.outbox.next_at(["slack"]) is None
    assert await store.outbox.release(delivery.key, send=True, now=later)
    assert not await store.outbox.release(delivery.key, send=True, now=later)
    assert not await store.outbox.release(delivery.key, send=False, now=later)
    assert await store.outbox.parked(5) == []
    assert [row.key for row in await claimed(store, later)] == [delivery.key]


async def test_a_receipt_that_comes_twice_changes_nothing(store):
    (key, *_) = await known(store)
    home = await channel(store)
    await planned(store)
    (row,) = await claimed(store)
    await store.outbox.settle([sent(row)], NOW)
    first = await store.plans.history(home.key, key)
    await store.outbox.settle([sent(row)], NOW + timedelta(minutes=2))  # whoever was cut off brings it again
    assert await store.plans.history(home.key, key) == first


async def test_a_late_digest_may_be_in_time_when_it_goes_back(store):
    await known(store)
    home = await channel(store)
    await planned(store, late=time(9))
    for in_time, late in ((False, time(9)), (True, None), (False, None)):
        (delivery,) = await claimed(store)
        await store.outbox.settle(
            [Transition(delivery=delivery, state=State.QUEUED, due=NOW, in_time=in_time)], NOW
        )
        assert [each.late for each in await store.plans.recent(home.key, 1)] == [late]


async def test_a_refusal_pauses_the_channel_and_a_receipt_ends_that_pause(store):
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    refused = Transition(
        delivery=delivery, state=State.CANCELLED, reason="archived", refused=Refused("archived", "Unarchive it.")
    )
    await store.outbox.settle([refused], NOW)
    found = await store.channels.get(home.address)
    assert found.pause == Pause(NOW, "archived", fix="Unarchive it.", probe=True)
    assert found.next_due is not None
    kept = await store.plans.plan_one(home.key, TODAY, everything(slot="probe"), keep=True)
    (probe,) = await claimed(store)
    again = replace(refused, delivery=probe, refused=Refused("not in it", "Invite it."))
    await store.outbox.settle([again], NOW + timedelta(days=1))
    found = await store.channels.get(home.address)
    assert (found.pause.since, found.pause.reason) == (NOW, "not in it")
    assert kept is not None
    await store.plans.plan_one(home.key, TODAY, everything(slot="probe-2"), keep=True)
    (probe,) = await claimed(store)
    await store.outbox.settle([sent(probe)], NOW)
    assert (await store.channels.get(home.address)).pause is None


async def test_a_refused_digest_was_not_had_and_its_date_is_free_again(store):
    (key, *_) = await known(store)
    home = await channel(store, last_date=TODAY - timedelta(days=3))
    await planned(store)
    (delivery,) = await claimed(store)
    await store.outbox.settle([sent(delivery)], NOW)
    assert (await store.channels.get(home.address)).last_date == TODAY
    other = await channel(store, "C2", last_date=TODAY - timedelta(days=3))
    await planned(store)
    (delivery,) = await claimed(store)
    cancelled = Transition(delivery=delivery, state=State.CANCELLED, refused=Refused("archived", "Unarchive it."))
    await store.outbox.settle([cancelled], NOW)
    found = await store.channels.get(other.address)
    assert found.last_date is None  # it never had one
    await store.channels.change(found.key, lambda it: replace(it, next_due=NOW))
    assert (await planned(store)).digests == 1
    (again,) = await claimed(store)
    assert again.digest != delivery.digest
    assert (
        again.token == delivery.token
    )  # surely not accepted: a platform that knows it nevertheless takes it once
    await store.outbox.settle([sent(again)], NOW)
    assert (await store.plans.history(other.key, key)).how == "posted"


async def test_what_is_gone_is_not_due_any_more(store):
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    gone = Transition(delivery=delivery, state=State.CANCELLED, refused=Refused("deleted", "", gone=True))
    await store.outbox.settle([gone], NOW)
    found = await store.channels.get(home.address)
    assert (found.pause, found.next_due) == (Pause(NOW, "deleted"), None)


async def test_a_persons_pause_stays_whatever_the_platform_says(store):
    pause = Pause(NOW, "holiday", by="U1")
    home = await channel(store)
    await planned(store)
    (delivery,) = await claimed(store)
    found = await store.channels.get(home.address)
    await store.channels.change(found.key, lambda it: replace(it, pause=pause))
    refused = Transition(delivery=delivery, state=State.CANCELLED, refused=Refused("archived", "Unarchive it."))
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
    dead = Transition(delivery=row, state=State.CANCELLED, dead=Dead("token revoked", "Install it again."))
    back = [Transition(delivery=each, state=State.QUEUED, due=NOW) for each in others]
    await store.outbox.settle([dead, *back], NOW)
    assert await store.workspaces.dead() == [("slack", "T1", "token revoked", None)]
    assert {each.address.channel for each in await claimed(store)} == {"C3"}
    assert await store.outbox.late(NOW, ["slack"]) is None
    await store.workspaces.revive("slack", "T1")
    assert {each.address.channel for each in await claimed(store)} == {"C2"}


async def test_late_is_the_oldest_of_what_should_have_been_planned_or_sent(store):
    assert await store.outbox.late(NOW, ["slack"]) is None
    await channel(store)
    assert await store.outbox.late(NOW - timedelta(seconds=1), ["slack"]) is None
    assert await store.outbox.late(NOW + timedelta(hours=1), ["slack"]) == Late(NOW, "slack", planned=False)
    assert await store.outbox.late(NOW + timedelta(hours=1), ["discord"]) is None
    assert await store.channels.held(["discord", "terminal"]) == [("slack", 1)]
    assert await store.channels.held(["slack"]) == []
    await planned(store)
    assert await store.outbox.late(NOW + timedelta(hours=1), ["slack"]) == Late(NOW, "slack", planned=True)
    await store.outbox.settle([sent(row) for row in await claimed(store)], NOW)
    assert await store.outbox.late(NOW + timedelta(hours=1), ["slack"]) is None
