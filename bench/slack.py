"""Slack at its limits: `python -m bench.slack [answers|deliveries|faults|slow] [--scale 1]`.

The real adapter against a loopback Slack in a process of its own, which enforces one message a second a channel
and 240 a minute a workspace: 1,000 channels take 12 s then. `--scale 3` makes the limits three times as fast.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.api.limits import CHANNEL_INTERVAL, WORKSPACE_INTERVAL
from adapters.slack.posting.sender import SlackSender
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, Delivery, NotThere, RetryAfter, State
from bot.ports.request import Reply, Request
from tests.fakes.slack_parts import Bench
from tests.fakes.slack_server import FakeSlack, Fault
from tests.fakes.turns import turn
from tools.gallery.slack_views import views

CHANNELS, WORKSPACES = 1_000, 20
RUNNING = 512  # deliveries at the same time, 32 in a workspace, as the dispatcher has it
WIDTH = 32
LATENCY = 0.03  # seconds of each answer
BURST = 10  # messages that a limit of so many a minute lets through together
USERS, SEARCHES = 50, 8


@dataclass(frozen=True, slots=True)
class Setting:
    """What the fake is like."""

    scale: float = 1.0
    chance: float = 0.0  # of a 429, and of a dropped connection, each
    slow: str = ""  # a workspace that answers late
    slow_seconds: float = 30.0
    dead: str = ""  # a workspace whose token was revoked


def serve(pipe: Pipe, setting: Setting) -> None:
    """The fake's process: answers `("posted",)`, `("throttled",)`, `("responses",)` over the pipe."""
    asyncio.run(_serve(pipe, setting))


async def _serve(pipe: Pipe, setting: Setting) -> None:
    rng = random.Random(7)

    def chance(method: str) -> Fault | None:
        if method != "chat.postMessage" or not setting.chance:
            return None
        draw = rng.random()
        if draw < setting.chance:
            return Fault(status=429, error="ratelimited", after=1)
        return Fault(drop=rng.choice(("before", "after"))) if draw < 2 * setting.chance else None

    slack = FakeSlack(
        channel_gap=CHANNEL_INTERVAL / setting.scale,
        team_gap=WORKSPACE_INTERVAL / setting.scale,
        team_burst=BURST,
        chance=chance,
    )
    for number in range(WORKSPACES):
        name = f"T{number}"
        latency = setting.slow_seconds if name == setting.slow else LATENCY
        slack.team(name, latency=latency, dead="token_revoked" if name == setting.dead else "")
    async with slack.running():
        pipe.send(slack.url)
        while True:
            asked = await asyncio.to_thread(pipe.recv)
            match asked:
                case "posted":
                    pipe.send([(m["team"], m["channel"], m["at"]) for m in slack.messages])
                case "throttled":
                    pipe.send(slack.throttled)
                case "responses":
                    pipe.send([(m["text"], m["at"]) for m in slack.responses])
                case _:
                    return


