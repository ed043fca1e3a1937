"""Paging: every long answer turns its pages in place, back and forth, one message a page, on both platforms."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from adapters.discord.answering.additions import with_forms
from adapters.discord.render.messages import render
from adapters.slack.render.messages import messages
from bot.ports.request import Reply
from bot.views.blocks import Button, Buttons, Note, View, plain, turns_page
from tests.each_of import each_of
from tests.fakes.core import NOW, Office, listed, open_office
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import Application, serving
from tests.fakes.slack_parts import at_work, click
from tests.integration.test_discord_audience import OTHERS, OUTSIDE, PLACES

EPHEMERAL = 64
COMMANDS = ("list", "saved", "trending week", "search diffusion", "similar arxiv:2611.00101")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A channel with much of everything, its words as long as they come."""
    async with open_office() as opened:
        for number in range(40):
            assert (await opened.say(f"subscribe {'diffusion ' * 40} n{number}")).ok
        long = "A Diffusion of Very Long Titles That Nobody Can Read in One Breath, " * 3
        papers = [
            listed(f"{long}{number}", number, NOW.date(), authors=("Ada Lovelace with a Long Name",) * 40)
            for number in range(101, 131)
        ]
        await opened.ingest(*papers)
        for paper, _ in papers:
            assert (await opened.say(f"save {paper.id}")).ok
        yield opened


def turns(reply: Reply) -> dict[str, str]:
    buttons = [b for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons]
    return {button.label: button.command for button in buttons if turns_page(button.command)}


def content(reply: Reply) -> list[str]:
    return [str(block) for block in reply.view.blocks if not isinstance(block, Buttons)]


@each_of("command", COMMANDS)
async def test_a_long_answer_goes_on_to_its_end_and_back_and_each_page_is_one_message(
    office: Office, command: str
) -> None:
    reply = await office.say(command)
    assert reply.ok
    pages = [reply]
    while "Next" in turns(pages[-1]):
        pages.append(await office.say(turns(pages[-1])["Next"]))
        assert pages[-1].ok
        assert len(pages) < 60
    assert len(pages) > 1, "there was only one page to turn"
    assert "Previous" not in turns(pages[0])
    back = [pages[-1]]
    while "Previous" in turns(back[-1]):
        back.append(await office.say(turns(back[-1])["Previous"]))
    assert [content(page) for page in reversed(back)] == [content(page) for page in pages]
    for page in pages:
        assert len(messages(page.view)) == 1, "Slack"
        (rendered,) = render(page.view)
        assert _components(with_forms(rendered)) <= 40, "Discord"


def _components(message: dict[str, Any]) -> int:
    def walk(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for component in found:
            yield component
            yield from walk(component.get("components", []))

    return sum(1 for _ in walk(message["components"]))


# --- Slack


@each_of(
    ("more", "in_place"),
    [
        ({"container": {"type": "message", "is_ephemeral": True}}, True),
        ({"channel": {"id": "D1", "name": "directmessage"}}, True),
        ({}, False),
    ],
)
async def test_on_slack_a_page_turns_in_place_where_only_the_asker_reads_it(
    more: dict[str, Any], in_place: bool
) -> None:
    async with at_work() as bench:
        for value in ("search rag page:~10", "search rag page:~0"):
            await bench.interact(click(bench.slack, {"action_id": "papers:1", "value": value}, **more))
            await bench.settle()
        assert [bool(answer.get("replace_original")) for answer in bench.slack.responses] == [in_place] * 2


async def test_on_slack_a_page_that_is_no_more_is_said_beside_the_one_that_is_there() -> None:
    async with at_work() as bench:
        bench.desk.refuse["saved"] = "The list has become shorter; please ask again."
        container = {"type": "message", "is_ephemeral": True}
        action = {"action_id": "papers:1", "value": "saved page:~10"}
        await bench.interact(click(bench.slack, action, container=container))
        await bench.settle()
        (answer,) = bench.slack.responses
        assert not answer.get("replace_original")


# --- Discord


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        await made.start()
        await made.ready()
        yield made


async def clicked(application: Application, token: str, command: str, place: dict[str, Any], flags: int) -> None:
    custom_id = f"p:1:{command}"
    button = {"type": 2, "style": 2, "label": "Next", "custom_id": custom_id, "id": 2}
    row = {"type": 1, "components": [button], "id": 1}
    message = application.fake.world.store(
        200000000000000001, {"content": "x", "components": [row], "flags": flags}
    )
    more = place | {"type": 3, "message": {k: v for k, v in message.items() if k != "asked"}}
    data = {"custom_id": custom_id, "component_type": 2}
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction(token, data, **more))


DM = {"channel": OTHERS, "channel_id": OTHERS["id"]} | OUTSIDE
DM |= {"context": 1, "authorizing_integration_owners": {"0": "0"}}


@pytest.mark.parametrize(
    ("place", "flags"), [({}, EPHEMERAL), (DM, 0), (PLACES["a group"], EPHEMERAL)], ids=["server", "dm", "group"]
)
async def test_on_discord_a_page_turns_in_place(
    application: Application, place: dict[str, Any], flags: int
) -> None:
    turned = View((Note(plain("page two")), Buttons((Button.page("saved", "0", "Previous"),))), "x")
    application.insides.desk.replies["saved"] = Reply(turned)
    await clicked(application, "tok", "saved page:~10", place, flags)
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 2)
    (_, first, deferred), (_, then, edited) = application.fake.world.answers["tok"]
    assert (first, deferred["type"]) == ("callback", 6)
    assert then == "edit"
    assert "page two" in str(edited["components"])
    assert "saved page:~0" in str(edited["components"])


async def test_on_discord_a_page_that_is_no_more_is_said_to_the_asker_alone(application: Application) -> None:
    application.insides.desk.replies["saved"] = Reply(View((Note(plain("shorter")),), "x"), ok=False)
    await clicked(application, "tok", "saved page:~10", {}, EPHEMERAL)
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 2)
    (_, _, deferred), (_, then, said) = application.fake.world.answers["tok"]
    assert (deferred["type"], then) == (6, "follow-up")
    assert said["flags"] & EPHEMERAL


async def test_on_discord_an_old_public_page_stays_as_it_is(application: Application) -> None:
    await clicked(application, "tok", "saved page:~10", {}, 0)
    await until(lambda: len(application.fake.world.answers.get("tok", ())) == 2)
    (_, _, deferred), (_, then, _) = application.fake.world.answers["tok"]
    assert (deferred["type"], then) == (5, "follow-up")
