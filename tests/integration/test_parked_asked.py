"""A post in doubt is asked of its owner by direct message, with buttons that decide: on both platforms, on the wire."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from adapters.slack.posting.sender import SlackSender
from bot.app.system_clock import SystemClock
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.delivery.dispatcher import Dispatcher
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, Delivery, Outcome, Receipt, Unknown
from bot.ports import Message, Platform
from bot.search.foresight import Foresight
from bot.views.digest import digest_view
from storage.store import SqliteStore, open_store
from tests.contract.furnishing import NOW as SHELF_NOW
from tests.contract.furnishing import channel, known, planned
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import CHANNEL, Application, serving
from tests.fakes.discord_world import PERSON, SERVER
from tests.fakes.searcher import FakeSearcher
from tests.fakes.slack_parts import at_work, click


class InDoubt:
    """A sender whose first post's answer is lost and cannot be looked up; everything else is the real one's."""

    def __init__(self, sender: object) -> None:
        self._sender, self.first = sender, True

    def __getattr__(self, name: str) -> object:
        return getattr(self._sender, name)

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        if self.first:
            self.first = False
            return Ambiguous("the connection dropped")
        outcome: Outcome = await self._sender.send(delivery, message, root)  # type: ignore[attr-defined]
        return outcome

    async def find(self, *_: object) -> Unknown:
        return Unknown("history may not be read")


class QuickClock(SystemClock):
    """The day on which the papers are; look-ups come at once."""

    def __init__(self) -> None:
        self._ahead = SHELF_NOW - SystemClock.now(self)

    def now(self):
        return super().now() + self._ahead

    def later(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


@asynccontextmanager
async def in_doubt(platform: Platform, workspace: str, place: str, owner: str) -> AsyncIterator[tuple]:
    """A channel whose digest is parked, its owner asked; (store, desk's tools, dispatcher)."""
    clock = QuickClock()
    async with open_store(":memory:") as store:
        await known(store)
        address = Address(platform.name, workspace, place)
        await channel(store, address=address, owner=owner)
        await planned(store)
        doubtful = Platform(platform.name, InDoubt(platform.sender), platform.listener)  # type: ignore[arg-type]
        dispatcher = Dispatcher(store.outbox, store.plans, [doubtful], clock, digest_view)
        await dispatcher.drain()
        clock.later(30)
        await dispatcher.drain()
        assert len(await store.outbox.parked(5)) == 1
        yield store, dispatcher


def desk_of(store: SqliteStore, dispatcher: Dispatcher) -> Desk:
    foresight = Foresight(store.papers, store.index)
    return Desk(Tools(store=store, searcher=FakeSearcher(), foresight=foresight, poke=dispatcher.poke))


async def test_on_slack_the_owner_is_asked_and_the_button_sends_once() -> None:
    async with at_work() as bench:
        sender = SlackSender(bench.listener.slack.workspaces, channel_interval=0.01, workspace_interval=0.01)
        async with in_doubt(Platform("slack", sender, bench.listener), "T1", "C1", "U1") as (store, dispatcher):
            (asked,) = bench.slack.posted("U1")
            (row,) = (block for block in asked["blocks"] if block["type"] == "actions")
            assert [element["text"]["text"] for element in row["elements"]] == ["Send", "Drop"]
            bench.listener.slack.requests._desk = desk_of(store, dispatcher)
            for _ in range(2):
                action = {"action_id": row["elements"][0]["action_id"], "value": row["elements"][0]["value"]}
                payload = click(bench.slack, action, channel={"id": "D1", "name": "directmessage"})
                await bench.interact(payload)
                await bench.settle()
                await dispatcher.drain()
            assert len(bench.slack.posted("C1")) == 1
            assert "is sent again" in bench.slack.responses[0]["text"]
            assert "already" in bench.slack.responses[1]["text"]
            stranger = click(bench.slack, action, user={"id": "U2"}, channel={"id": "D2", "name": "directmessage"})
            await bench.interact(stranger)
            await bench.settle()
            assert "not here" in bench.slack.responses[2]["text"]


async def clicked(application: Application, token: str, custom_id: str) -> str:
    """What the owner reads after a click in the conversation with Paperboy."""
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id, "id": 2}
    row = {"type": 1, "components": [button], "id": 1}
    message = application.fake.world.store(CHANNEL, {"content": "x", "components": [row]})
    person = {"id": str(PERSON), "username": "ann", "discriminator": "0", "global_name": "Ann", "avatar": None}
    more = {
        "type": 3,
        "guild_id": None,
        "member": None,
        "user": person,
        "context": 1,
        "authorizing_integration_owners": {"0": "0"},
        "channel": {"id": "600000000000000002", "type": 1, "recipients": [person]},
        "channel_id": "600000000000000002",
        "message": {k: v for k, v in message.items() if k != "asked"},
    }
    data = {"custom_id": custom_id, "component_type": 2}
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction(token, data, **more))
    await until(lambda: len(application.fake.world.answers.get(token, ())) >= 2)
    return str(application.fake.world.answers[token][1:])


async def test_on_discord_the_owner_is_asked_and_the_button_drops_once() -> None:
    async with serving() as application:
        await application.start()
        await application.ready()
        platform = Platform("discord", application.sender, application.listener)
        async with in_doubt(platform, str(SERVER), str(CHANNEL), str(PERSON)) as (store, dispatcher):
            await until(lambda: len(application.fake.world.messages) == 1)
            ((message,),) = application.fake.world.messages.values()
            ids = [c for c in str(message["asked"]).split("'") if c.startswith("p:")]
            (drop,) = (each for each in ids if "status drop" in each)
            assert any("status send" in each for each in ids)
            application.client.replies._desk = desk_of(store, dispatcher)
            assert "is dropped" in await clicked(application, "one", drop)
            assert "already" in await clicked(application, "two", drop)
            assert await store.outbox.parked(5) == []
