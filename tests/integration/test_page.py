"""The page, address by address: what is shown, what is refused and how, and that every link leads somewhere."""

import asyncio
import logging
import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest

from adapters.web.answers import kept as kept_pages
from adapters.web.answers.content import POLICY
from bot.channels.feed_link import feed_path, link_key
from bot.model.channel import Address, Channel
from bot.planning.planner import draft
from bot.planning.window import listed_since
from tests.each_of import each_of
from tests.fakes.core import NOW, TITLES, listed
from tests.integration.reading import HOME, open_reading

NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture
async def reading():
    async with open_reading() as opened:
        yield opened


class Links(HTMLParser):
    """Every address of a page, and whether its tags are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self.found += [said[name] for name in ("href", "src", "action") if said.get(name)]
        assert not [name for name in said if name.startswith("on") or name == "style"], f"inline: {said}"
        if "id" in said:
            assert said["id"] not in self.ids, f"{said['id']} twice"
            self.ids.add(said["id"])
        if tag not in {"meta", "link", "input", "br", "img", "circle", "polygon", "polyline", "rect"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in {"circle", "polygon", "polyline", "rect"}:
            assert self.open.pop() == tag


async def test_today_has_the_days_papers_by_upvotes(reading):
    page = (await reading.get("/papers")).text
    assert "<h1>Friday, 20 November 2026</h1>" in page
    assert [page.index(title) for title in TITLES[:3]] == sorted(page.index(title) for title in TITLES[:3])
    assert TITLES[3] not in page
    assert 'rel="prev" href="/papers/date/2026-11-19"' in page


@each_of(
    ("path", "heading"),
    [
        ("/papers/date/2026-11-19", "Thursday, 19 November 2026"),
        ("/papers/week/2026-W47", "Week 47 of 2026"),
        ("/papers/week", "Week 47 of 2026"),
        ("/papers/month/2026-11", "November 2026"),
        ("/papers/month", "November 2026"),
        ("/papers/trending", "Trending since 14 November 2026"),
        ("/papers/trending?span=day", "Trending on 20 November 2026"),
        ("/papers/2611.00001", TITLES[0]),
        ("/papers/arxiv:2611.00001v3", TITLES[0]),
        ("/papers/https://arxiv.org/abs/2611.00001", TITLES[0]),
        ("/keyword?q=diffusion", "diffusion"),
        ("/papers?q=diffusion", "diffusion"),
        ("/api", "API and feeds"),
        ("/", "The day’s research papers"),
    ],
)
async def test_each_address_has_its_page(reading, path, heading):
    answer = await reading.get(path)
    assert answer.status_code == 200
    assert re.search(rf"<h1[^>]*>{re.escape(heading)}", answer.text)


async def test_every_link_of_every_page_leads_somewhere(reading):
    todo, seen = ["/"], set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = await reading.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            for link in Links(answer.text).found:
                where = urljoin(HOME + path, link)
                if where.startswith(HOME) and not link.startswith(("/slack/", "/pigeon", "#")):
                    todo.append(where.removeprefix(HOME).partition("#")[0])
    assert {
        "/papers",
        "/feeds/atom",
        "/api/openapi.json",
        "/papers/2611.00008",
        "/papers/date/2026-11-20.md",
    } <= seen
    assert len(seen) > 40


@each_of(
    ("path", "status", "said"),
    [
        ("/papers/date/2026-13-45", 400, "a day is written like 2026-11-27"),
        ("/papers/date/2026-11-21", 400, "has not begun yet"),
        ("/papers/week/2026-W60", 400, "a week is written like"),
        ("/papers/month/hello", 400, "a month is written like"),
        ("/papers/trending?span=year", 400, "There is no span “year”; there are day, week, month."),
        ("/papers/9999.99999", 404, "No paper here has the id “9999.99999”"),
        ("/papers/", 404, "No paper here has the id"),
        ("/papers/..%2f..%2fetc%2fpasswd", 404, "No paper here has the id"),
        ("/papers?p=-1", 400, "“p” must be a whole number"),
        ("/papers?p=99", 404, "The list is not so long"),
        ("/papers?p=١", 400, "“p” must be a whole number"),
        ("/papers?q=" + "x" * 1001, 400, "1,000 characters at most"),
        ("/papers?q=diffusion&page=nonsense", 400, "search again"),
        ("/keyword", 400, "Which keyword?"),
        ('/keyword?q="open', 400, "unclosed quote"),
        ("/nowhere/at/all", 404, "There is no page “/nowhere/at/all” here"),
        ("/static/../site.py", 404, "There is no page"),
        ("/static/secrets.txt", 404, "There is no such file"),
        ("/channels", 404, "There is no page"),
    ],
)
async def test_nonsense_gets_a_sentence(reading, path, status, said):
    answer = await reading.get(path)
    assert answer.status_code == status
    assert said in answer.text


async def test_a_query_with_a_mistake_is_explained_beside_the_language(reading):
    answer = await reading.get('/papers?q="zyxw')
    assert answer.status_code == 400
    assert re.search(r'role="alert">Unclosed quote', answer.text)
    assert "How to search" in answer.text


async def test_a_search_shows_where_it_matched_and_an_id_finds_its_paper(reading):
    assert "<mark>diffusion</mark>" in (await reading.get("/papers?q=diffusion")).text
    assert (
        "The paper with this id or link." in (await reading.get("/papers?q=https://arxiv.org/abs/2611.00003")).text
    )


async def test_whatever_a_paper_or_an_address_says_is_text(reading):
    await reading.add(
        listed(NASTY, 77, NOW.date(), authors=(NASTY,), organization=NASTY, abstract=NASTY, tldr=NASTY, keywords=(NASTY[:30],), categories=(NASTY,), url="javascript:alert(3)", code_url="javascript:alert(4)")
    )  # fmt: skip
    for path in (
        "/papers",
        "/papers/2611.00077",
        f"/papers?q={NASTY}",
        f"/keyword?q={NASTY}",
        f"/papers/{NASTY}",
        f"/papers/date/{NASTY}",
        f"/{NASTY}",
    ):
        answer = await reading.get(path)
        assert "<script>" not in answer.text
        assert "onerror=" not in answer.text.replace("onerror=&#34;", "")
        assert '="javascript:' not in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        Links(answer.text)
    assert "unsafe" not in POLICY


async def test_a_page_is_sent_once_and_only_if_it_has_changed(reading):
    first = await reading.get("/papers")
    for condition in (
        {"if_none_match": first.headers["etag"]},
        {"if_modified_since": first.headers["last-modified"]},
    ):
        again = await reading.get("/papers", **condition)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    await reading.add(listed("One more", 60, NOW.date()))
    await asyncio.sleep(kept_pages.LOOK_EVERY)
    changed = await reading.get("/papers", if_none_match=first.headers["etag"])
    assert changed.status_code == 200
    assert "One more" in changed.text


async def test_head_says_what_get_would(reading):
    got, head = await reading.get("/papers"), await reading.client.head("/papers")
    assert head.status_code == 200
    assert {name: head.headers[name] for name in ("etag", "content-type", "last-modified")} == {
        name: got.headers[name] for name in ("etag", "content-type", "last-modified")
    }
    assert (await reading.client.head("/papers/9999.99999")).status_code == 404


async def test_pages_are_packed_for_whoever_unpacks_them(reading):
    packed = await reading.get("/papers", accept_encoding="br, gzip")
    plain = await reading.get("/papers", accept_encoding="gzip;q=0")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"


async def test_other_methods_are_refused(reading):
    for method in ("POST", "PUT", "DELETE"):
        assert (await reading.client.request(method, "/papers")).status_code == 405


async def test_whoever_asks_for_too_many_different_pages_waits(reading):
    statuses = [(await reading.get(f"/papers?q=word{number}")).status_code for number in range(170)]
    assert statuses[:100] == [200] * 100
    assert 429 in statuses
    refused = await reading.get("/papers?q=onemore")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert (await reading.get("/papers?q=onemore", x_forwarded_for="10.0.0.1, 10.0.0.9")).status_code == 200
    assert (await reading.get("/papers?q=word0")).status_code == 200  # what is kept costs nothing


async def test_what_goes_wrong_is_said_once_and_shown_to_nobody(reading, caplog, monkeypatch):
    async def broken(*_given):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(type(reading.services.daily), "latest", broken)
    with caplog.at_level(logging.ERROR):
        answer = await reading.get("/papers")
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert [record.message for record in caplog.records] == ["page_failed"]


async def test_a_day_turns_into_the_next_at_midnight_utc(reading):
    assert "20 November" in (await reading.get("/papers")).text
    reading.clock.set(NOW + timedelta(days=3))
    await asyncio.sleep(kept_pages.LOOK_EVERY)
    later = (await reading.get("/papers")).text
    assert "Nothing is listed yet on Monday, 23 November 2026" in later
    assert "<h1>Friday, 20 November 2026</h1>" in later


async def test_files_of_our_own_are_kept_for_ever_under_a_name_that_changes_with_them(reading):
    page = (await reading.get("/papers")).text
    files = [link for link in Links(page).found if urlsplit(link).path.startswith("/static/")]
    assert len(files) == 2
    for link in files:
        answer = await reading.get(link)
        assert (answer.status_code, answer.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )


async def test_a_page_and_all_it_needs_stay_light(reading):
    await reading.add(
        *(
            listed(
                f"A title as long as most of them are, with number {n}",
                n,
                NOW.date(),
                abstract="A sentence of an abstract that says what was done. " * 20,
            )
            for n in range(100, 200)
        )
    )
    for path in ("/papers", "/papers/2611.00100", "/papers?q=title"):
        page = await reading.get(path, accept_encoding="identity")
        own = [link for link in Links(page.text).found if link.startswith("/static/")]
        sizes = [len((await reading.get(link, accept_encoding="identity")).content) for link in own]
        assert 1 + len(own) <= 3
        assert len(page.content) + sum(sizes) <= 80_000  # unpacked; what is sent is a quarter of it


async def test_an_empty_paperboy_has_pages_too():
    async with open_reading(papers=False, doors=()) as reading:
        for path in (
            "/",
            "/papers",
            "/papers/trending",
            "/papers?q=anything",
            "/keyword?q=anything",
            "/feeds/atom",
        ):
            assert (await reading.get(path)).status_code == 200


async def test_nothing_of_a_channel_is_shown_unless_the_operator_allows_it():
    shown = Address("slack", "T1", "C1")
    for allowed in ((), (shown,)):
        async with open_reading(shown=allowed) as reading:
            channel = await _with_digest(reading, shown)
            await _with_digest(reading, Address("slack", "T1", "C-secret"), name="a secret channel")
            answer, opml = await reading.get("/channels"), await reading.get(f"/channels/{channel.key}.opml")
            secret = await reading.get(f"/channels/{channel.key + 1}.opml")
            assert secret.status_code == 404
            assert "secret" not in answer.text
            if not allowed:
                assert (answer.status_code, opml.status_code) == (404, 404)
                continue
            assert TITLES[1] in answer.text
            assert "matched" in answer.text
            assert 'xmlUrl="http://papers.test/feeds/atom?q=diffusion"' in opml.text
            await reading.store.channels.subscribe(channel.key, ["agents"], "U1", NOW)
            assert "agents" in (await reading.get(f"/channels/{channel.key}.opml")).text


async def test_a_channels_own_feed_is_for_whoever_has_its_link():
    async with open_reading() as reading:
        channel = await _with_digest(reading, Address("slack", "T1", "C1"))
        path = feed_path(await link_key(reading.store.vault), channel.key)
        answer = await reading.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        found = feedparser.parse(answer.content)
        assert (found.feed.title, sorted(each.title for each in found.entries)) == (
            "Papers of general",
            sorted((TITLES[1], TITLES[4])),
        )
        forged = await reading.get(path.replace("/feeds/channel/", "/feeds/channel/x"))
        assert (forged.status_code, "not one of Paperboy's" in forged.text) == (400, True)
        await reading.store.channels.remove(channel.key)
        assert (await reading.get(path)).status_code == 404


async def _with_digest(reading, address, name="general"):
    channel = await reading.store.channels.create(_channel(address, name))
    await reading.store.channels.subscribe(channel.key, ["diffusion"], "U1", NOW)
    await reading.store.plans.plan_one(channel.key, listed_since(NOW.date()), draft(NOW), keep=True)
    return channel


def _channel(address, name):
    return Channel(key=0, address=address, name=name, since=NOW.date() - timedelta(days=9), next_due=NOW)
