"""On the wire of both platforms: a silence loses no paper, and a workspace whose token works again goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.channels.recovery import Recovery
from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from tests.fakes.discord_parts import until
from tests.fakes.discord_world import Fault
from tests.fakes.slack_server import Fault as SlackFault
from tests.integration.test_digest_clicks import ON, OnSlack, on_slack

TWO_DAYS_AGO = ("Of the Day before Yesterday", "Also of that Day")


async def older_papers(place: Any) -> None:
    """Two that were listed two days ago and not posted yet."""
    now = place.team.clock.now()
    day = (now - timedelta(days=2)).date()
    papers = [
        Paper(id=f"arxiv:2610.{n:05d}", title=title, url=f"https://arxiv.org/abs/2610.{n:05d}", abstract="New.")
        for n, title in enumerate(TWO_DAYS_AGO, 1)
    ]
    listings = [
        Listing(paper_id=paper.id, source="huggingface", list_date=day, rank=1, observed=now, upvotes=9)
        for paper in papers
    ]
    await place.team.store.papers.ingest(
        "huggingface", Fetched(papers=tuple(papers), listings=tuple(listings)), now
    )


async def ask(place: Any, command: str) -> str:
    """What the person who typed it reads."""
    before = len(place.answers())
    await place.click(1, command)
    await until(lambda: len(place.answers()) > before)
    return "\n".join(text for _, text in place.answers()[before:])


async def previewed(place: Any) -> set[str]:
    before = len(place.answers())
    await place.click(1, "preview")
    await until(lambda: any("A preview:" in text for _, text in place.answers()[before:]))
    said = next(text for _, text in place.answers()[before:] if "A preview:" in text)
    return {title for title in TWO_DAYS_AGO if title in said}


async def paused_by_a_person(place: Any) -> None:
    await ask(place, "pause")


async def refused_by_the_platform(place: Any) -> None:
    if isinstance(place, OnSlack):
        place.slack.fail("chat.postMessage", SlackFault(error="not_in_channel"))
    else:
        place.fake.world.faults.append(("POST", f"/channels/{place.channel}/messages", Fault(403, 50013)))
    await ask(place, "now")
    await place.team.dispatcher.drain()


@ON
@pytest.mark.parametrize("silence", [paused_by_a_person, refused_by_the_platform])
async def test_what_was_to_come_before_a_silence_comes_after_it(
    on: Any, silence: Callable[[Any], Awaitable[None]]
) -> None:
    async with on() as place:
        await place.team.dispatcher.drain()
        await older_papers(place)
        key = place.team.channel.key
        await place.team.store.channels.subscribe(key, ["day"], "U1", place.team.clock.now())
        tomorrow = place.team.clock.now() + timedelta(days=1)
        await place.team.store.channels.change(key, lambda it: replace(it, next_due=tomorrow))
        assert await previewed(place) == set(TWO_DAYS_AGO)
        await silence(place)
        channel = await place.team.store.channels.get(place.team.channel.address)
        assert channel
        assert channel.pause
        await ask(place, "resume")
        assert await previewed(place) == set(TWO_DAYS_AGO)


async def test_a_command_from_a_workspace_that_was_called_dead_brings_it_back_once_slack_says_that_it_lives() -> (
    None
):
    async with on_slack() as place:
        team, store = place.team, place.team.store
        lifecycle = ChannelLifecycle(store, team.clock, OwnerNotices({"slack": team.platform}), 30)
        recovery = Recovery(store.workspaces, lifecycle, (team.platform,), team.clock)
        team.hears.append(recovery.heard)
        await store.workspaces.kill("slack", "T1", "the token was revoked", team.clock.now() + timedelta(days=30))
        place.slack.teams["xoxb-T1"].dead = "token_revoked"
        await recovery.look()
        assert await store.workspaces.dead(), "Slack says so itself"
        place.slack.teams["xoxb-T1"].dead = ""  # installed again, with the same token
        await place.click(1, "list")
        async with asyncio.timeout(30):
            while await store.workspaces.dead():  # noqa: ASYNC110 -- the database tells nobody
                await asyncio.sleep(0.01)
        await team.dispatcher.drain()
        assert place.messages == 1, "its digest was waiting"
        await recovery.finish()
