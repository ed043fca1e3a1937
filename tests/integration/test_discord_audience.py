"""Who sees an answer on Discord: what is for the asker alone stays so in every message, wherever they ask."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.ports.request import Reply
from bot.views.blocks import Note, Paragraph, View, plain
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import Application, serving
from tests.fakes.discord_world import PERSON, SERVER

EPHEMERAL = 64
ANN = {"id": str(PERSON), "username": "ann", "discriminator": "0", "global_name": "Ann", "avatar": None}
GROUP = {"id": "600000000000000001", "type": 3, "name": "us three", "recipients": [ANN], "owner_id": str(PERSON)}
OTHERS = {"id": "600000000000000002", "type": 1, "recipients": [ANN]}
OUTSIDE = {"guild_id": None, "member": None, "user": ANN, "context": 2}
BY_PERSON = {"authorizing_integration_owners": {"1": str(PERSON)}}
PLACES: dict[str, dict[str, Any]] = {
    "a group": {"channel": GROUP, "channel_id": GROUP["id"]} | OUTSIDE | BY_PERSON,
    "other people's conversation": {"channel": OTHERS, "channel_id": OTHERS["id"]} | OUTSIDE | BY_PERSON,
    "a server without Paperboy": BY_PERSON,
    "a server with Paperboy": {},
    "a server, both installed": {"authorizing_integration_owners": {"0": str(SERVER), "1": str(PERSON)}},
}


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        await made.start()
        await made.ready()
        yield made


def asked(command: str, **more: Any) -> dict[str, Any]:
    options = [{"type": 3, "name": "query", "value": "RAG"}] if command in {"search", "subscribe"} else []
    return {
        "id": "1",
        "name": "papers",
        "type": 1,
        "options": [{"type": 1, "name": command, "options": options}],
        **more,
    }


def long_answer(messages: int = 4) -> View:
    return View(tuple(Paragraph(plain(f"{n} " + "word " * 700)) for n in range(messages)), "long")


def seen_by_all(application: Application, token: str) -> list[dict[str, Any]]:
    """What everybody in the channel could read: the first follow-up is as the deferral, the others as they say."""
    said = application.fake.world.answers.get(token, [])
    public = []
    deferred: bool | None = None
    for _, how, body in said:
        flags = body.get("flags", 0) or (body.get("data") or {}).get("flags", 0)
        if how == "callback":
            deferred = bool(flags & EPHEMERAL)
        elif how == "follow-up":
            hidden = deferred if deferred is not None else bool(flags & EPHEMERAL)
            deferred = None
            if not hidden:
                public.append(body)
    return public


def followed_up(application: Application, token: str) -> list[dict[str, Any]]:
    return [body for _, how, body in application.fake.world.answers.get(token, []) if how == "follow-up"]


@pytest.mark.parametrize("command", ["search", "list", "saved", "help"])
@pytest.mark.parametrize("place", PLACES)
async def test_every_message_of_a_private_answer_is_for_the_asker_alone(
    application: Application, place: str, command: str
) -> None:
    application.insides.desk.replies[command] = Reply(long_answer())
    await application.fake.gateway.push(
        "INTERACTION_CREATE", application.fake.interaction("tok", asked(command), **PLACES[place])
    )
    await until(lambda: len(followed_up(application, "tok")) >= 3)
    assert seen_by_all(application, "tok") == []
    assert all(body["flags"] & EPHEMERAL for body in followed_up(application, "tok"))


@pytest.mark.parametrize("place", ["a group", "other people's conversation", "a server without Paperboy"])
async def test_a_change_of_ones_own_digest_is_not_told_to_those_around(
    application: Application, place: str
) -> None:
    application.insides.desk.replies["subscribe"] = Reply(long_answer(), public=True)
    await application.fake.gateway.push(
        "INTERACTION_CREATE", application.fake.interaction("tok", asked("subscribe"), **PLACES[place])
    )
    await until(lambda: len(followed_up(application, "tok")) >= 3)
    assert seen_by_all(application, "tok") == []
    assert application.insides.desk.asked[0].personal


async def test_a_long_answer_to_a_click_in_a_group_is_for_the_clicker_alone(application: Application) -> None:
    application.insides.desk.replies["similar"] = Reply(long_answer())
    data = {"custom_id": "p:1:similar arxiv:1706.03762", "component_type": 2}
    button = {"type": 2, "style": 2, "label": "Similar", "custom_id": data["custom_id"], "id": 2}
    row = {"type": 1, "components": [button], "id": 1}
    message = application.fake.world.store(int(GROUP["id"]), {"content": "a digest", "components": [row]})
    click = PLACES["a group"] | {"type": 3, "message": {k: v for k, v in message.items() if k != "asked"}}
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", data, **click))
    await until(lambda: len(followed_up(application, "tok")) >= 3)
    assert seen_by_all(application, "tok") == []


async def test_a_failure_in_a_group_is_told_to_the_asker_alone(application: Application) -> None:
    application.insides.desk.error = RuntimeError("boom")
    await application.fake.gateway.push(
        "INTERACTION_CREATE", application.fake.interaction("tok", asked("search"), **PLACES["a group"])
    )
    await until(lambda: followed_up(application, "tok"))
    assert seen_by_all(application, "tok") == []


async def test_in_a_conversation_with_paperboy_the_answer_stays_to_be_read_again(application: Application) -> None:
    application.insides.desk.replies["search"] = Reply(View((Note(plain("found")),), "x"))
    own = OUTSIDE | {"context": 1, "authorizing_integration_owners": {"0": "0"}}
    where = {"channel": OTHERS, "channel_id": OTHERS["id"]} | own
    await application.fake.gateway.push(
        "INTERACTION_CREATE", application.fake.interaction("tok", asked("search"), **where)
    )
    await until(lambda: followed_up(application, "tok"))
    assert len(seen_by_all(application, "tok")) == 1
