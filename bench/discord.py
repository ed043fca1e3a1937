"""Discord at its limits: `python -m bench.discord [deliveries|faults|answers|memory]`.

The real client against a loopback Discord in a process of its own, which enforces 50 requests in any second and
a bucket a channel.
"""

import asyncio
import gc
import multiprocessing
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import quantiles
from typing import Any, cast

import discord

from adapters.discord.app import platform
from adapters.discord.posting.sender import DiscordSender
from adapters.discord.settings import DiscordSettings
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, NotThere, RetryAfter, Sent
from tests.fakes.discord_parts import Insides, delivery, until
from tests.fakes.discord_server import FakeDiscord, running
from tests.fakes.discord_world import SERVER, World
from tests.fakes.turns import turn
from tools.gallery.discord_views import views

FIRST = 200_000_000_000_000_000
LATENCY = 0.03  # seconds of each answer
RUNNING = 512  # deliveries at the same time, as the dispatcher has it


@dataclass(frozen=True, slots=True)
class Setting:
    """What the fake is like: channels of one server with faults by chance, or many servers."""

    channels: int = 20
    chance: float = 0.0
    servers: int = 0
    slow: dict[int, float] = field(default_factory=dict)  # seconds of an answer, by channel


@dataclass(frozen=True, slots=True)
class Bench:
    """A served adapter; `fake` leads to its Discord in the other process."""

    sender: DiscordSender
    client: discord.Client
    fake: Pipe
    empty: float  # MB before connecting

    async def ask(self, *what: Any) -> Any:
        """Have the fake do something and say what came of it."""
        self.fake.send(what)
        return await asyncio.to_thread(self.fake.recv)

    async def deliver(self, channels: int) -> tuple[float, int]:
        """(seconds, unclear answers) until every channel has its receipt."""
        view, edition = views()["digest-cards"]
        message = self.sender.render(view, edition, plain=False)[0]
        room, unclear = asyncio.Semaphore(RUNNING), 0
        line = asyncio.Lock()  # as the dispatcher asks for turns: one after the other

        async def one(number: int) -> None:
            nonlocal unclear
            task = delivery(Address("discord", str(SERVER), str(number)), f"token{number}"[-25:])
            async with room:
                async with line:
                    await turn(self.sender, task.address)
                first = datetime.now(UTC)
                outcome: Any = await self.sender.send(task, message, None)
                while not isinstance(outcome, Sent):
                    match outcome:
                        case Ambiguous() | RetryAfter():
                            unclear += 1
                            known = delivery(task.address, task.token, first_tried=first)
                            outcome = await self.sender.find(known, message, None, datetime.now(UTC))
                        case NotThere():
                            outcome = await self.sender.send(task, message, None)
                        case other:
                            raise AssertionError(other)

        began = time.perf_counter()
        await asyncio.gather(*(one(FIRST + n) for n in range(channels)))
        return time.perf_counter() - began, unclear


async def deliveries(bench: Bench) -> None:
    """600 channels, and again with some of the posts failing."""
    seconds, unclear = await bench.deliver(600)
    lost, twice, refused = await bench.ask("count", 600)
    print(f"  {seconds:.2f} s (at most 12.5), {600 / seconds:.1f} a second; {unclear} unclear answers resolved;")
    print(f"  lost {lost} (0), twice {twice} (0), refused by the global limit {refused} (0)")


async def answers(bench: Bench) -> None:
    """First answers to interactions while 1,000 channels are delivered."""
    (seconds, _), waits = await asyncio.gather(bench.deliver(1_000), bench.ask("interact", 200, 0.1))
    p50, p99 = quantiles(waits, n=100)[49], quantiles(waits, n=100)[98]
    *_, refused = await bench.ask("count", 1_000)
    print(f"  {len(waits)} interactions during 1,000 deliveries ({seconds:.1f} s); first answer p50 {p50:.1f} ms,")
    print(f"  p99 {p99:.1f} ms (at most 100), without the fake's own {LATENCY * 1000:.0f} ms;", end=" ")
    print(f"refused by the global limit {refused} (0)")


async def memory(bench: Bench) -> None:
    """The cache, filled."""
    await until(lambda: len(bench.client.guilds) >= 2_000 and not bench.client.guilds[-1].unavailable, 120)
    gc.collect()
    channels = sum(len(guild.channels) for guild in bench.client.guilds)
    print(f"  {len(bench.client.guilds):,} servers and {channels:,} channels: {resident():.0f} MB (under 150),")
    print(f"  {bench.empty:.0f} MB of it before connecting")


