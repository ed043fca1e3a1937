"""The process from its start to its end: with and without papers to fetch, stopped, killed, and twice at once."""

import asyncio
import json
import re
import signal
from datetime import UTC, date, datetime, timedelta

import httpx

from tests.acceptance.process import NOWHERE, Paperboy, running
from tests.fakes.paper_server import PaperServer


def last_weekday() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=max(0, today.weekday() - 4))


def stories(text: str) -> list[str]:
    """The ids of the papers shown, in order."""
    return re.findall(r"arxiv:\d{4}\.\d{5}", text)


async def test_without_internet_the_bundled_sample_makes_the_first_digest(paperboy: Paperboy):
    first = await paperboy("run", "--once")
    assert first.status == 0
    assert len(set(stories(first.out))) == 5
    assert "could not be fetched from huggingface" in first.said
    assert "A bundled sample of papers serves instead." in first.said
    assert "next digest comes on" in first.said
    assert "paperboy subscribe" in first.said

    again = await paperboy("run", "--once")
    assert again.status == 0
    assert "shown again" in again.said
    assert stories(again.out) == stories(first.out), "the last digest again, and no other"

    more = await paperboy("now")
    assert more.status == 0
    assert len(set(stories(more.out))) == 5
    assert not set(stories(more.out)) & set(stories(first.out)), "no paper comes twice"


async def test_the_days_papers_are_fetched_and_posted_once(paperboy: Paperboy):
    async with PaperServer(last_weekday()) as server:
        first = await paperboy("run", "--once", HUGGINGFACE_URL=server.url)
        assert (first.status, set(stories(first.out))) == (0, {f"arxiv:{n}" for n in server.numbers}), first.err
        assert "could not be fetched" not in first.said
        again = await paperboy("now", HUGGINGFACE_URL=server.url)
    assert again.status == 0
    assert not stories(again.out)


async def test_it_serves_its_health_and_ends_in_order_on_sigterm(paperboy: Paperboy):
    async with running(paperboy) as (started, address):
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
        before = asyncio.get_running_loop().time()
        ended = await started.end(signal.SIGTERM)
        assert asyncio.get_running_loop().time() - before < 10
    assert ended.status == 0
    assert "Traceback" not in ended.err
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
    wrong = await paperboy("run", PAPERBOY_LOG="json", PAPERBOY_PORT="many")
    assert json.loads(wrong.err)["sentence"].startswith("A setting is wrong: PAPERBOY_PORT")
    assert "{" not in (await paperboy("status", PAPERBOY_LOG="json")).out, "a person asks"


async def test_with_a_platform_there_is_no_demo_channel(paperboy: Paperboy):
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": NOWHERE}
    ended = await paperboy("run", "--once", **settings)
    assert (ended.status, ended.out) == (0, ""), ended.err
    assert "Fetching today's papers from huggingface…" in ended.said
    assert "There are no channels yet" in (await paperboy("channel", "list")).said
