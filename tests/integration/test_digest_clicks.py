"""Twenty people click on one digest at once: nothing is posted, and the digest ends with the right marks."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.discord.app import platform as discord_platform
from adapters.discord.settings import DiscordSettings
from adapters.slack import assembled
from adapters.slack.listener import SlackListener
from adapters.slack.posting.sender import SlackSender
from adapters.slack.posting.threads import SlackThreads
from adapters.slack.settings import SlackSettings
from bot.delivery.dispatcher import Tally
from bot.model.channel import Address, Layout, Settings
from bot.ports import CoreServices, Platform
from tests.fakes.discord_parts import FakeLifecycle, until
from tests.fakes.discord_server import running
from tests.fakes.discord_world import SERVER, TEXT
from tests.fakes.slack_parts import SECRET, Bench, SomeLifecycle, click
from tests.fakes.slack_server import FakeSlack, Fault
from tests.integration.team import TITLES, Team, paper_id, team

PEOPLE = 20


class OnSlack:
    """The team's digest as it stands on the fake Slack."""

    def __init__(self, slack: FakeSlack, made: Team) -> None:
        self.slack, self.team = slack, made
        self._events = itertools.count()
        assert isinstance(made.platform.listener, SlackListener)
        self.bench = Bench.__new__(Bench)
        self.bench.listener, self.bench.slack = made.platform.listener, slack

    @property
    def messages(self) -> int:
        return len(self.slack.messages)

    @property
    def edits(self) -> int:
        return len(self.slack.updates)

    def delete(self) -> None:
        self.slack.messages.clear()

    def shown(self) -> str:
        return json.dumps([message["blocks"] for message in self.slack.messages], ensure_ascii=False)

    async def click(self, person: int, command: str) -> None:
        body = click(self.slack, {"action_id": "papers:1", "value": command}, user={"id": f"U{person}"})
        assert (await self.bench.interact(body)).status == 200

    async def react(self, person: int, name: str, message: int, *, added: bool) -> None:
        """To the message that was posted so many-th, from 0."""
        signs = {"save": "bookmark", "vote": "+1::skin-tone-3", "hide": "-1", "other": "tada"}
        signs |= {"star": "star", "own": "papers"}
        item = {"type": "message", "channel": "C1", "ts": self.slack.messages[message]["ts"]}
        kind = "reaction_added" if added else "reaction_removed"
        event = {"type": kind, "user": f"U{person}", "reaction": signs[name], "item": item, "event_ts": "1.2"}
        await self.bench.event(event, event_id=f"Ev{next(self._events)}")

    def answers(self) -> list[tuple[bool, str]]:
        """(whether only the asker sees it, what it says)"""
        return [
            (a["response_type"] == "ephemeral", json.dumps(a, ensure_ascii=False)) for a in self.slack.responses
        ]


class OnDiscord:
    """The team's digest as it stands on the fake Discord."""

    def __init__(self, fake: Any, made: Team, channel: int) -> None:
        self.fake, self.team, self.channel = fake, made, channel
        self._numbers = itertools.count()

    @property
    def _posted(self) -> list[dict[str, Any]]:
        """Without answers to people, which the fake keeps beside them."""
        found: list[dict[str, Any]] = self.fake.world.messages.get(self.channel, [])
        return [message for message in found if message["asked"].get("nonce")]

    @property
    def messages(self) -> int:
        return len(self._posted)

    @property
    def edits(self) -> int:
        return sum(message.get("edits", 0) for message in self._posted)

    def delete(self) -> None:
        self.fake.world.messages[self.channel].clear()

    def shown(self) -> str:
        return json.dumps([message["components"] for message in self._posted], ensure_ascii=False)

    async def click(self, person: int, command: str) -> None:
        token = f"click{next(self._numbers)}"
        data = {"component_type": 2, "custom_id": f"p:1:{command}"}
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": data["custom_id"]}]}
        clicked = {**self._posted[0], "author": self.fake.world.me(), "components": [row]}
        body = self.fake.interaction(token, data, type=3, message=clicked)
        user = body["member"]["user"] | {"id": str(500000000000000000 + person), "global_name": f"Person {person}"}
        body["member"] = body["member"] | {"user": user}
        await self.fake.gateway.push("INTERACTION_CREATE", body)

    async def react(self, person: int, name: str, message: int, *, added: bool) -> None:
        signs = {
            "save": "\N{BOOKMARK}",
            "vote": "\N{THUMBS UP SIGN}\U0001f3fd",
            "hide": "\N{THUMBS DOWN SIGN}",
            "other": "x",
            "star": "\N{WHITE MEDIUM STAR}\ufe0f",
            "own": "papers",
        }
        body = {
            "user_id": str(500000000000000000 + person),
            "channel_id": str(self.channel),
            "message_id": self._posted[message]["id"],
            "guild_id": str(SERVER),
            "emoji": {"id": "77" if name == "own" else None, "name": signs[name]},
            "burst": False,
            "type": 0,
        }
        if added:
            user = self.fake.interaction("t", {})["member"]["user"] | {"id": body["user_id"]}
            body["member"] = self.fake.interaction("t", {})["member"] | {
                "user": user | {"global_name": f"Person {person}"}
            }
        await self.fake.gateway.push(f"MESSAGE_REACTION_{'ADD' if added else 'REMOVE'}", body)

    def answers(self) -> list[tuple[bool, str]]:
        found = []
        for said in self.fake.world.answers.values():
            (_, _, deferred), *others = said
            alone = bool(deferred.get("data", {}).get("flags", 0) & 64)
            found += [(alone, json.dumps(body, ensure_ascii=False)) for _, _, body in others]
        return found