def resident() -> float:
    """MB of this process in memory."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@asynccontextmanager
async def served(setting: Setting) -> AsyncIterator[Bench]:
    """The adapter, connected to a fake of that setting."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=run_fake, args=(setting, there))
    process.start()
    api, token = await asyncio.to_thread(here.recv)
    built = platform(Insides().parts(), DiscordSettings(discord_token=token, discord_api_url=api))
    sender, empty = cast(DiscordSender, built.sender), resident()
    serving = asyncio.create_task(built.listener.serve())
    connection = sender._connection  # noqa: SLF001 -- a bench may look inside
    await until(lambda: connection.client and connection.client.is_ready(), 60)
    try:
        yield Bench(sender, cast(discord.Client, connection.client), here, empty)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert built.close is not None  # noqa: S101 -- for the type checker: Discord's has one
        await built.close()
        here.send(("stop",))
        await asyncio.to_thread(process.join)


def run_fake(setting: Setting, pipe: Pipe) -> None:
    """The other process."""
    asyncio.run(_fake(setting, pipe))


async def _fake(setting: Setting, pipe: Pipe) -> None:
    world = World(latency=LATENCY, chance=setting.chance, dice=random.Random(2026) if setting.chance else None)
    world.slow |= setting.slow
    for number in range(setting.channels):
        world.add_channel(FIRST + number)
    async with running(world) as fake:
        if setting.servers:
            fake.gateway.servers = [_server(number, setting.channels) for number in range(setting.servers)]
        pipe.send((fake.api, world.token))
        while True:
            match await asyncio.to_thread(pipe.recv):
                case ("count", channels):
                    counts = [len(world.messages.get(FIRST + n, ())) for n in range(channels)]
                    pipe.send((counts.count(0), sum(1 for c in counts if c > 1), world.refused_globally))
                case ("interact", number, gap):
                    pipe.send(await _interact(fake, number, gap))
                case _:
                    return


async def _interact(fake: FakeDiscord, number: int, gap: float) -> list[float]:
    """Milliseconds from each interaction to its first answer."""
    option = {"type": 3, "name": "query", "value": "RAG"}
    search = {"type": 1, "name": "search", "options": [option]}
    asked = {}
    for n in range(number):
        token = f"t{n}"
        asked[token] = asyncio.get_running_loop().time()
        data = {"id": "1", "name": "papers", "type": 1, "options": [search]}
        await fake.gateway.push("INTERACTION_CREATE", fake.interaction(token, data))
        await asyncio.sleep(gap)
    await until(lambda: len(fake.world.answers) == number)
    return [(fake.world.answers[token][0][0] - at - LATENCY) * 1_000 for token, at in asked.items()]


def _server(number: int, channels: int) -> dict[str, Any]:
    """A server as Discord describes one: 12 roles, channels with two overwrites each, 20 emojis."""
    world, at = World(), (number + 1) << 30
    base = world.server()
    roles = [base["roles"][0] | {"id": str(at + n), "name": f"role {n}", "permissions": "2048"} for n in range(12)]
    overwrites = [{"id": str(at + n), "type": 0, "allow": "1024", "deny": "2048"} for n in range(2)]
    for n in range(channels):
        world.add_channel(at + 100 + n, permission_overwrites=overwrites, topic="What it is about", position=n)
    emojis = [
        {"id": str(at + 500 + n), "name": f"emoji{n}", "roles": [], "animated": False, "available": True}
        | {"require_colons": True, "managed": False}
        for n in range(20)
    ]
    mine = {"roles": roles, "channels": list(world.channels.values()), "emojis": emojis}
    return base | {"id": str(at), "name": f"Server {number}"} | mine


BENCHES: dict[str, tuple[str, Setting, Callable[[Bench], Awaitable[None]]]] = {
    "deliveries": ("600 channels", Setting(channels=600), deliveries),
    "faults": ("600 channels, 5% of the posts fail in one of six ways", Setting(600, 0.05), deliveries),
    "answers": ("answers under load", Setting(channels=1_000), answers),
    "memory": ("memory with 2,000 servers of 20 channels", Setting(20, servers=2_000), memory),
}


async def run(name: str) -> None:
    """One of them."""
    title, setting, work = BENCHES[name]
    print(f"Discord, {title}:")
    async with served(setting) as bench:
        await work(bench)


def main(*names: str) -> None:
    """Run those named, or all."""
    for name in names or BENCHES:
        asyncio.run(run(name))


if __name__ == "__main__":
    main(*sys.argv[1:])
