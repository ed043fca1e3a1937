"""Heartbeats: a gateway that no longer acknowledges them is left, before the second one goes unanswered.

discord.py asks only whether anything came in; a connection that is half dead can bring events and no answers.
https://discord.com/developers/docs/events/gateway#heartbeat-interval-example-heartbeat-ack
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord.gateway import KeepAliveHandler

log = logging.getLogger(__name__)

LOOK: Final = 1.0  # seconds between looks, less where heartbeats come quicker
_LOOKS: Final = 8  # in one heartbeat's interval
_ZOMBIE: Final = 4000  # a close code after which the session is resumed
_PATIENCE: Final = 1.0  # seconds that a heartbeat under way gets to end, which takes far less


@dataclass(frozen=True, slots=True)
class Pulse:
    """A shard's heartbeats: seconds between them, and when the last one went and was answered (monotonic)."""

    interval: float
    sent: float
    answered: float

    def dead(self, now: float) -> bool:
        """Whether the last heartbeat has gone unanswered for half of the time until the next.

        discord.py notes the sending in a thread, perhaps after its answer: only what lies further apart counts.
        """
        half = self.interval / 2
        return self.sent - self.answered > half and now - self.sent > half


async def watch(
    client: discord.AutoShardedClient, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Until cancelled: close what is dead, so that discord.py resumes it."""
    while True:
        pulses = [(shard, pulse) for shard in client.shards.values() if (pulse := pulse_of(shard)) is not None]
        for shard, pulse in pulses:
            if pulse.dead(time.perf_counter()):
                log.warning("heartbeat_not_acknowledged", extra={"shard": shard.id})
                await _gateway(shard).close(code=_ZOMBIE)
        await sleep(_next_look(pulse for _, pulse in pulses))


async def ended(client: discord.AutoShardedClient) -> None:
    """Wait for a closed client's threads to end: one that is about to send would meet a loop that is gone."""
    for keeper in threading.enumerate():
        if isinstance(keeper, KeepAliveHandler) and keeper.ws._connection is client._connection:  # noqa: SLF001 -- nothing public tells whose it is
            keeper.stop()
            await asyncio.to_thread(keeper.join, _PATIENCE)


def pulse_of(shard: discord.ShardInfo) -> Pulse | None:
    """What discord.py knows of a shard's heartbeats; None before there is any, or while it connects anew."""
    keeper = getattr(_gateway(shard), "_keep_alive", None)
    if keeper is None or not keeper.interval:
        return None
    return Pulse(keeper.interval, keeper._last_send, keeper._last_ack)  # noqa: SLF001 -- nothing public tells a missing answer


def _gateway(shard: discord.ShardInfo) -> Any:
    return shard._parent.ws  # noqa: SLF001 -- as above


def _next_look(pulses: Iterable[Pulse]) -> float:
    return min([LOOK, *(pulse.interval / _LOOKS for pulse in pulses)])
