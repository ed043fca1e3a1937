"""Feeds as readers take them, and the API as the original's own client does."""

import asyncio
import gzip
import json
from importlib import import_module

import feedparser
import httpx
import pytest

from adapters.web.server import listen, serve
from bot.daily.following import LONGEST
from tests.each_of import each_of
from tests.fakes.core import NOW, TITLES, listed
from tests.integration.reading import HOME, open_reading


@pytest.fixture
async def reading():
    async with open_reading() as opened:
        yield opened


@each_of(
    ("path", "titles"),
    [
        ("/feeds/atom", TITLES[:6]),  # today's and the day's before
        ("/feeds/trending/atom", TITLES),
        ("/feeds/trending/atom?span=day", TITLES[:3]),
        ("/feeds/atom?q=diffusion", (TITLES[1], TITLES[4])),
    ],
)
async def test_an_atom_feed_is_read_by_a_reader(reading, path, titles):
    answer = await reading.get(path)
    found = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not found.bozo
    assert found.version == "atom10"
    assert [entry.title for entry in found.entries] == list(titles)
    assert found.feed.id == HOME + path
    for entry in found.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.link.startswith(f"{HOME}/papers/")
        assert entry.updated_parsed
        assert entry.published_parsed
        assert entry.authors
    assert len({entry.id for entry in found.entries}) == len(titles)


async def test_a_json_feed_has_what_version_1_1_asks_for(reading):
    answer = await reading.get("/feeds/json?q=diffusion")
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    said = answer.json()
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["feed_url"] == f"{HOME}/feeds/json?q=diffusion"
    assert all(item["id"] and item["content_text"] and item["url"] for item in said["items"])


