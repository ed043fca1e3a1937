"""The whole application with Slack plugged in: from a subscription typed on the socket to a digest with its thread."""

import asyncio
from pathlib import Path

import pytest

from bot.wiring.application import open_application
from tests.fakes.slack_parts import at_work, command, envelope
from tests.fakes.slack_server import FakeSlack


async def test_from_a_subscription_to_a_digest_in_a_thread_and_a_pause(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with FakeSlack().running() as slack:
        slack.team("T1").rooms["C1"] = {"id": "C1", "name": "general", "is_channel": True, "is_member": True}
        settings = {
            "PAPERBOY_DATABASE": str(tmp_path / "paperboy.db"),
            "PAPERBOY_PLATFORMS": "slack",
            "SLACK_BOT_TOKEN": "xoxb-T1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": f"{slack.url}api",
            "HUGGINGFACE_URL": "http://127.0.0.1:1",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

        async def say(text: str) -> dict:
            before = len(slack.responses)
            await slack.push("slash_commands", command(slack, text))
            await slack.eventually(lambda: len(slack.responses) > before)
            await platform.listener.slack.background.drain()
            return slack.responses[before]

        async with open_application(serving=True) as application:
            await application.store.papers.ingest("sample", application.sample(), application.clock.now())
            await application.store.index.repair()
            (platform,) = application.platforms
            works = [
                asyncio.create_task(work) for work in (platform.listener.serve(), application.dispatcher.run())
            ]
            try:
                assert (await say("subscribe model"))["response_type"] == "in_channel"
                assert (await say("list"))["response_type"] == "ephemeral"
                await say("settings layout thread")
                await say("now")
                await slack.eventually(lambda: len(slack.messages) >= 2)
                digest, thread = slack.messages[:2]
                assert (digest["channel"], digest.get("thread_ts")) == ("C1", None)
                assert thread["thread_ts"] == digest["ts"]
                assert digest["metadata"]["event_payload"] != thread["metadata"]["event_payload"]
                await slack.push("events_api", envelope({"type": "channel_archive", "channel": "C1"}))
                (told,) = await slack.eventually(lambda: slack.posted("U1"))
                assert "Unarchive it" in told["text"]
                assert "the channel is archived" in (await say("status"))["text"]
            finally:
                for work in works:
                    work.cancel()
                await asyncio.gather(*works, return_exceptions=True)


async def test_a_channel_that_gets_a_new_id_moves_along():
    async with at_work() as bench:
        moved = {"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C7"}
        await bench.event(moved)
        await bench.event({**moved, "new_channel_id": ""})
        await bench.settle()
        assert bench.lifecycle.told == [("moved", "G1", "C7")]