def hasty(configured: SlackSettings, parts: CoreServices) -> Platform:
    """Slack as it is assembled, with a pace at which no test waits for the next message of a channel."""
    made = assembled(configured, parts)
    assert isinstance(made.listener, SlackListener)
    sender = SlackSender(made.listener.slack.workspaces, channel_interval=0.01, workspace_interval=0.01)
    return replace(made, sender=sender, threads=SlackThreads(made.listener.slack.workspaces, sender.turn))


@asynccontextmanager
async def on_slack(settings: Settings | None = None) -> AsyncIterator[OnSlack]:
    async with FakeSlack().running() as slack:
        people = {f"U{n}": {"real_name": f"Person {n}", "tz": "UTC"} for n in range(1, PEOPLE + 1)}
        slack.team("T1", people=people)
        given = {"slack_bot_token": "xoxb-T1", "slack_signing_secret": SECRET, "slack_api_url": f"{slack.url}api"}
        where = Address("slack", "T1", "C1")
        configured = SlackSettings.load(**given)
        async with team(
            where, lambda parts: hasty(configured, parts), settings, lifecycle=SomeLifecycle()
        ) as made:
            try:
                yield OnSlack(slack, made)
            finally:
                assert made.platform.close
                await made.redraws.finish()  # as the process ends: whatever draws asks the platform
                await made.platform.close()


@asynccontextmanager
async def on_discord(settings: Settings | None = None, kind: int = TEXT) -> AsyncIterator[OnDiscord]:
    async with running() as fake:
        channel = fake.world.add_channel(200000000000000001, kind)
        fake.world.add_channel(200000000000000002)
        given = {"discord_token": fake.world.token, "discord_api_url": fake.api, "discord_shards": 1}
        configured = DiscordSettings(**given, discord_gateway_url=fake.gateway.url)
        where = Address("discord", str(SERVER), str(channel))
        async with team(
            where, lambda parts: discord_platform(parts, configured), settings, lifecycle=FakeLifecycle()
        ) as made:
            serving = asyncio.create_task(made.platform.listener.serve())
            await fake.gateway.ready()
            try:
                yield OnDiscord(fake, made, channel)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                assert made.platform.close
                await made.redraws.finish()  # as the process ends: whatever draws asks the platform
                await made.platform.close()


ON = pytest.mark.parametrize("on", [on_slack, on_discord], ids=["slack", "discord"])
LAYOUTS = [Settings(), Settings(layout=Layout.COMPACT)]


@ON
@pytest.mark.parametrize("settings", LAYOUTS, ids=lambda s: s.layout)
async def test_twenty_people_click_at_once_and_the_one_digest_ends_with_the_right_marks(
    on: Any, settings: Settings
) -> None:
    async with on(settings) as place:
        assert await place.team.dispatcher.drain() == Tally(sent=1)
        assert all(title in place.shown() for title in TITLES)
        await asyncio.gather(*(place.click(person, f"vote {paper_id(1)}") for person in range(1, PEOPLE + 1)))
        await asyncio.gather(
            place.click(1, f"save {paper_id(2)}"),
            place.click(2, f"save {paper_id(2)}"),
            place.click(3, f"hide {paper_id(3)}"),
            *(place.click(person, f"vote {paper_id(4)}") for person in range(1, 6)),
        )
        await until(lambda: len(place.answers()) == PEOPLE + 8)
        await place.click(20, f"vote {paper_id(1)}")  # the second takes the first back
        await until(lambda: "19 votes" in place.shown() and "5 votes" in place.shown())
        shown = place.shown()
        assert "Saved by Person" in shown
        assert "Not relevant to Person 3" in shown
        assert shown.count("votes") == 2
        assert place.messages == 1, "a click posts nothing"
        assert place.edits <= 6, "clicks that come together are one edit"
        assert all(alone for alone, _ in place.answers())
        assert sum("taken back" in said for _, said in place.answers()) == 1


