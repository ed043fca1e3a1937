"""What every store promises of channels; `store` is each implementation in turn (conftest.py)."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.errors import NotFoundError, UserError
from bot.model.channel import Address, Changes, EmptyDay, Layout, Pause, Schedule, Settings
from bot.ports import AuditEntry
from tests.contract.furnishing import NOW, TODAY, channel, claimed, known, planned


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
    await store.channels.change(whole.key, lambda _: whole)
    assert await store.channels.get(made.address) == whole
    plain = replace(made, schedule=Schedule(), settings=Settings(), pause=None, next_due=None, last_date=None)
    await store.channels.change(plain.key, lambda _: plain)
    assert await store.channels.get(made.address) == plain


async def test_a_schedule_that_cannot_be_kept_is_read_as_one_that_can_and_never_written_over(store):
    broken = Schedule(time(7), frozenset({1}), "Mars/Olympus")
    made = await channel(store, schedule=broken)
    assert (made.schedule.zone, made.schedule.stored) == ("UTC", broken)
    assert "unknown" in made.schedule.fault
    await store.channels.change(made.key, lambda it: replace(it, name="renamed"))
    assert await store.channels.get(made.address) == replace(made, name="renamed")
    due = await store.plans.due(made.key, TODAY)
    assert due.routine.schedule == made.schedule


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


async def test_of_what_a_removed_channel_asked_no_text_is_left(store):
    for text in ("words of one", "words of another", "words of one"):
        home = await channel(store)
        await store.channels.subscribe(home.key, [text], "U1", NOW)
        await store.channels.remove(home.key)
    kept = await store.database.read(lambda db: db.execute("SELECT text FROM query").fetchall())
    assert [text for (text,) in kept if text] == []


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


async def test_changes_at_the_same_moment_are_all_kept(store):
    made = await channel(store)
    for round_ in range(5):
        picks, hour = round_ + 3, time(10 + round_)
        await asyncio.gather(
            store.channels.change(
                made.key, lambda it, n=picks: replace(it, settings=replace(it.settings, picks=n))
            ),
            store.channels.change(made.key, lambda it, at=hour: replace(it, schedule=replace(it.schedule, at=at))),
            store.channels.change(made.key, lambda it, n=picks: replace(it, name=f"name {n}")),
        )
        found = await store.channels.get(made.address)
        assert (found.settings.picks, found.schedule.at, found.name) == (picks, hour, f"name {picks}")


async def test_a_change_that_fails_changes_nothing(store):
    made = await channel(store)

    def refuse(_):
        raise UserError("no")

    with pytest.raises(UserError, match="no"):
        await store.channels.change(made.key, refuse)
    assert await store.channels.get(made.address) == made


async def test_a_channel_that_was_removed_meanwhile_says_so(store):
    made = await channel(store)
    await store.channels.remove(made.key)
    with pytest.raises(NotFoundError, match="removed"):
        await store.channels.change(made.key, lambda it: it)


async def test_a_channel_moves_to_a_new_id_with_all_that_is_its_own(store):
    home = await channel(store)
    await store.channels.subscribe(home.key, ["rag"], "U1", NOW)
    await store.journal.audit(AuditEntry(NOW, home.address, "U1", "subscribe rag"))
    there = home.address._replace(channel="C7")
    assert await store.channels.move(home.address, "C7")
    assert not await store.channels.move(home.address, "C7")
    assert await store.channels.get(home.address) is None
    found = await store.channels.get(there)
    assert found == replace(home, address=there)
    assert [s.query for s in await store.channels.subscriptions(found.key)] == ["rag"]
    assert len(await store.journal.audited(there, 5)) == 1


async def test_a_channel_never_moves_onto_another(store):
    home, other = await channel(store, "C1"), await channel(store, "C7")
    assert not await store.channels.move(home.address, "C7")
    assert await store.channels.get(home.address) == home
    assert await store.channels.get(other.address) == other
