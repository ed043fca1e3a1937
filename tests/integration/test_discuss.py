"""`discuss` on the wire: a thread on the posted message that holds the paper, once, with its abstract and links."""

import asyncio
import json
from typing import Any

from bot.model.channel import Layout, Settings
from tests.each_of import each_of
from tests.fakes.discord_parts import until
from tests.fakes.discord_world import FORUM, NEWS, SERVER, THREAD, VOICE, Fault
from tests.fakes.slack_server import Fault as SlackFault
from tests.integration.team import TITLES, paper_id
from tests.integration.test_digest_clicks import ON, OnDiscord, OnSlack, on_discord, on_slack

MESSAGES = Settings(layout=Layout.MESSAGES, picks=3)
ASKED = f"discuss {paper_id(2)}"


def said_in_threads(place: Any) -> dict[str, list[str]]:
    """What was said in each thread, by the id of the message that it is on."""
    found: dict[str, list[str]] = {}
    if isinstance(place, OnSlack):
        for message in place.slack.messages:
            if thread := message.get("thread_ts"):
                found.setdefault(thread, []).append(json.dumps(message["blocks"], ensure_ascii=False))
        return found
    for number, channel in place.fake.world.channels.items():
        if channel["type"] == THREAD:
            said = place.fake.world.messages.get(number, [])
            found[str(number)] = [json.dumps(each["components"], ensure_ascii=False) for each in said]
    return found


def posted(place: Any) -> list[str]:
    """The ids of the digest's messages."""
    if isinstance(place, OnSlack):
        return [message["ts"] for message in place.slack.messages if not message.get("thread_ts")]
    return [message["id"] for message in place._posted]


def last_answer(place: Any) -> str:
    return place.answers()[-1][1]


@ON
async def test_it_opens_a_thread_on_the_digest_with_abstract_and_links_and_twice_opens_one(on: Any) -> None:
    async with on() as place:
        await place.team.dispatcher.drain()
        await asyncio.gather(*(place.click(person, ASKED) for person in range(1, 4)))
        await until(lambda: len(place.answers()) == 3 and said_in_threads(place))
        await place.click(4, ASKED)
        await until(lambda: len(place.answers()) == 4)
        (digest,) = posted(place)
        assert set(said_in_threads(place)) == {digest}
        (said,) = said_in_threads(place)[digest]
        for part in (
            "would like to discuss this paper",
            TITLES[1],
            "It works.",
            "https://arxiv.org/abs/2611.00002",
        ):
            assert part in said
        assert "https://huggingface.co/papers/2611.00002" in said
        assert "https://arxiv.org/pdf/2611.00002" in said
        answers = [text for _, text in place.answers()]
        assert all(alone for alone, _ in place.answers())
        assert sum("is open" in text for text in answers) == 1
        assert "has its thread already" in answers[-1]


@ON
async def test_where_a_paper_has_a_message_of_its_own_the_thread_is_on_that(on: Any) -> None:
    async with on(MESSAGES) as place:
        await place.team.dispatcher.drain()
        await place.click(1, ASKED)
        await until(lambda: any(said_in_threads(place).values()))
        assert set(said_in_threads(place)) == {posted(place)[2]}


@ON
async def test_a_message_that_is_gone_and_a_paper_that_was_never_posted_are_told_so(on: Any) -> None:
    async with on(MESSAGES) as place:
        await place.team.dispatcher.drain()
        await place.click(1, f"discuss {paper_id(5)}")
        await until(lambda: len(place.answers()) == 1)
        assert "was not posted in this channel" in last_answer(place)
        gone = posted(place)[2]
        if isinstance(place, OnSlack):
            place.slack.messages[:] = [each for each in place.slack.messages if each["ts"] != gone]
        else:
            place.fake.world.deleted.add(int(gone))
        await place.click(1, ASKED)
        await until(lambda: len(place.answers()) == 2)
        assert "the message that holds it was deleted" in last_answer(place).lower()
        assert not said_in_threads(place)


@ON
async def test_a_reply_whose_answer_is_lost_is_looked_for_and_not_said_twice(on: Any) -> None:
    async with on() as place:
        await place.team.dispatcher.drain()
        if isinstance(place, OnSlack):
            place.slack.fail("chat.postMessage", SlackFault(drop="after"))
        else:
            place.fake.world.faults.append(("POST", "/messages", Fault(0, store=True)))
        await place.click(1, ASKED)
        await until(place.answers, 20)
        assert "is open" in last_answer(place)
        assert [len(said) for said in said_in_threads(place).values()] == [1]


async def test_slack_says_what_a_reply_needs() -> None:
    async with on_slack() as place:
        await place.team.dispatcher.drain()
        place.slack.fail("chat.postMessage", SlackFault(error="not_in_channel"))
        await place.click(1, ASKED)
        await until(place.answers)
        assert "/invite @Paperboy" in last_answer(place)
        await place.click(1, ASKED)
        await until(lambda: len(place.answers()) == 2)
        assert "is open" in last_answer(place)


async def test_discord_says_which_permission_is_missing_and_digests_go_on() -> None:
    async with on_discord() as place:
        await place.team.dispatcher.drain()
        without = str((1 << 53) - 1 - (1 << 35) - (1 << 3))  # Create Public Threads, and Administrator
        everyone = place.fake.world.server()["roles"][0] | {"permissions": without}
        await place.fake.gateway.push("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER), "role": everyone})
        await place.click(1, ASKED)
        await until(place.answers)
        assert "lacks Create Public Threads in this channel" in last_answer(place)
        assert not said_in_threads(place)
        channel = await place.team.store.channels.get(place.team.channel.address)
        assert channel
        assert channel.pause is None


async def test_a_forums_post_is_the_thread_itself() -> None:
    async with on_discord(kind=FORUM) as place:
        await place.team.dispatcher.drain()
        (post,) = said_in_threads(place)
        await clicked_in(place, post)
        await until(lambda: len(said_in_threads(place)[post]) == 2)
        assert "would like to discuss" in said_in_threads(place)[post][1]
        assert set(said_in_threads(place)) == {post}


@each_of(("kind", "said"), [(NEWS, "is open"), (VOICE, "this kind of channel has no threads")])
async def test_other_kinds_of_channels(kind: int, said: str) -> None:
    async with on_discord(kind=kind) as place:
        await place.team.dispatcher.drain()
        await clicked_in(place, str(place.channel))
        await until(place.answers)
        assert said in last_answer(place).lower()


async def clicked_in(place: OnDiscord, channel: str) -> None:
    """As a person types it where the digest is."""
    there = place.fake.world.channels[place.channel]
    data = {"component_type": 2, "custom_id": f"p:1:{ASKED}"}
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": data["custom_id"]}]}
    message = next(each for each in place.fake.world.messages[int(channel)])
    message = {k: v for k, v in message.items() if k != "asked"} | {"components": [row]}
    asked = place.fake.interaction("typed", data, type=3, message=message, channel_id=there["id"], channel=there)
    await place.fake.gateway.push("INTERACTION_CREATE", asked)
