"""Whoever may not change a channel's set-up changes nothing by what Slack, Discord or a web server lets them send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from simcord import Env

from adapters.slack.answering.requests import Place
from adapters.slack.listeners.setup_form import form
from bot.model.channel import Address
from tests.attacks.test_every_door import ARGUMENTS
from tests.fakes.core import HERE, Office, open_office
from tests.fakes.discord_client import bot_of
from tests.fakes.discord_parts import Insides
from tests.fakes.slack_parts import Bench, at_work, click
from tests.integration.reading import open_reading
from tests.integration.test_slack_modal import submission, without_message
from tests.unit.slack.test_setup_form import option, options, submitted

LINES = [
    " ".join((name, *given.values())) for name, given in ARGUMENTS.items() if name not in {"settings", "import"}
]
LINES += ["settings picks 3", f"import {ARGUMENTS['import']['json']}"]
# What a web server takes beside reading: its own forms of mail, each signed or about the visitor's own address.
FORMS = {"/mail/links/{token}", "/mail/again", "/mail/subscribe"}


@asynccontextmanager
async def closed(address: Address) -> AsyncIterator[Office]:
    """A channel whose set-up is its managers', and which is the same afterwards."""
    async with open_office() as office:
        for said in ("subscribe agents", "settings changes managers"):
            assert (await office.say(said, address=address)).ok
        before = await office.channel(address), await office.store.channels.subscriptions(1)
        yield office
        assert (await office.channel(address), await office.store.channels.subscriptions(1)) == before
        assert office.pokes == []


async def _of_slack(bench: Bench) -> None:
    """Typed, said, clicked, chosen, clicked from elsewhere, and in a form."""
    for line in LINES:
        await bench.command(line)
        mention = {"type": "app_mention", "user": "U1", "channel": "C1", "text": f"<@UBOTT1> {line}"}
        await bench.event(mention, event_id=line)
        await bench.interact(click(bench.slack, {"action_id": "papers:1", "value": line}))
        chosen = {"action_id": "papers:1", "type": "static_select", "selected_option": {"value": line}}
        await bench.interact(click(bench.slack, chosen))
        from_home = {"action_id": "papers@C1:1", "value": line}
        await bench.interact(without_message(click(bench.slack, from_home, channel={"id": "D1"})))
    view = form(Place("T1", "C1", "U1", "general"), None, "")
    await bench.interact(submission(submitted(view, queries=options("diffusion"), layout=option("cards"))))


async def test_on_slack_who_may_not_change_a_set_up_changes_nothing():
    async with closed(HERE) as office, at_work() as bench:
        bench.listener.slack.requests._desk = office.desk
        await _of_slack(bench)
        await bench.settle()
        assert len(bench.slack.responses) >= 3 * len(LINES)
        assert not [said for said in bench.slack.responses if said["response_type"] == "in_channel"]
        assert bench.slack.messages == []


async def test_on_slack_the_same_from_another_workspace_is_about_another_channel():
    async with closed(HERE) as office, at_work() as bench:
        bench.slack.team("T2")
        bench.listener.slack.requests._desk = office.desk
        for line in LINES:
            await bench.command(line, team_id="T2")
            body = click(bench.slack, {"action_id": "papers@C1:1", "value": line}, team={"id": "T2"})
            await bench.interact(body | {"user": {"id": "U1", "team_id": "T2"}})
        await bench.settle()
        assert await office.store.channels.get(HERE._replace(workspace="T2")) is None, "not installed there"


async def test_on_discord_who_may_not_change_a_set_up_changes_nothing():
    async with open_office() as office:
        bot = bot_of(Insides(desk=office.desk))
        env = Env(bot, settle_timeout=60)
        await env.start()
        await bot.tree.sync()
        guild = env.create_guild("Lab")
        channel, ann = guild.create_text_channel("papers"), guild.add_member(env.create_user("ann"))
        here = Address("discord", str(guild.id), str(channel.id))
        assert (await office.say("subscribe agents", address=here)).ok
        before, pokes = await office.channel(here), len(office.pokes)
        for name, given in ARGUMENTS.items():
            typed = {key: int(value) if key == "picks" else value for key, value in given.items()}
            await ann.slash(channel, f"papers {name}", **typed)
        for line in LINES:
            for kind, more in ((2, {"custom_id": f"p:1:{line}"}), (3, {"custom_id": "s:1:x", "values": [line]})):
                data = {"component_type": kind, **more}
                await ann._dispatch_interaction(3, channel, data, extra={"message": {}})
        assert await office.channel(here) == before
        assert len(await office.store.channels.subscriptions(before.key)) == 1
        assert len(office.pokes) == pokes
        await env.shutdown()


async def test_the_web_changes_nothing_but_by_the_forms_of_mail():
    async with open_reading() as reading:
        taken = {
            route.path
            for route in reading.app.routes
            if getattr(route, "methods", None) and route.methods - {"GET", "HEAD", "OPTIONS"}
        }
        for path in ("/api/daily_papers", "/api/papers/search", "/papers", "/feeds/atom", "/healthz", "/"):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = await reading.client.request(method, path, content=b"{}")
                assert answer.status_code in {404, 405}, (method, path)
        assert set(taken) == FORMS