async def test_a_feed_is_fetched_again_only_when_there_is_something_new(reading):
    first = await reading.get("/feeds/atom?q=diffusion")
    assert first.headers["cache-control"] == "public, max-age=300"
    again = await reading.get("/feeds/atom?q=diffusion", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await reading.add(listed("Diffusion again", 50, NOW.date()))
    await asyncio.sleep(1.0)
    later = await reading.get("/feeds/atom?q=diffusion", if_none_match=first.headers["etag"])
    assert later.status_code == 200
    assert "Diffusion again" in later.text


@each_of(
    ("path", "said"),
    [
        ('/feeds/atom?q="x', "unclosed quote"),
        ("/feeds/json?q=" + "x" * (LONGEST + 1), "characters at most"),
        ("/feeds/trending/atom?span=x", "There is no span"),
        ("/papers/date/2026-02-30.md", "a day is written like"),
        ("/papers/date/2026-12-24.md", "has not begun yet"),
    ],
)
async def test_a_wrong_address_of_a_feed_is_a_400_with_a_sentence(reading, path, said):
    answer = await reading.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert said in answer.text


async def test_a_day_as_markdown(reading):
    answer = await reading.get("/papers/date/2026-11-20.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.count("\n1. **[") == 1
    assert TITLES[2] in answer.text


# --- the API


async def test_a_day_has_the_shape_of_the_originals(reading):
    (first, *rest) = (await reading.get("/api/daily_papers?date=2026-11-20")).json()
    assert [first["title"], *(each["title"] for each in rest)] == list(TITLES[:3])
    assert first["paper"]["id"] == "2611.00001"
    assert first["paper"]["authors"][0]["name"] == "Ada Lovelace"
    assert (first["paper"]["upvotes"], first["numComments"]) == (99, 0)
    assert first["publishedAt"] == "2026-11-20T00:00:00.000Z"


async def test_it_has_every_field_that_the_original_gives_of_what_we_know(reading, shared):
    recorded = (
        gzip.decompress((shared / "data/hf_daily_papers/2026-04.jsonl.gz").read_bytes()).decode().splitlines()
    )
    body = next(
        json.loads(line)["body"]
        for line in recorded
        if isinstance(json.loads(line)["body"], list) and json.loads(line)["body"]
    )
    await reading.add(
        listed(
            "Whole",
            40,
            NOW.date(),
            tldr="Short.",
            keywords=("agents",),
            code_url="https://github.com/a/b",
            stars=3,
            organization="Org",
        )
    )
    whole = next(each for each in (await reading.get("/api/daily_papers")).json() if each["title"] == "Whole")
    theirs = {name for item in body for name in item["paper"]}
    assert set(whole["paper"]) <= theirs
    assert set(whole) <= {name for item in body for name in item}
    unknown = {
        "mediaUrls",
        "submittedOnDailyBy",
        "discussionId",
        "projectPage",
        "githubRepoAddedBy",
        "isAuthorParticipating",
        "withdrawnAt",
    }
    assert theirs - set(whole["paper"]) <= unknown, (
        "a field of theirs that is neither given nor known to be missing"
    )


async def test_pages_are_walked_by_number_and_by_link(reading):
    first = await reading.get("/api/daily_papers?month=2026-11&limit=5")
    assert len(first.json()) == 5
    link = first.headers["link"]
    assert link == f'<{HOME}/api/daily_papers?month=2026-11&limit=5&p=1>; rel="next"'
    second = await reading.get(link[1:].partition(">")[0].removeprefix(HOME))
    assert [each["title"] for each in second.json()] == list(TITLES[5:])
    assert "link" not in second.headers
    assert (await reading.get("/api/daily_papers?p=99")).json() == []


@each_of(
    ("path", "status", "said"),
    [
        ("/api/daily_papers?date=2026-11-21", 400, "has not begun yet"),
        ("/api/daily_papers?date=today", 400, "a day is written like"),
        ("/api/daily_papers?date=2026-11-20&week=2026-W47", 400, "Only one of"),
        ("/api/daily_papers?limit=0", 400, "from 1 to 100"),
        ("/api/daily_papers?limit=many", 400, "from 1 to 100"),
        ("/api/daily_papers?sort=best", 400, "publishedAt, trending"),
        ("/api/papers/9999.99999", 404, "No paper here"),
        ("/api/papers/search", 400, "“q” must say what to search for"),
        ("/api/papers/search?q=" + "x" * 251, 400, "250 characters at most"),
    ],
)
async def test_a_wrong_question_is_answered_as_the_original_does(reading, path, status, said):
    answer = await reading.get(path)
    assert answer.status_code == status
    assert said in answer.json()["error"]


async def test_orders_and_search(reading):
    assert (await reading.get("/api/daily_papers?submitter=akhaliq")).json() == []
    newest = (await reading.get("/api/daily_papers?sort=publishedAt&month=2026-11")).json()
    assert [each["paper"]["publishedAt"] for each in newest] == sorted(
        (each["paper"]["publishedAt"] for each in newest), reverse=True
    )
    trending = (await reading.get("/api/daily_papers?sort=trending")).json()
    assert [each["title"] for each in trending] == list(TITLES)
    found = (await reading.get("/api/papers/search?q=low-rank&limit=1")).json()
    assert len(found) == 1
    assert (await reading.get(f"/api/papers/{found[0]['paper']['id']}")).json() == found[0]["paper"]


async def test_the_originals_own_client_reads_it_unchanged(reading):
    hub = import_module("huggingface_hub")  # here, for it takes a second that no other test is to wait
    server = listen("127.0.0.1", 0)
    task = asyncio.create_task(serve(reading.app, server))
    endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
    try:
        found = await asyncio.to_thread(
            lambda: list(hub.HfApi(endpoint=endpoint, token=False).list_daily_papers(date="2026-11-20"))
        )
        async with httpx.AsyncClient(base_url=endpoint) as client:
            head = await client.head("/papers")
            assert (head.status_code, head.content) == (200, b"")
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [paper.title for paper in found] == list(TITLES[:3])
    assert (found[0].id, found[0].upvotes, found[0].authors[0].name) == ("2611.00001", 99, "Ada Lovelace")
    assert found[0].submitted_at.date() == NOW.date()
