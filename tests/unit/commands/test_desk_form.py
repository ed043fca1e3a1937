"""A form of several changes, through the desk: all or nothing, and nobody's change is lost."""

import asyncio

import pytest

from bot.errors import NotFoundError
from bot.ports.request import Person, Step
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.core import HERE, open_office, request_for


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def fill(office, *steps, **request):
    return await office.desk.fill_in(request_for(**request), [Step(name, arguments) for name, arguments in steps])


SUBSCRIBE, UNSUBSCRIBE = ("subscribe", {"query": "lora, sam"}), ("unsubscribe", {"query": "RAG"})
AT, PICKS = ("schedule", {"at": "17:30"}), ("settings", {"picks": "9"})


async def test_all_of_it_is_done_and_told_in_one_line(office):
    await office.say("subscribe RAG")
    filled = await fill(office, SUBSCRIBE, UNSUBSCRIBE, AT, PICKS)
    assert filled.errors == {}
    assert filled.reply.told is not None
    assert view_text(filled.reply.told) == (
        "Ada subscribed this channel to “lora”, “sam”; unsubscribed it from “RAG”; set its digest to weekdays at 17:30 "
        "(Europe/Paris); changed its settings: picks at most 9 papers in a digest."
    )
    assert "The next digest comes" in view_text(filled.reply.view)
    channel = await office.channel()
    assert (channel.schedule.at.hour, channel.settings.picks, channel.next_due.hour) == (17, 9, 16)
    assert await office.queries() == ["lora", "sam"]
    (entry, *_) = await office.store.journal.audited(HERE, 1)
    assert entry.what.startswith("form: subscribed this channel")


@each_of(
    ("wrong", "said"),
    [
        (("subscribe", {"query": '"open'}), "unclosed quote"),
        (("schedule", {"zone": "Nowhere/City"}), "Nowhere/City"),
        (("schedule", {"at": "25:99"}), "no time of day"),
        (("settings", {"picks": "99"}), "whole number"),
        (("settings", {"sources": "nowhere"}), "no source"),
        (("now", {}), "no part of a form"),
    ],
)
async def test_one_wrong_field_and_nothing_is_changed(office, wrong, said):
    await office.say("subscribe RAG")
    before = await office.channel()
    filled = await fill(office, SUBSCRIBE, wrong, UNSUBSCRIBE, PICKS)
    assert list(filled.errors) == [1]
    assert said in filled.errors[1]
    assert (filled.reply.ok, filled.reply.public) == (False, False)
    assert (await office.queries(), await office.channel()) == (["RAG"], before)


async def test_what_is_to_go_and_has_gone_is_done(office):
    await office.say("subscribe RAG, sam")
    await office.say("unsubscribe RAG")
    filled = await fill(office, UNSUBSCRIBE, PICKS)
    assert (filled.reply.ok, filled.errors) == (True, {})
    assert "unsubscribed" not in view_text(filled.reply.view)
    assert (await office.channel()).settings.picks == 9


async def test_two_people_at_once_lose_nothing_of_each_others(office):
    await office.say("subscribe RAG")
    bob = {"person": Person(id="U2", name="Bob", manager=True)}
    all_told = await asyncio.gather(
        fill(office, SUBSCRIBE, AT),
        fill(office, ("subscribe", {"query": "dpo"}), UNSUBSCRIBE, ("schedule", {"days": "fri"}), PICKS, **bob),
        fill(office, ("settings", {"layout": "compact"}), ("settings", {"mentions": "on"})),
    )
    told = [view_text(each.reply.told) for each in all_told]
    assert "picks" not in told[2], "what Bob changed at the same time is not Ada's doing"
    channel = await office.channel()
    assert sorted(await office.queries()) == ["dpo", "lora", "sam"]
    assert (channel.schedule.at.hour, channel.schedule.weekdays) == (17, frozenset({4}))
    assert (channel.settings.picks, channel.settings.layout, channel.settings.mentions) == (9, "compact", True)


async def test_a_crash_in_the_middle_leaves_nothing_half_done(office):
    await office.say("subscribe RAG")
    channel = await office.channel()

    def fails(it):
        raise RuntimeError("the process ends here")

    with pytest.raises(RuntimeError):
        await office.store.channels.amend(channel.key, ["lora"], ["RAG"], fails, by="U1", now=request_for().now)
    assert await office.queries() == ["RAG"]
    await office.store.channels.remove(channel.key)
    with pytest.raises(NotFoundError):
        await office.store.channels.amend(channel.key, ["x"], [], lambda it: it, by="U1", now=request_for().now)


async def test_a_form_in_which_nothing_was_changed_sets_nothing_up(office):
    filled = await fill(office)
    assert "It was so already" in filled.reply.view.summary
    assert await office.store.channels.get(HERE) is None


async def test_who_may_not_change_the_set_up_may_not_fill_it_in(office):
    await office.say("settings changes managers")
    filled = await fill(office, PICKS, manager=False)
    assert not filled.reply.ok
    assert "Only those who manage" in filled.reply.view.summary


async def test_a_form_does_not_shut_out_whoever_fills_it_in(office):
    filled = await fill(office, ("settings", {"changes": "managers"}), manager=False)
    assert "could change nothing here" in filled.errors[0]


async def test_a_form_with_too_many_subscriptions_says_how_many_they_would_be(office):
    for start in range(0, 200, 50):
        await office.say("subscribe " + ", ".join(f"word{n}" for n in range(start, start + 50)))
    filled = await fill(office, SUBSCRIBE)
    assert "would be 202" in filled.errors[0]
    assert (await fill(office, SUBSCRIBE, *(("unsubscribe", {"query": f"word{n}"}) for n in (1, 2)))).reply.ok
