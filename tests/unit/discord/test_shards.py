"""The shards of a process: divided anew while it still connects, and handed over no faster than they identify."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.discord.api.shards import Gateway, Shards
from bot.ports import LeaseKind
from tests.fakes.discord_parts import until
from tests.fakes.workers import Member, Together


class Client:
    """Connects once a shard may identify."""

    def __init__(self, *, identifies: bool = True) -> None:
        self.identifies = asyncio.Event()
        if identifies:
            self.identifies.set()
        self.connected = list[int]()

    async def connect_shard(self, number: int) -> None:
        await self.identifies.wait()
        self.connected.append(number)

    async def drop_shard(self, number: int) -> None:
        if number in self.connected:
            self.connected.remove(number)


@asynccontextmanager
async def kept(member: Member, client: Client) -> AsyncIterator[None]:
    """Its shards are kept meanwhile, and nobody looks without news."""
    shards = Shards(member, look=3_600.0)
    await shards.agreed(Gateway(4), 0)
    keeping = asyncio.create_task(shards.keep(client))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def held(together: Together) -> list[int]:
    return sorted(
        sum(owner is each for (kind, _), owner in together.owners.items() if kind is LeaseKind.SHARD)
        for each in together.members
    )


async def test_who_joins_while_another_still_connects_gets_its_part_at_once():
    together = Together()
    client = Client(identifies=False)
    async with kept(together.joins(), client):
        await until(lambda: held(together) == [4])
        async with kept(together.joins(), Client()), kept(together.joins(), Client()):
            await until(lambda: held(together) == [1, 1, 2])
            client.identifies.set()
            await until(lambda: len(client.connected) == 2)


async def test_what_is_connected_is_handed_over_when_it_is_the_turn_of_another_identify():
    together, client = Together(), Client()
    one, turns = together.joins(), asyncio.Event()
    turn = one.turn

    async def in_turn(name: str, seconds: float) -> bool:
        return await turn(name, seconds) and turns.is_set()

    one.turn = in_turn  # type: ignore[method-assign] -- the others had it
    async with kept(one, client):
        await until(lambda: len(client.connected) == 4)
        async with kept(together.joins(), Client()):
            await until(lambda: "discord hand over" in one.turns)
            assert held(together) == [0, 4]
            turns.set()
            together.tell()
            await until(lambda: held(together) == [2, 2])


@pytest.mark.parametrize("broken", [ValueError("no gateway"), OSError("no network")])
async def test_what_a_connection_raises_ends_the_keeping_and_is_raised(broken: Exception):
    client = Client()

    async def breaks(number: int) -> None:
        raise broken

    client.connect_shard = breaks  # type: ignore[method-assign] -- as said
    member = Together().joins()
    shards = Shards(member, look=3_600.0)
    await shards.agreed(Gateway(1), 0)
    with pytest.raises(type(broken), match="no"):
        await shards.keep(client)
