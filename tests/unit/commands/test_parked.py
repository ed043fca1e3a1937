"""Parked messages: decided on by whoever may, in the channel or in direct messages; twice does no harm."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.channel import Address
from bot.model.delivery import Delivery, State
from bot.model.transition import Transition
from bot.ports.request import Person
from bot.views.blocks import Buttons
from tests.contract.furnishing import claimed, known, planned
from tests.fakes.core import HERE, NOW, Office, open_office, request_for

DM = Address("slack", "T1", "D1")


@pytest.fixture
async def office():
    async with open_office(papers=False) as opened:
        await opened.say("subscribe telling")
        yield opened


def doubtful(delivery: Delivery) -> Transition:
    return Transition(delivery=delivery, state=State.PARKED, reason="it cannot be told")


async def parked(office: Office) -> int:
    """The number of a delivery that is parked."""
    await known(office.store)
    await office.store.channels.change(
        (await office.channel()).key, lambda it: replace(it, next_due=NOW - timedelta(hours=2))
    )
    await planned(office.store)
    (delivery,) = await claimed(office.store, NOW)
    await office.store.outbox.settle([doubtful(delivery)], NOW)
    return delivery.key


def buttons(reply) -> list[str]:
    return [b.command for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons]


def someone(person: str, **more) -> dict:
    return {"person": Person(id=person, **more)}


async def test_status_offers_to_send_or_drop_what_is_parked(office):
    key = await parked(office)
    reply = await office.say("status")
    assert buttons(reply) == [f"status send {key}", f"status drop {key}"]
    assert "may or may not have arrived" in str(reply.view)


async def test_it_is_sent_again_once_and_everyone_sees_who_did_that(office):
    key = await parked(office)
    pokes = len(office.pokes)
    first = await office.say(f"status send {key}")
    assert first.public
    assert "Ada" in str(first.told)
    assert len(office.pokes) == pokes + 1
    (again,) = await claimed(office.store, NOW)
    assert (again.key, again.state, again.insisted) == (key, State.QUEUED, True)
    second = await office.say(f"status send {key}")
    assert not second.public
    assert "already" in second.view.summary


async def test_what_is_dropped_cannot_be_sent_any_more(office):
    key = await parked(office)
    assert (await office.say(f"status drop {key}")).public
    for word in ("send", "drop"):
        reply = await office.say(f"status {word} {key}")
        assert "already" in reply.view.summary
    assert await claimed(office.store, NOW) == []


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ({"address": DM, "personal": True} | someone("U1"), True),
        ({"address": DM, "personal": True} | someone("U2", manager=True), False),
        ({"address": Address("slack", "T2", "D1"), "personal": True} | someone("U1"), False),
        ({"address": Address("discord", "@U1", "U1"), "personal": True} | someone("U1"), False),
        ({"address": Address("slack", "@U1", "U1"), "personal": True} | someone("U1"), True),
        ({"address": Address("slack", "T1", "C2")} | someone("U1", manager=True), False),
        ({"address": HERE} | someone("U2", manager=True), True),
        ({"address": HERE, "open_by_default": False} | someone("U2"), False),
        ({"address": HERE, "open_by_default": True} | someone("U2"), True),
        ({"address": Address("terminal", "", "here"), "operator": True} | someone("operator"), True),
    ],
)
@pytest.mark.parametrize("word", ["send", "drop"])
async def test_only_who_may_decides(office, where, allowed, word):
    key = await parked(office)
    reply = await office.desk.answer(request_for(text=f"status {word} {key}", **where))
    assert reply.ok is allowed
    assert (await office.store.outbox.parked(5) == []) is allowed


async def test_a_number_that_is_none_is_said(office):
    assert "not here" in (await office.say("status send 99")).view.summary
    assert not (await office.say("status send soon")).ok
    assert not (await office.say("status send 0")).ok
