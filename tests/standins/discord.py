"""Discord's stand-in: tests/fakes/discord_server.py."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.model.channel import Address
from tests.fakes.discord_server import running as server
from tests.fakes.discord_world import DM, PERSON, SERVER, Fault
from tests.standins import SLOW_DOWN_SECONDS, StandIn, Trouble

HERE, GONE = 200_000_000_000_000_001, 200_000_000_000_000_404
FAULTS = {
    Trouble.DROP_BEFORE: Fault(0),
    Trouble.DROP_AFTER: Fault(0, store=True),
    Trouble.UNAVAILABLE: Fault(503),
    Trouble.SLOW_DOWN: Fault(
        429,
        headers={"Retry-After": str(SLOW_DOWN_SECONDS), "X-RateLimit-Scope": "user"},
        body={"message": "limited", "retry_after": SLOW_DOWN_SECONDS, "global": False},
    ),
}


@asynccontextmanager
async def running() -> AsyncIterator[StandIn]:
    """With one server."""
    async with server() as fake:
        world = fake.world
        world.add_channel(HERE)
        nobody_there = {"DISCORD_API_URL": "http://127.0.0.1:9/api/v10", "DISCORD_GATEWAY_URL": "ws://127.0.0.1:9"}

        def stored(*, personal: bool) -> list[str]:
            """In all channels (a digest's thread is one), or in direct messages."""
            found = [
                message
                for number, messages in world.messages.items()
                for message in messages
                if (world.channels[number]["type"] == DM) == personal
            ]
            return [
                json.dumps(each, ensure_ascii=False) for each in sorted(found, key=lambda each: int(each["id"]))
            ]

        yield StandIn(
            settings={
                "DISCORD_TOKEN": world.token,
                "DISCORD_API_URL": fake.api,
                "DISCORD_GATEWAY_URL": fake.gateway.url,
                "DISCORD_SHARDS": "1",
            },
            absent={"DISCORD_TOKEN": world.token, **nobody_there},
            here=Address("discord", str(SERVER), str(HERE)),
            gone=Address("discord", str(SERVER), str(GONE)),
            person=str(PERSON),
            said=lambda: stored(personal=False),
            told=lambda: stored(personal=True),
            trouble=lambda kind: world.faults.append(("POST", "/messages", FAULTS[kind])),
            unreachable=lambda: world.faults.append(("POST", "/users/@me/channels", Fault(403, 50_007))),
        )
