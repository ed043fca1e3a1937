"""Slack's stand-in: tests/fakes/slack_server.py."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.model.channel import Address
from tests.fakes.slack_server import FakeSlack, Fault
from tests.standins import SLOW_DOWN_SECONDS, StandIn, Trouble

FAULTS = {
    Trouble.DROP_BEFORE: Fault(drop="before"),
    Trouble.DROP_AFTER: Fault(drop="after"),
    Trouble.UNAVAILABLE: Fault(status=503),
    Trouble.SLOW_DOWN: Fault(status=429, after=SLOW_DOWN_SECONDS, error="ratelimited"),
}


@asynccontextmanager
async def running() -> AsyncIterator[StandIn]:
    """With one workspace."""
    async with FakeSlack(channel_gap=1.0).running() as slack:
        team = slack.team("T1", rooms={"C404": {"error": "channel_not_found"}})
        settings = {"SLACK_BOT_TOKEN": team.token, "SLACK_SIGNING_SECRET": "shhh"}
        yield StandIn(
            settings={**settings, "SLACK_API_URL": f"{slack.url}api/"},
            absent={**settings, "SLACK_API_URL": "http://127.0.0.1:9/api/"},
            here=Address("slack", "T1", "C1"),
            gone=Address("slack", "T1", "C404"),
            person="U1",
            said=lambda: [json.dumps(each, ensure_ascii=False) for each in slack.posted("C1")],
            told=lambda: [json.dumps(each, ensure_ascii=False) for each in slack.posted("U1")],
            trouble=lambda kind: slack.fail("chat.postMessage", FAULTS[kind]),
            unreachable=lambda: team.rooms.update(U1={"error": "cannot_dm_bot"}),
        )
