"""The operator's page: off without a token, closed without a session, deaf to other sites; and what it decides."""

import re
from contextlib import asynccontextmanager
from datetime import time, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web.admin.routes import TRIES, admin_routes
from adapters.web.admin.session import SECONDS, Sessions
from adapters.web.reading import shell_of
from adapters.web.services import WebServices
from bot.model.delivery import State
from bot.model.transition import Transition
from bot.search.searcher import Search
from tests.integration.operating import operation

TOKEN = "a-token-of-the-operator"
NASTY = "<script>alert(1)</script>"


@asynccontextmanager
async def admin(folder, token=TOKEN, home="https://papers.test"):
    async with operation(folder / "x.db") as here:
        here.application.configured = lambda: ["chat"]
        services = WebServices.of(here.store, Search(here.store.index, here.store.papers), here.clock, home)
        app = Starlette(routes=list(admin_routes(here.application, services, shell_of(services), token)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=home) as client:
            yield here, client


async def parked(here, place="C1"):
    await here.channel(place, at=time(8, 45))
    (delivery, *_) = await here.store.outbox.claim({"chat": 10}, here.clock.now(), 60)
    await here.store.outbox.settle(
        [Transition(delivery=delivery, state=State.PARKED, reason=f"in doubt {NASTY}")], here.clock.now()
    )
    return delivery.key


async def signed_in(client):
    answer = await client.post("/admin/in", data={"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin")
    page = (await client.get("/admin")).text
    return page, re.search(r'name="word" value="([0-9a-f]+)"', page)[1]


async def test_without_a_token_there_is_no_such_page(tmp_path):
    async with admin(tmp_path, token="") as (_, client):
        for path in ("/admin", "/admin/parked", "/admin/in", "/admin/channels/1.opml"):
            assert (await client.get(path)).status_code == 404


async def test_a_stranger_sees_where_to_sign_in_and_nothing_else(tmp_path):
    async with admin(tmp_path) as (here, client):
        key = await parked(here)
        page = await client.get("/admin")
        assert 'type="password"' in page.text
        assert "C1" not in page.text
        assert page.headers["cache-control"] == "no-store"
        assert (await client.get("/admin/channels/1.opml")).status_code == 403
        for answer in (
            await client.post("/admin/in", data={"token": "wrong"}),
            await client.post("/admin/parked", data={"delivery": str(key), "do": "send"}),
            await client.post("/admin/out"),
        ):
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
        assert len(await here.store.outbox.parked(9)) == 1


async def test_a_session_is_a_cookie_that_no_script_and_no_other_site_has(tmp_path):
    async with admin(tmp_path) as (_, client):
        answer = await client.post("/admin/in", data={"token": f" {TOKEN} "})
        said = answer.headers["set-cookie"].lower()
        assert all(
            each in said for each in ("httponly", "samesite=strict", "secure", "path=/admin", f"max-age={SECONDS}")
        )
        assert TOKEN not in said
    async with admin(tmp_path / "plain", home="http://127.0.0.1:8080") as (_, client):
        said = (await client.post("/admin/in", data={"token": TOKEN})).headers["set-cookie"].lower()
        assert "secure" not in said


async def test_the_page_shows_how_everything_is_as_text_and_without_script(tmp_path):
    async with admin(tmp_path) as (here, client):
        key = await parked(here)
        await here.channel("C2", platform="discord")
        await here.store.workspaces.kill("chat", "T9", NASTY, None)
        page, _ = await signed_in(client)
        assert "<script" not in page
        for said in (
            f'<th scope="row">{key}</th>', "chat:T1:C1", "discord is not set up here", "workspace T9 is paused", "huggingface: last new papers", "1 parked", "chat T1: 1 channel", "Mon 23 Nov 2026",
        ):  # fmt: skip
            assert said in page, said
        assert NASTY not in page


async def test_a_parked_delivery_goes_out_again_or_is_given_up(tmp_path):
    async with admin(tmp_path) as (here, client):
        first, second = await parked(here), await parked(here, "C2")
        _, word = await signed_in(client)
        answer = await client.post("/admin/parked", data={"word": word, "delivery": str(first), "do": "send"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/admin?sent={first}")
        assert f"Delivery {first} goes out again." in (await client.get(f"/admin?sent={first}")).text
        await here.dispatcher.drain()
        assert len(here.platform.accepted) == 1
        await client.post("/admin/parked", data={"word": word, "delivery": str(second), "do": "drop"})
        assert await here.store.outbox.parked(9) == []
        again = await client.post("/admin/parked", data={"word": word, "delivery": str(second), "do": "drop"})
        assert again.headers["location"] == f"/admin?gone={second}"


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        ({}, {}, 403),
        ({"word": "0" * 64}, {}, 403),
        ({"word": "é"}, {}, 403),
        ({"word": "right"}, {"sec-fetch-site": "cross-site"}, 403),
        ({"word": "right"}, {"sec-fetch-site": "same-site"}, 403),
        ({"word": "right", "delivery": "x"}, {}, 400),
        ({"word": "right", "delivery": "9" * 30}, {}, 400),
        ({"word": "right", "do": "publish"}, {}, 400),
    ],
)
async def test_what_another_site_or_a_slip_sends_does_nothing(tmp_path, data, headers, status):
    async with admin(tmp_path) as (here, client):
        key = await parked(here)
        _, word = await signed_in(client)
        sent = {"delivery": str(key), "do": "send", **data}
        if sent.get("word") == "right":
            sent["word"] = word
        assert (await client.post("/admin/parked", data=sent, headers=headers)).status_code == status
        assert len(await here.store.outbox.parked(9)) == 1


async def test_guessing_is_slow(tmp_path):
    async with admin(tmp_path) as (_, client):
        statuses = [
            (await client.post("/admin/in", data={"token": "guess"})).status_code for _ in range(TRIES + 1)
        ]
        assert statuses == [403] * TRIES + [429]
        right = await client.post("/admin/in", data={"token": TOKEN})
        assert (right.status_code, int(right.headers["retry-after"]) > 0) == (429, True)


async def test_signing_out_ends_the_session_for_whoever_copied_it(tmp_path):
    async with admin(tmp_path) as (_, client):
        _, word = await signed_in(client)
        copied = client.cookies["paperboy_admin"]
        assert (await client.post("/admin/out", data={"word": word})).status_code == 303
        again = await client.get("/admin", headers={"cookie": f"paperboy_admin={copied}"})
        assert 'type="password"' in again.text


async def test_a_channels_keywords_as_opml(tmp_path):
    async with admin(tmp_path) as (here, client):
        channel = await here.channel("C1")
        await here.store.channels.subscribe(channel.key, ['"low-rank" & <b>'], "U1", here.clock.now())
        await signed_in(client)
        answer = await client.get(f"/admin/channels/{channel.key}.opml")
        assert 'text="&quot;low-rank&quot; &amp; &lt;b&gt;"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert (await client.get("/admin/channels/999.opml")).status_code == 404


def test_a_session_holds_its_hours_and_no_forged_one_does():
    now = [1000.0]
    sessions = Sessions(TOKEN, lambda: now[0])
    cookie = sessions.open(TOKEN)
    assert sessions.open("x") == ""
    assert sessions.holds(cookie)
    said, _, signature = cookie.rpartition(".")
    later = f"{int(said.partition('.')[0]) + 9}.{said.partition('.')[2]}.{signature}"
    for forged in (
        "",
        ".",
        "x",
        later,
        f"{said}.",
        f"{said}.{'0' * 64}",
        Sessions(TOKEN, lambda: now[0]).open(TOKEN),
    ):
        assert not sessions.holds(forged)
    assert sessions.knows(cookie, sessions.word(cookie))
    assert not sessions.knows(cookie, sessions.word(sessions.open(TOKEN)))
    now[0] += SECONDS + timedelta(seconds=1).total_seconds()
    assert not sessions.holds(cookie)
