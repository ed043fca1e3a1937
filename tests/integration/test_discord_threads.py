"""Threads, forums and announcements, with the real discord.py client against a loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.model.channel import Address, Channel
from bot.model.delivery import (
    Ambiguous,
    NotThere,
    Refused,
    Rejected,
    RetryAfter,
    Sent,
)
from bot.model.obstacle import Hindrance
from bot.views.blocks import Button, Buttons, Heading, MessageBreak, PaperCard, ThreadBreak, View
from tests.fakes.discord_parts import delivery, until
from tests.fakes.discord_world import FORUM, NEWS, SERVER, THREAD, Fault
from tests.integration.discord_stand import HERE, VIEW, VIEW_MESSAGE, Stand, serving, standing
from tools.gallery.discord_views import edition


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with standing() as made:
        yield made


async def test_a_forum_that_wants_a_tag_asks_for_one_before_anything_is_refused(stand: Stand) -> None:
    tags = [{"id": "7", "name": "papers", "moderated": False, "emoji_id": None, "emoji_name": None}]
    forum = stand.fake.world.add_channel(200000000000000009, FORUM, available_tags=tags, flags=1 << 4)
    stand.background = asyncio.create_task(stand.listener.serve())
    try:
        await stand.fake.gateway.ready()
        await until(lambda: (c := stand.listener._connection.client) and c.get_channel(forum))
        address = Address("discord", str(SERVER), str(forum))
        channel = Channel(key=1, address=address, name="x", since=date(2026, 11, 1))
        found = await stand.listener.hindrance(channel)
        assert found.reason == "the forum wants a tag on each post"
        assert found.choices == (("papers", "settings discord.tags papers"),)
        chosen = replace(channel, settings=replace(channel.settings, extras=(("discord.tags", "papers"),)))
        assert await stand.listener.hindrance(chosen) == Hindrance()
        assert "no tag “other”" in await stand.listener.without_effect(channel, "discord.tags", "other")
    finally:
        stand.background.cancel()
        await asyncio.gather(stand.background, return_exceptions=True)


async def test_what_follows_a_thread_break_goes_into_the_thread_of_the_first_message(stand: Stand) -> None:
    view = View((Heading("a"), ThreadBreak(), Heading("b")), "Papers for Friday")
    first = await stand.send("tok0", view)
    assert isinstance(first, Sent)
    for token in ("tok1", "tok1"):
        second = await stand.send(token, view, at=1, root=first.receipt)
        assert isinstance(second, Sent)
    root = int(first.receipt.message_id)
    assert stand.fake.world.channels[root]["name"] == "Papers for Friday"
    assert len(stand.posted()) == 1
    assert len(stand.posted(root)) == 1


async def test_a_thread_under_a_deleted_message_is_not_a_deleted_channel(stand: Stand) -> None:
    view = View((Heading("a"), ThreadBreak(), Heading("b")), "a")
    first = await stand.send("tok0", view)
    assert isinstance(first, Sent)
    stand.fake.world.deleted.add(int(first.receipt.message_id))
    assert isinstance(await stand.send("tok1", view, at=1, root=first.receipt), Rejected)


async def test_a_thread_of_its_own_by_setting(stand: Stand) -> None:
    outcome = await stand.send(edition=edition(thread="on"))
    assert isinstance(outcome, Sent)
    assert stand.fake.world.channels[int(outcome.receipt.message_id)]["type"] == THREAD


async def test_a_thread_that_cannot_be_made_costs_no_receipt(stand: Stand) -> None:
    stand.fake.world.faults.append(("POST", "/threads", Fault(403, 50013)))
    assert isinstance(await stand.send(edition=edition(thread="on")), Sent)


async def test_an_archived_thread_is_reopened_and_tried_again(stand: Stand) -> None:
    thread = stand.fake.world.open_thread(int(HERE.channel), "papers")
    thread["thread_metadata"]["archived"] = True
    address = HERE._replace(channel=thread["id"])
    stand.fake.world.faults.append(("POST", "/messages", Fault(400, 50083)))
    assert isinstance(await stand.send(address=address), RetryAfter)
    assert thread["thread_metadata"]["archived"] is False
    assert isinstance(await stand.send(address=address), Sent)


async def test_an_archived_thread_that_may_not_be_reopened_is_paused_with_the_reason(stand: Stand) -> None:
    thread = stand.fake.world.open_thread(int(HERE.channel), "papers")
    faults = [("POST", "/messages", Fault(400, 50083)), ("PATCH", "/channels/", Fault(403, 50013))]
    stand.fake.world.faults += faults
    outcome = await stand.send(address=HERE._replace(channel=thread["id"]))
    assert isinstance(outcome, Refused)
    assert "Manage Threads" in outcome.fix


async def test_an_announcement_is_published_by_setting(stand: Stand) -> None:
    stand.fake.world.channels[int(HERE.channel)]["type"] = NEWS
    await stand.send("tok0")
    await stand.send("tok1", edition=edition(publish="on"))
    assert [message["flags"] & 1 for message in stand.posted()] == [0, 1]


async def test_a_forum_gets_a_post_with_tags_and_the_rest_goes_into_it(stand: Stand) -> None:
    tags = [
        {"id": str(n), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for n, name in ((1, "Papers"), (2, "x"))
    ]
    forum = stand.fake.world.add_channel(200000000000000009, FORUM, available_tags=tags)
    address = Address("discord", str(SERVER), str(forum))
    view = View((Heading("a"), ThreadBreak(), Heading("b")), "Papers for Friday")
    given = {"address": address, "edition": edition(tags="papers, unknown"), "view": view}
    first = await stand.send("tok0", **given)
    assert isinstance(first, Sent)
    post = stand.fake.world.channels[int(first.receipt.message_id)]
    assert (post["name"], post["applied_tags"], post["parent_id"]) == ("Papers for Friday", ["1"], str(forum))
    second = await stand.send("tok1", at=1, root=first.receipt, **given)
    assert isinstance(second, Sent)
    assert len(stand.posted(first.receipt.message_id)) == 2


@pytest.mark.parametrize("fault", [Fault(500, store=True), Fault(0, store=True), Fault(0), Fault(502)])
async def test_a_forum_post_is_never_tried_twice_and_found_by_its_token(stand: Stand, fault: Fault) -> None:
    forum = stand.fake.world.add_channel(200000000000000009, FORUM)
    address = Address("discord", str(SERVER), str(forum))
    stand.fake.world.faults.append(("POST", "/threads", fault))
    assert isinstance(await stand.send(address=address), Ambiguous)
    now = datetime.now(UTC)
    found = await stand.sender.find(delivery(address, "tok0", first_tried=now), VIEW_MESSAGE, None, now)
    posts = [c for c in stand.fake.world.channels.values() if c["type"] == THREAD]
    assert len(posts) == (1 if fault.store else 0)
    assert found == NotThere() if not posts else isinstance(found, Sent)


@pytest.mark.parametrize(
    "view", [VIEW, View((Heading("Papers"), Buttons((Button("Save", "save arxiv:1"),))), "x")]
)
async def test_long_after_the_nonce_a_message_is_found_by_the_token_that_it_shows_or_hides(
    stand: Stand, view: View
) -> None:
    await serving(stand)
    stand.fake.world.faults.append(("POST", "/messages", Fault(0, store=True)))
    assert isinstance(await stand.send("tok7", view), Ambiguous)
    now = datetime.now(UTC)
    task = delivery(HERE, "tok7", first_tried=now - timedelta(minutes=3))
    found = await stand.sender.find(task, VIEW_MESSAGE, None, now)
    assert isinstance(found, Sent)
    assert found.receipt.message_id == str(stand.posted()[0]["id"])
    other = await stand.sender.find(replace(task, token="tok8"), VIEW_MESSAGE, None, now)
    assert other == NotThere()


async def test_in_a_forum_each_papers_own_message_is_a_post_with_its_title(stand: Stand) -> None:
    forum = stand.fake.world.add_channel(200000000000000009, FORUM)
    given: dict[str, Any] = {"address": Address("discord", str(SERVER), str(forum)), "view": APART}
    first = await stand.send("tok0", **given)
    assert isinstance(first, Sent)
    second = await stand.send("tok1", at=1, root=first.receipt, **given)
    assert isinstance(second, Sent)
    posts = [c["name"] for c in stand.fake.world.channels.values() if c["type"] == THREAD]
    assert posts == ["Papers for Friday", "A paper"]


APART = View(
    (Heading("Papers"), MessageBreak(), PaperCard(id="arxiv:1", title="A paper", url="https://a.test")),
    "Papers for Friday",
)