@dataclass
class Workshop:
    """The adapter with its fake; `said` collects what the deliveries came to."""

    bench: Bench
    sender: SlackSender
    pipe: Pipe
    setting: Setting
    ended: dict[str, float] = field(default_factory=dict)  # when each workspace was done
    unclear: int = 0
    lines: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def ask(self, what: str) -> Any:
        """Something the fake knows."""
        self.pipe.send(what)
        return await asyncio.to_thread(self.pipe.recv)

    async def deliver(self, but: str = "") -> float:
        """Seconds until every channel has its receipt, those of the workspace `but` left aside."""
        (message, *_) = self.sender.render(*views()["digest-cards"], plain=False)
        everywhere = asyncio.Semaphore(RUNNING)
        conversations = [asyncio.Semaphore(WIDTH) for _ in range(WORKSPACES)]

        async def one(number: int) -> None:
            workspace = f"T{number % WORKSPACES}"
            task = Delivery(
                key=number,
                digest=number,
                address=Address("slack", workspace, f"C{number}"),
                part=0,
                token=f"token{number}",
                state=State.SENDING,
            )
            async with conversations[number % WORKSPACES], everywhere:
                await self._until_sent(task, message)
            self.ended[workspace] = time.monotonic()

        start = time.monotonic()
        tasks = [asyncio.create_task(one(number)) for number in range(CHANNELS)]
        await asyncio.gather(*(task for number, task in enumerate(tasks) if f"T{number % WORKSPACES}" != but))
        seconds = time.monotonic() - start
        self.ended = {workspace: at - start for workspace, at in self.ended.items()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return seconds

    async def _until_sent(self, task: Delivery, message: Any) -> None:
        """As the dispatcher: the pace, one try, a look-up where it is unclear, waiting as told."""
        while True:
            async with self.lines[task.address.workspace]:  # as the dispatcher: one asks at a time
                await turn(self.sender, task.address)
            outcome: Any = await self.sender.send(task, message, None)
            lost = replace(task, first_tried=datetime.now(UTC))
            if isinstance(outcome, Ambiguous):
                self.unclear += 1
                outcome = await self.sender.find(lost, message, None, datetime.now(UTC))
                while isinstance(outcome, RetryAfter):
                    await asyncio.sleep(outcome.seconds or 1)
                    outcome = await self.sender.find(lost, message, None, datetime.now(UTC))
            if not isinstance(outcome, NotThere | RetryAfter):
                return
            if isinstance(outcome, RetryAfter):
                await asyncio.sleep(outcome.seconds or 1)


@asynccontextmanager
async def workshop(setting: Setting) -> AsyncIterator[Workshop]:
    """Start the fake's process and the adapter with all workspaces installed."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there, setting), daemon=True)
    process.start()
    url = await asyncio.to_thread(here.recv)
    slack = FakeSlack(url=url)
    bench = Bench(slack, slack_bot_token=None, slack_client_id="1", slack_client_secret="s")  # noqa: S106 -- none of anybody's
    scopes = "chat:write,channels:history,commands,users:read"
    for number in range(WORKSPACES):
        team = f"T{number}"
        made = Installation(
            team_id=team, bot_token=f"xoxb-{team}", bot_user_id=f"UBOT{team}", bot_scopes=scopes, user_id="U1"
        )
        await bench.listener.slack.installations.async_save(made)
    sender = SlackSender(
        bench.listener.slack.workspaces,
        channel_interval=CHANNEL_INTERVAL / setting.scale,
        workspace_interval=WORKSPACE_INTERVAL / setting.scale,
    )
    try:
        yield Workshop(bench, sender, here, setting)
    finally:
        await bench.settle()
        await bench.listener.close()
        here.send("end")
        process.join(5)
        process.terminate()


async def answers(setting: Setting) -> None:
    """Acknowledgements while a digest run goes on; then searches of 50 users at once, answered end to end."""
    async with workshop(setting) as shop:
        shop.bench.listener.slack.requests._desk = _Searching()  # noqa: SLF001 -- a desk of known speed
        running = asyncio.create_task(shop.deliver())
        await asyncio.sleep(0.5)
        acknowledged, _ = await _users(shop, 20)
        busy = not running.done()
        await running
        _, answered = await _users(shop, USERS)
        print(f"answers: acknowledged while 1,000 channels are delivered ({busy=}), {len(acknowledged)} commands:")
        print(f"  p50 {_ms(acknowledged, 50)}, p99 {_ms(acknowledged, 99)} (50 ms allowed)")
        print(f"  searches of {USERS} users answered end to end, {len(answered)}:")
        print(f"  p50 {_ms(answered, 50)}, p99 {_ms(answered, 99)} (300 ms allowed)")


async def _users(shop: Workshop, users: int) -> tuple[list[float], list[float]]:
    """Seconds to each acknowledgement and answer, of users who search, read for a second, and search again."""
    acknowledged: list[float] = []
    asked: dict[str, float] = {}

    async def person(number: int) -> None:
        for search in range(SEARCHES):
            await asyncio.sleep(random.uniform(0.5, 1.5))
            text = f"search {users}-{number}-{search}"
            asked[text] = time.monotonic()
            await _command(shop.bench, text, f"U{number}")
            acknowledged.append(time.monotonic() - asked[text])

    await asyncio.gather(*map(person, range(users)))
    await shop.bench.settle()
    arrived = [(text.split("\n")[0].removeprefix("You asked: "), at) for text, at in await shop.ask("responses")]
    return acknowledged, [at - asked[text] for text, at in arrived if text in asked]


class _Searching:
    """A desk that takes as long as the real search's slowest class (20 ms), with a page of five cards."""

    def __init__(self) -> None:
        self._view, _ = views()["digest-cards"]

    async def answer(self, request: Request) -> Reply:
        await asyncio.sleep(0.02)
        return Reply(replace(self._view, summary=f"You asked: {request.text}"))


async def _command(bench: Bench, text: str, user: str) -> None:
    body = urlencode(
        {
            "command": "/papers",
            "text": text,
            "team_id": "T1",
            "channel_id": "C1",
            "channel_name": "general",
            "user_id": user,
            "trigger_id": text,
            "response_url": f"{bench.slack.url}response/command",
        }
    )
    response = await bench.dispatch(body, "application/x-www-form-urlencoded")
    assert response.status == 200, json.dumps(response.body)  # noqa: S101 -- a bench that measures errors measures nothing


async def deliveries(setting: Setting) -> None:
    """1,000 channels over 20 workspaces at the pace that the limits allow."""
    async with workshop(setting) as shop:
        seconds = await shop.deliver()
        await _report(shop, "deliveries", seconds)


async def faults(setting: Setting) -> None:
    """The same with a 429 or a dropped connection in one of ten posts: none lost, none twice."""
    async with workshop(replace(setting, chance=0.05)) as shop:
        seconds = await shop.deliver()
        await _report(shop, "faults", seconds)


async def slow(setting: Setting) -> None:
    """A workspace that answers in 30 s and one whose token is dead delay no other."""
    async with workshop(setting) as shop:
        await shop.deliver()
        alone = dict(shop.ended)
    async with workshop(replace(setting, slow="T3", dead="T4")) as shop:
        await shop.deliver(but="T3")
        others = [name for name in alone if name not in {"T3", "T4"}]
        before, after = max(alone[name] for name in others), max(shop.ended[name] for name in others)
        print(
            f"slow: the other {len(others)} workspaces are done after {after:.2f} s, without them {before:.2f} s"
        )
        print(f"  ratio {after / before:.2f} (the slow one would need a minute or more)")


async def _report(shop: Workshop, name: str, seconds: float) -> None:
    posted, throttled = await shop.ask("posted"), await shop.ask("throttled")
    channels = [channel for _, channel, _ in posted]
    per_workspace = CHANNELS // WORKSPACES
    allowed = (per_workspace - 1) * WORKSPACE_INTERVAL / shop.setting.scale
    there, twice = len(set(channels)), len(channels) - len(set(channels))
    print(
        f"{name}: {there} of {CHANNELS} channels in {seconds:.2f} s (limits {shop.setting.scale:g} times as fast)"
    )
    print(f"  of that, the platform's own limit: {allowed:.2f} s = {allowed / seconds:.1%} (98% without faults)")
    print(f"  429 provoked by us: {throttled}; posted twice: {twice}; unclear and looked up: {shop.unclear}")


def _ms(values: list[float], percentile: int) -> str:
    value = median(values) if percentile == 50 else quantiles(values, n=100)[percentile - 1]
    return f"{value * 1000:.1f} ms"


RUNS: dict[str, Callable[[Setting], Awaitable[None]]] = {
    "answers": answers,
    "deliveries": deliveries,
    "faults": faults,
    "slow": slow,
}


def main(arguments: list[str]) -> None:
    """Run what was named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", choices=[*RUNS, []], default=[])
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args(arguments)
    for name in given.runs or RUNS:
        asyncio.run(RUNS[name](Setting(scale=given.scale)))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(sys.argv[1:])
