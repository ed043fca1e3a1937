"""Changes at the same moment are all kept: people who change a channel's set-up at once, on the wire of each platform."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.model.channel import Address, Channel, Layout
from bot.search.foresight import Foresight
from storage.store import SqliteStore, open_store
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import HERE, serving
from tests.fakes.searcher import FakeIndex, FakeSearcher
from tests.fakes.slack_parts import at_work

ROUNDS = 10


@asynccontextmanager
async def desk() -> AsyncIterator[tuple[SqliteStore, Desk]]:
    async with open_store(":memory:") as store:
        foresight = Foresight(store.papers, FakeIndex())  # type: ignore[arg-type]  # a handful of words
        yield (
            store,
            Desk(Tools(store=store, searcher=FakeSearcher(), foresight=foresight, poke=lambda: None)),
        )


def settings_of(number: int) -> tuple[str, int, int, str]:
    """What four people set in a round: the hour, the picks, the fewest upvotes, the layout."""
    return f"{6 + number}:00", number + 2, number + 1, ("cards", "thread", "compact")[number % 3]


def check(channel: Channel | None, number: int) -> None:
    at, picks, upvotes, layout = settings_of(number)
    assert channel is not None
    kept = channel.settings
    assert f"{channel.schedule.at:%-H:%M}" == at, number
    assert (kept.picks, kept.min_upvotes, kept.layout) == (picks, upvotes, Layout(layout)), number


async def test_on_slack() -> None:
    async with desk() as (store, real), at_work() as bench:
        bench.listener.slack.requests._desk = real
        await bench.command("subscribe rag")
        await bench.settle()
        for number in range(ROUNDS):
            at, picks, upvotes, layout = settings_of(number)
            said = (
                f"schedule {at}",
                f"settings picks {picks}",
                f"settings upvotes {upvotes}",
                f"settings layout {layout}",
                f"subscribe topic{number}",
            )
            await asyncio.gather(*(bench.command(text, user_id=f"U{who}") for who, text in enumerate(said)))
            await bench.settle()
            channel = await store.channels.get(Address("slack", "T1", "C1"))
            check(channel, number)
            assert channel is not None
            queries = [each.query for each in await store.channels.subscriptions(channel.key)]
            assert queries == ["rag", *(f"topic{n}" for n in range(number + 1))]


def option(name: str, value: str | int) -> dict[str, object]:
    return {"type": 4 if isinstance(value, int) else 3, "name": name, "value": value}


async def test_on_discord() -> None:
    async with desk() as (store, real), serving() as application:
        await application.start()
        await application.ready()
        application.client.replies._desk = real
        tokens = iter(range(1_000))

        async def say(command: str, **options: str | int) -> None:
            token = f"tok{next(tokens)}"
            inner = {"type": 1, "name": command, "options": [option(n, v) for n, v in options.items()]}
            data = {"id": "1", "name": "papers", "type": 1, "options": [inner]}
            await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction(token, data))
            await until(lambda: len(application.fake.world.answers.get(token, ())) >= 2)

        await say("subscribe", query="rag")
        for number in range(ROUNDS):
            at, picks, upvotes, layout = settings_of(number)
            await asyncio.gather(
                say("schedule", at=at),
                say("settings", picks=picks),
                say("settings", upvotes=upvotes),
                say("settings", layout=layout),
                say("subscribe", query=f"topic{number}"),
            )
            channel = await store.channels.get(HERE)
            check(channel, number)
            assert channel is not None
            queries = [each.query for each in await store.channels.subscriptions(channel.key)]
            assert queries == ["rag", *(f"topic{n}" for n in range(number + 1))]
