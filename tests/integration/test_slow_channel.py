"""Slow and throttled channels hold up no other one: the real adapters under the real dispatcher."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from adapters.discord.app import platform
from adapters.discord.settings import DiscordSettings
from adapters.slack.posting.sender import SlackSender
from bot.app.system_clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.model.channel import Address
from bot.model.delivery import State
from bot.ports import Platform
from bot.views.digest import digest_view
from tests.fakes.discord_parts import Insides, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import SERVER, TEXT, Fault
from tests.fakes.outbox import FakeOutbox
from tests.fakes.slack_parts import Bench, at_work
from tests.fakes.slack_server import Fault as SlackFault

FIRST = 200000000000000001
CHANNELS = 23


@asynccontextmanager
async def dispatched(outbox: FakeOutbox, built: Platform) -> AsyncIterator[None]:
    dispatcher = Dispatcher(outbox, outbox, [built], SystemClock(), digest_view)  # type: ignore[arg-type]  # both in one
    task = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def at_discord() -> AsyncIterator[tuple[FakeDiscord, FakeOutbox, Platform]]:
    """A server with a digest due in each of its channels."""
    async with running() as fake:
        outbox = FakeOutbox()
        for number in range(CHANNELS):
            fake.world.add_channel(FIRST + number, TEXT)
            outbox.put(Address("discord", str(SERVER), str(FIRST + number)), datetime.now(UTC))
        given = {"discord_token": fake.world.token, "discord_api_url": fake.api}
        built = platform(Insides().parts(), DiscordSettings(**given))
        yield fake, outbox, built
        assert built.close is not None
        await built.close()


def others_are_sent(outbox: FakeOutbox) -> bool:
    return all(outbox.state(number) is State.SENT for number in range(2, CHANNELS + 1))


async def test_on_discord_a_post_without_an_answer_keeps_no_other_channel_of_its_server_waiting() -> None:
    async with at_discord() as (fake, outbox, built):
        gate = fake.world.stalled[FIRST] = asyncio.Event()
        async with dispatched(outbox, built):
            await until(lambda: others_are_sent(outbox), 30)
            assert outbox.state(1) is State.SENDING
            for number in range(1, CHANNELS):  # and the next digest, while the first answer is still awaited
                outbox.put(Address("discord", str(SERVER), str(FIRST + number)), datetime.now(UTC))
            await until(lambda: sum(map(len, fake.world.messages.values())) == 2 * (CHANNELS - 1), 40)
            assert outbox.state(1) is State.SENDING
            gate.set()
            await until(lambda: outbox.states() == {State.SENT}, 30)
        assert len(fake.world.messages[FIRST]) == 1
        assert fake.world.refused_globally == fake.world.refused_by_bucket == 0


async def test_on_discord_a_throttled_channel_waits_in_the_outbox_and_the_others_go() -> None:
    async with at_discord() as (fake, outbox, built):
        limited = Fault(429, body={"message": "limited", "retry_after": 20.0, "global": False})
        fake.world.faults.append(("POST", f"/channels/{FIRST}/messages", limited))
        async with dispatched(outbox, built):
            await until(lambda: others_are_sent(outbox), 15)
            assert outbox.state(1) is State.QUEUED
            (wait,) = outbox.waits
            assert (wait.workspace, wait.channel) == (str(SERVER), str(FIRST))
            assert 5 < (wait.until - datetime.now(UTC)).total_seconds() <= 20


async def slack_outbox(bench: Bench) -> tuple[FakeOutbox, Platform]:
    outbox = FakeOutbox()
    for number in range(CHANNELS):
        outbox.put(Address("slack", "T1", f"C{number}"), datetime.now(UTC))
    sender = SlackSender(bench.listener.slack.workspaces, channel_interval=0.05, workspace_interval=0.02)
    return outbox, Platform("slack", sender, bench.listener)


async def test_on_slack_a_post_without_an_answer_keeps_no_other_channel_waiting() -> None:
    async with at_work() as bench:
        outbox, built = await slack_outbox(bench)
        gate = bench.slack.stalled["C0"] = asyncio.Event()
        async with dispatched(outbox, built):
            await until(lambda: others_are_sent(outbox), 15)
            assert outbox.state(1) is State.SENDING
            gate.set()
            await until(lambda: outbox.states() == {State.SENT}, 15)
        assert len(bench.slack.posted("C0")) == 1
        assert len(bench.slack.messages) == CHANNELS


async def test_on_slack_a_throttled_workspace_waits_in_the_outbox() -> None:
    async with at_work() as bench:
        outbox, built = await slack_outbox(bench)
        bench.slack.fail("chat.postMessage", SlackFault(status=429, after=20, error="ratelimited"))
        async with dispatched(outbox, built):
            await until(lambda: outbox.waits, 15)
            (wait,) = outbox.waits
            assert (wait.workspace, wait.channel) == ("T1", None)
            await until(lambda: all(row.leased is None for row in outbox.rows.values()), 15)
            waiting = [row for row in outbox.rows.values() if row.delivery.state is State.QUEUED]
            assert len(waiting) + len(bench.slack.messages) == CHANNELS
            assert len(bench.slack.messages) <= 2, "only what was under way"
            assert all(row.due >= wait.until for row in waiting)
