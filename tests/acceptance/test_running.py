"""The process from its start to its end: stopped, killed, and twice at once."""

import asyncio
import json
import re
import signal

import httpx

from tests.acceptance.process import Paperboy, running


def stories(text: str) -> list[str]:
    """The ids of the papers shown, in order."""
    return re.findall(r"arxiv:\d{4}\.\d{5}", text)


async def test_it_serves_its_health_and_ends_in_order_on_sigterm(console: Paperboy, paperboy: Paperboy):
    async with running(console, PAPERBOY_PLATFORMS="terminal", PYTHONIOENCODING="cp1252") as (started, address):
        async with httpx.AsyncClient(base_url=address) as client:
            health = await client.get("/healthz")
            metrics = await client.get("/metrics")
            reading = [
                await client.get(path)
                for path in ("/", "/papers", "/papers/trending", "/feeds/atom", "/api/daily_papers")
            ]
            assert [each.status_code for each in reading] == [200] * len(reading)
            assert "from the bundled sample" in reading[2].text
            assert (await client.get("/admin")).status_code == 404
        assert (health.status_code, health.json()["ok"]) == (200, True)
        assert re.search(r"^paperboy_papers \d\d", metrics.text, re.MULTILINE)

        asked, second = await asyncio.gather(paperboy("now"), paperboy("run", "--once"))
        assert asked.status == 0
        assert "The Paperboy that is running delivers it." in asked.said
        assert second.status == 1
        assert "Another Paperboy" in second.said
        assert "Traceback" not in second.err

        await started.hears("digest=2 .*state=sent")
        ended = await started.end(signal.SIGTERM)
    assert ended.status == 0
    assert "Traceback" not in ended.err
    assert "ambiguous" not in ended.err, "what the terminal cannot show is no trouble"
    assert len(stories(ended.out)) == len(set(stories(ended.out))) == 10, "its own digest and the one asked for"


async def test_killed_and_started_again_it_posts_nothing_twice(paperboy: Paperboy):
    async with running(paperboy) as (started, _address):
        ended = await started.end(signal.SIGKILL)
    assert ended.status == -signal.SIGKILL
    shown = stories(ended.out)
    assert len(shown) == 5

    async with running(paperboy) as (started, _address):
        again = await started.end(signal.SIGINT)
    assert again.status == 0
    assert "shown again" in again.said
    assert stories(again.out) == shown
    fresh = await paperboy("now")
    assert not set(stories(fresh.out)) & set(shown)


async def test_with_json_logs_every_line_is_json(paperboy: Paperboy):
    async with running(paperboy, PAPERBOY_LOG="json") as (started, _address):
        ended = await started.end(signal.SIGTERM)
    assert ended.status == 0
    lines = [json.loads(line) for line in (ended.out + ended.err).splitlines()]
    assert {"timestamp", "level", "event"} <= set.intersection(*map(set, lines))
    assert any(line["event"] == "digest" for line in lines), "the demo channel's"
