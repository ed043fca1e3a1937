"""One server that answers after 40 s, and the others: `python -m bench.slow [slack|discord] [--seconds 40]`.

1,000 deliveries through the real dispatcher and adapters against loopback platforms in a process of their own, once
with every answer quick and once with one server's slow; both in one run, so that their ratio says something.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.slack.posting.sender import SlackSender
from bench import discord as on_discord
from bench import slack as on_slack
from bot.app.system_clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.model.channel import Address
from bot.model.delivery import State
from bot.model.transition import Transition
from bot.ports import Platform, Sender
from bot.views.digest import digest_view
from tests.fakes.outbox import FakeOutbox

CHANNELS, SERVERS = 1_000, 20
SLOW = 3  # the number of the server that is slow
AT_MOST = 1.1
PAPERS = 5


@dataclass(slots=True)
class Timed(FakeOutbox):
    """Remembers when each workspace had its last receipt, in seconds of the monotonic clock."""

    ended: dict[str, float] = field(default_factory=dict)

    async def settle(self, transitions: Sequence[Transition], now: datetime) -> None:
        """Note the receipts."""
        await FakeOutbox.settle(self, transitions, now)
        for each in transitions:
            if each.state is State.SENT:
                self.ended[each.delivery.address.workspace] = time.monotonic()


def workspace_of(number: int) -> str:
    """The name of a server; Slack's fake knows its workspaces by such names."""
    return f"T{number % SERVERS}"


@asynccontextmanager
async def slack(seconds: float) -> AsyncIterator[tuple[Sender, Callable[[int], str]]]:
    """The Slack adapter against a Slack whose one workspace answers so late (0: none)."""
    setting = on_slack.Setting(slow=workspace_of(SLOW) if seconds else "", slow_seconds=seconds)
    async with on_slack.workshop(setting) as shop:
        yield SlackSender(shop.bench.listener.slack.workspaces), lambda number: f"C{number}"


@asynccontextmanager
async def discord(seconds: float) -> AsyncIterator[tuple[Sender, Callable[[int], str]]]:
    """The same for Discord: a server is what the addresses say."""
    slow = {on_discord.FIRST + n: seconds for n in range(CHANNELS) if workspace_of(n) == workspace_of(SLOW)}
    async with on_discord.served(on_discord.Setting(channels=CHANNELS, slow=slow if seconds else {})) as bench:
        yield bench.sender, lambda number: str(on_discord.FIRST + number)


async def others_done(name: str, sender: Sender, channel_of: Callable[[int], str]) -> float:
    """Seconds until every other server has all its receipts."""
    outbox = Timed()
    for number in range(CHANNELS):
        workspace = workspace_of(number) if name == "slack" else str(int(workspace_of(number)[1:]) + 1)
        outbox.put(Address(name, workspace, channel_of(number)), datetime.now(UTC), papers=PAPERS)
    slow = workspace_of(SLOW) if name == "slack" else str(SLOW + 1)
    others = {row.delivery.address.workspace for row in outbox.rows.values()} - {slow}
    nobody: Platform = Platform(name, sender, None)  # type: ignore[arg-type]  # nobody is told anything here
    dispatcher = Dispatcher(outbox, outbox, [nobody], SystemClock(), digest_view)  # type: ignore[arg-type]  # both in one
    began = time.monotonic()
    running = asyncio.create_task(dispatcher.run())
    while not all(_sent(outbox, workspace) for workspace in others):  # noqa: ASYNC110 -- the outbox has no event
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait({running}, timeout=15)
    return max(outbox.ended[workspace] for workspace in others) - began


def _sent(outbox: Timed, workspace: str) -> bool:
    return all(
        row.delivery.state is State.SENT
        for row in outbox.rows.values()
        if row.delivery.address.workspace == workspace
    )


SIDES: dict[str, Callable[[float], AbstractAsyncContextManager[tuple[Sender, Callable[[int], str]]]]] = {
    "slack": slack,
    "discord": discord,
}


async def compare(name: str, seconds: float) -> bool:
    """Both runs of one platform; whether the others took at most so much longer."""
    took = []
    for late in (0.0, seconds):
        async with SIDES[name](late) as (sender, channel_of):
            took.append(await others_done(name, sender, channel_of))
    ratio = took[1] / took[0]
    print(f"{name}: the other {SERVERS - 1} servers had all their digests after {took[0]:.2f} s, and after")
    print(f"  {took[1]:.2f} s with one server at {seconds:g} s an answer: ratio {ratio:.3f} (at most {AT_MOST})")
    return ratio <= AT_MOST


def main(arguments: Sequence[str]) -> int:
    """Compare what was named, or both; 1 if anybody was held up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platforms", nargs="*", choices=[*SIDES, []], default=[])
    parser.add_argument("--seconds", type=float, default=40.0)
    given, _ = parser.parse_known_args(arguments)
    logging.disable(logging.WARNING)  # what the slow server's deliveries come to
    well = [asyncio.run(compare(name, given.seconds)) for name in given.platforms or SIDES]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
