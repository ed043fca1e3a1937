"""Several processes listen to Discord: each gateway connection is one's, and another's when that one is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from adapters.discord.api import shards
from bot.ports import LeaseKind
from tests.fakes.discord_parts import Insides, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_serving import CHANNEL, Application, beside
from tests.fakes.discord_world import SERVER, TEXT
from tests.fakes.workers import Member, Together

FOUR = 4


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    monkeypatch.setattr(shards, "LOOK", 0.05)
    monkeypatch.setattr(shards, "GUARD", 0.02)
    async with running() as opened:
        opened.world.add_channel(CHANNEL, TEXT)
        opened.shards = FOUR
        opened.gateway.servers = [opened.world.server() | {"id": str(server(n))} for n in range(FOUR)]
        yield opened


def server(shard: int) -> int:
    """A server of that shard."""
    return (SERVER >> 22 << 22) - ((SERVER >> 22) % FOUR - shard << 22)


async def another(stack: AsyncExitStack, fake: FakeDiscord, together: Together) -> tuple[Application, Member]:
    member = together.joins()
    made = await stack.enter_async_context(beside(fake, Insides(workers=member)))
    made.listener._shards._look = 0.05
    await made.start()
    return made, member


def held(made: Application) -> list[int]:
    client = made.connection.client
    return sorted(client.connected) if client else []


async def test_shards_are_divided_and_taken_over_and_each_is_connected_once(fake: FakeDiscord):
    together = Together()
    async with AsyncExitStack() as stack:
        one, _ = await another(stack, fake, together)
        await until(lambda: held(one) == [0, 1, 2, 3])
        other, dying = await another(stack, fake, together)
        await until(lambda: (len(held(one)), len(held(other))) == (2, 2))
        await until(lambda: fake.gateway.connected() == [0, 1, 2, 3])
        assert len(fake.gateway.identified) == FOUR + 2  # no thrash: two were handed over
        first = held(other)[0]
        assert one.client.get_guild(server(first)) is None  # what its cache has is old
        await until(lambda: other.client.get_guild(server(first)))
        for guild in (first, held(one)[0]):
            assert await one.listener.alive(str(server(guild))) is True
        together.dies(dying)
        await until(lambda: held(one) == [0, 1, 2, 3] and held(other) == [])
        await until(lambda: fake.gateway.connected() == [0, 1, 2, 3])


async def test_who_is_stopped_hands_its_shards_back_at_once_and_an_event_is_answered_once(fake: FakeDiscord):
    together = Together()
    async with AsyncExitStack() as stack:
        one, _ = await another(stack, fake, together)
        other, _ = await another(stack, fake, together)
        await until(lambda: (len(held(one)), len(held(other))) == (2, 2))
        shard = held(other)[0]
        await until(lambda: other.client.get_guild(server(shard)))
        thread = {"guild_id": str(server(shard)), "parent_id": str(CHANNEL), "id": "5", "type": 11}
        await fake.gateway.push("THREAD_DELETE", thread)
        await other.heard("refused")
        assert not [word for word in one.told if word[0] == "refused"]
        assert other.serving is not None
        other.serving.cancel()
        await asyncio.gather(other.serving, return_exceptions=True)
        assert not [kind for kind, owner in together.owners.items() if owner is together.members[1]]
        await until(lambda: held(one) == [0, 1, 2, 3])


async def test_of_each_bucket_one_identifies_at_a_time(fake: FakeDiscord):
    together = Together()
    async with AsyncExitStack() as stack:
        one, member = await another(stack, fake, together)
        await until(lambda: held(one) == [0, 1, 2, 3])
        assert member.turns == [f"discord identify {bucket}" for bucket in range(FOUR)]


async def test_how_many_shards_there_are_is_what_those_who_hold_some_say(fake: FakeDiscord):
    together = Together()
    member = together.joins()
    await member.take(LeaseKind.SHARD, "discord 0 of 8")
    agreed = shards.Shards(together.joins())
    assert await agreed.agreed(shards.Gateway(4), 0) == 8
    together.dies(member)
    assert await agreed.agreed(shards.Gateway(4), 0) == 4
    assert await agreed.agreed(shards.Gateway(4), 6) == 6
