"""Whoever may not change a channel's set-up changes nothing: by no command, and through no door of the desk."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.commands.table import TABLE
from bot.ports.request import Step
from tests.each_of import each_of
from tests.fakes.core import HERE, Office, open_office, request_for

# A way to change something with each of them; a command that is new here has no door open by mistake.
ARGUMENTS = {
    "subscribe": {"query": "diffusion"},
    "unsubscribe": {"query": "1"},
    "schedule": {"at": "8:15"},
    "settings": {"picks": "3"},
    "now": {},
    "pause": {},
    "resume": {},
    "import": {"json": '{"settings": {"picks": 3}}'},
}
SET_UP = [command.name for command in TABLE if command.setup]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office() as office:
        await office.say("subscribe agents")
        await office.say("settings changes managers")
        yield office


def test_every_command_that_changes_a_set_up_is_tried_here() -> None:
    assert set(SET_UP) == ARGUMENTS.keys()


@each_of("door", ["typed, or a button", "an option tree", "a form"])
@each_of("name", SET_UP)
async def test_who_may_not_change_a_set_up_changes_nothing_through_any_door(office, name, door):
    before, queries = await office.channel(), await office.queries()
    stranger = replace(request_for(manager=False), address=HERE)
    match door:
        case "a form":
            filled = await office.desk.fill_in(stranger, [Step(name, ARGUMENTS[name])])
            reply = filled.reply
        case "an option tree":
            reply = await office.desk.answer(replace(stranger, command=name, arguments=ARGUMENTS[name]))
        case _:
            typed = " ".join([name, *(f"picks {v}" if k == "picks" else v for k, v in ARGUMENTS[name].items())])
            reply = await office.desk.answer(replace(stranger, text=typed))
    assert not reply.ok, reply.view.summary
    assert not reply.public
    assert await office.channel() == before
    assert await office.queries() == queries
    assert office.pokes == []


@each_of("name", sorted(set(SET_UP) - {"import"}))
async def test_nothing_of_another_workspaces_channel_is_changed_by_naming_it(office, name):
    before, queries = await office.channel(), await office.queries()
    elsewhere = HERE._replace(workspace="T-other")
    asked = replace(request_for(), address=elsewhere, command=name, arguments=ARGUMENTS[name])
    await office.desk.answer(asked)
    assert await office.channel() == before
    assert await office.queries() == queries