@ON
async def test_what_is_undone_is_gone_from_the_digest(on: Any) -> None:
    async with on() as place:
        await place.team.dispatcher.drain()
        before = place.shown()
        for command in ("save", "hide", "vote"):
            await place.click(1, f"{command} {paper_id(1)}")
        await until(lambda: "Saved by Person 1 · 1 vote · not relevant to Person 1" in place.shown())
        for command in ("unsave", "unhide", "unvote"):
            await place.click(1, f"{command} {paper_id(1)}")
        await until(lambda: place.shown() == before)
        why = await place.team.store.plans.history(
            place.team.channel.key, (await place.team.papers())[paper_id(1)]
        )
        assert (why.how, why.hidden_at) == ("posted", None)


@ON
@pytest.mark.parametrize(("before", "after"), [(Layout.CARDS, Layout.MESSAGES), (Layout.MESSAGES, Layout.COMPACT)])
async def test_a_digest_posted_before_its_layout_was_changed_shows_marks_all_the_same(
    on: Any, before: Layout, after: Layout
) -> None:
    async with on(Settings(layout=before, picks=2)) as place:
        await place.team.dispatcher.drain()
        posted = place.messages
        await place.team.store.channels.change(
            place.team.channel.key, lambda it: replace(it, settings=replace(it.settings, layout=after))
        )
        await place.click(1, f"vote {paper_id(1)}")
        await until(lambda: "1 vote" in place.shown())
        assert place.messages == posted


@ON
async def test_a_digest_that_is_gone_loses_nothing_but_its_marks(on: Any) -> None:
    async with on() as place:
        await place.team.dispatcher.drain()
        place.delete()
        key = (await place.team.papers())[paper_id(1)]
        await place.team.store.memory.save(place.team.channel.key, key, "U1", datetime.now(UTC))
        place.team.redraws.mark(place.team.channel.key, key)
        await place.team.redraws.finish()
        assert place.messages == 0, "an edit never posts anew"
        assert [each.by for each in await place.team.store.memory.saved(place.team.channel.key)] == ["U1"]


async def test_slack_is_edited_again_after_it_asked_to_slow_down_or_failed() -> None:
    async with on_slack() as place:
        await place.team.dispatcher.drain()
        place.slack.fail("chat.update", Fault(status=429, after=1, error="ratelimited"), Fault(status=503))
        await place.click(1, f"vote {paper_id(1)}")
        await until(lambda: "1 vote" in place.shown())
        assert place.messages == 1


MESSAGES = Settings(layout=Layout.MESSAGES, picks=3)  # a message a second, as the platforms want it


@ON
async def test_each_paper_is_a_message_of_its_own_and_a_click_edits_that_alone(on: Any) -> None:
    async with on(MESSAGES) as place:
        assert await place.team.dispatcher.drain() == Tally(sent=4)
        assert place.messages == 4
        await place.click(1, f"vote {paper_id(2)}")
        await until(lambda: "1 vote" in place.shown())
        assert (place.messages, place.edits) == (4, 1)


@ON
async def test_a_reaction_to_a_papers_own_message_saves_votes_and_hides_until_it_is_taken_away(on: Any) -> None:
    async with on(MESSAGES) as place:
        await place.team.dispatcher.drain()
        before = place.shown()
        await place.react(1, "save", 1, added=True)
        await place.react(1, "vote", 2, added=True)
        await place.react(2, "vote", 2, added=True)
        await place.react(3, "hide", 3, added=True)
        await place.react(3, "vote", 0, added=True)  # the head is about no paper
        await place.react(3, "other", 1, added=True)
        await until(
            lambda: all(word in place.shown() for word in ("Saved by Person 1", "2 votes", "Not relevant to"))
        )
        await place.react(2, "save", 1, added=False)  # somebody else's
        await place.react(1, "save", 1, added=False)
        await place.react(1, "vote", 2, added=False)
        await place.react(2, "vote", 2, added=False)
        await place.react(3, "hide", 3, added=False)
        await until(lambda: place.shown() == before)
        assert place.messages == 4


@ON
async def test_which_emoji_count_is_the_channels_setting_its_own_emoji_among_them(on: Any) -> None:
    async with on(replace(MESSAGES, save_emoji=("\N{WHITE MEDIUM STAR}",), vote_emoji=(":papers:",))) as place:
        await place.team.dispatcher.drain()
        await place.react(1, "save", 1, added=True)  # no sign here any more
        await place.react(1, "star", 2, added=True)
        await place.react(1, "own", 3, added=True)
        await until(lambda: "Saved by Person 1" in place.shown() and "1 vote" in place.shown())
        (saved,) = await place.team.store.memory.saved(place.team.channel.key)
        assert saved.paper.paper.id == paper_id(2)


@ON
async def test_where_reactions_are_off_or_the_message_holds_several_papers_they_mean_nothing(on: Any) -> None:
    for settings in (Settings(layout=Layout.MESSAGES, picks=1, reactions=False), Settings()):
        async with on(settings) as place:
            await place.team.dispatcher.drain()
            await place.react(1, "save", place.messages - 1, added=True)
            await place.click(1, f"vote {paper_id(1)}")
            await until(lambda: "1 vote" in place.shown())
            assert await place.team.store.memory.saved(place.team.channel.key) == []
