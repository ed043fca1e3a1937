"""What issue lists of wrongs say of both platforms together, driven through the adapters as people and platforms do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.platform_supervisor import keep_serving
from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.model.channel import Address
from bot.search.foresight import Foresight
from storage.store import SqliteStore, open_store
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import HERE as ON_DISCORD
from tests.fakes.discord_serving import serving
from tests.fakes.searcher import FakeIndex, FakeSearcher
from tests.fakes.slack_parts import at_work

HERE = Address("slack", "T1", "C1")


@asynccontextmanager
async def desk() -> AsyncIterator[tuple[SqliteStore, Desk]]:
    async with open_store(":memory:") as store:
        foresight = Foresight(store.papers, FakeIndex())  # type: ignore[arg-type]  # a handful of words
        yield store, Desk(Tools(store=store, searcher=FakeSearcher(), foresight=foresight, poke=lambda: None))


@each_of(
    ("typed", "zone"),
    [
        ("9:00 UTC+2", "Etc/GMT-2"),
        ("9:00 GMT+2", "Etc/GMT-2"),
        ("9:00 Beijing", "Asia/Shanghai"),
        ("9:00 Germany", "Europe/Berlin"),
        ("9:00 PST", "America/Los_Angeles"),
        ("every day at 9 Saarbrücken", "Europe/Berlin"),
    ],
)
async def test_a_zone_as_people_write_it_typed_on_slack(typed: str, zone: str) -> None:
    async with desk() as (store, real), at_work() as bench:
        bench.listener.slack.requests._desk = real
        await bench.command(f"schedule {typed}")
        await bench.settle()
        channel = await store.channels.get(HERE)
        assert channel is not None, bench.slack.responses
        assert channel.schedule.zone == zone


@each_of("typed", ["9:00 IST", "9:00 and 17:00", "weekly"])
async def test_what_is_ambiguous_or_no_hour_is_asked_on_slack(typed: str) -> None:
    async with desk() as (store, real), at_work() as bench:
        bench.listener.slack.requests._desk = real
        await bench.command(f"schedule {typed}")
        await bench.settle()
        assert await store.channels.get(HERE) is None
        (said,) = bench.slack.responses
        assert said["response_type"] == "ephemeral"


async def test_times_and_zones_as_people_write_them_filled_in_on_discord() -> None:
    async with desk() as (store, real), serving() as application:
        await application.start()
        await application.ready()
        application.client.replies._desk = real

        async def schedule(number: int, **options: str) -> str:
            shown = [{"type": 3, "name": name, "value": value} for name, value in options.items()]
            inner = {"type": 1, "name": "schedule", "options": shown}
            data = {"id": "1", "name": "papers", "type": 1, "options": [inner]}
            token = f"tok{number}"
            await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction(token, data))
            await until(lambda: len(application.fake.world.answers.get(token, ())) >= 3)  # the follow-up is last
            return str(application.fake.world.answers[token])

        await schedule(1, at="8 in the evening", days="every day", zone="UTC+2")
        channel = await store.channels.get(ON_DISCORD)
        assert channel is not None
        assert (channel.schedule.at.hour, len(channel.schedule.weekdays), channel.schedule.zone) == (
            20,
            7,
            "Etc/GMT-2",
        )
        assert "one digest a day" in await schedule(2, at="9:00 and 17:00")
        assert "Europe/Dublin" in await schedule(3, zone="IST")
        assert await store.channels.get(ON_DISCORD) == channel


async def test_a_platform_whose_token_is_refused_leaves_the_other_serving() -> None:
    async with serving() as application, at_work(slack_app_token="xapp-1") as bench:
        application.fake.world.token = "another"
        said: dict[str, str] = {}
        sentences: list[str] = []
        discord = type("P", (), {"name": "discord", "listener": application.listener})()
        tasks = [
            asyncio.create_task(keep_serving(discord, said, sentences.append)),
            asyncio.create_task(keep_serving(bench.platform, said, sentences.append)),
        ]
        await until(lambda: sentences and bench.slack.sockets)
        assert "DISCORD_TOKEN" in said["discord"]
        assert "slack" not in said
        assert not tasks[1].done()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_reinstall_with_a_single_token_brings_the_channels_back_on_slack() -> None:
    async with desk() as (store, real):
        lifecycle = ChannelLifecycle(store, FakeClock(), OwnerNotices({}), 30)
        async with at_work(lifecycle=lifecycle) as bench:
            bench.listener.slack.requests._desk = real
            await bench.command("subscribe rag")
            await bench.settle()
            bench.slack.teams["xoxb-T1"].dead = "token_revoked"
            await bench.event({"type": "app_uninstalled"})
            await bench.settle()
            assert await store.workspaces.dead() != []
            bench.slack.teams["xoxb-T1"].dead = ""
            await bench.listener._greet()  # the next start: the token of the settings works
            assert await store.workspaces.dead() == []
            channel = await store.channels.get(HERE)
            assert channel is not None
            assert [each.query for each in await store.channels.subscriptions(channel.key)] == ["rag"]
