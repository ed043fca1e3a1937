"""Slack as the independent emulator `emulate` plays it: the Web API and OAuth, with strict scopes.

Needs `npx` (Node comes with it): `make test-slack-emulator`. It has no Socket Mode, no commands and no
`response_url`; those are tested against our own server.
"""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from slack_bolt.async_app import AsyncBoltRequest

from adapters.slack.render.messages import messages
from bot.model.channel import Address
from bot.model.delivery import Delivery, NotThere, Refused, Sent, State
from bot.views.blocks import Heading, Paragraph, ThreadBreak, View, plain
from tests.fakes.slack_parts import Bench
from tests.fakes.slack_server import FakeSlack
from tools.gallery.slack_views import views

EMULATE = ["npx", "--yes", "-p", "node@22.23.3", "-p", "emulate@0.12.2", "emulate"]
SEED = Path(__file__).with_name("slack.yaml")
READY = 240.0  # seconds; the first time npx fetches Node and the emulator
TOKEN = "xoxb-emulated"

pytestmark = [
    pytest.mark.skipif(shutil.which("npx") is None, reason="the emulator needs npx"),
    pytest.mark.skipif(not os.environ.get("PAPERBOY_EMULATOR"), reason="only with make test-slack-emulator"),
    pytest.mark.timeout(READY + 60),
]


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*EMULATE, "start", "--service", "slack", "--port", str(port), "--seed", str(SEED)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 -- pinned
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = datetime.now(UTC) + timedelta(seconds=READY)
    while datetime.now(UTC) < until:
        assert process.poll() is None, "the emulator ended before it answered"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.post(f"{url}/api/auth.test", headers={"Authorization": f"Bearer {TOKEN}"}).json().get("ok"):
                return
    pytest.fail("the emulator did not answer in time")


@contextlib.asynccontextmanager
async def at_work(emulator: str, **settings: str | None) -> AsyncIterator[Bench]:
    given = {"slack_bot_token": TOKEN, "slack_api_url": f"{emulator}/api"} | settings
    bench = Bench(FakeSlack(url=emulator), **given)
    try:
        yield bench
    finally:
        await bench.settle()
        await bench.listener.close()


async def channel(bench: Bench, name: str = "papers") -> str:
    client = bench.listener.slack.workspaces.bare(TOKEN)
    listed = await client.api_call("conversations.list", data={"limit": 100})
    return next(each["id"] for each in listed["channels"] if each["name"] == name)


async def delivery(bench: Bench, token: str, part: int = 0) -> Delivery:
    team = (await bench.listener.slack.workspaces.single()).team
    return Delivery(
        key=1,
        digest=1,
        address=Address("slack", team, await channel(bench)),
        part=part,
        token=token,
        state=State.SENDING,
        first_tried=datetime.now(UTC) - timedelta(seconds=30),
    )


@pytest.mark.parametrize("name", sorted(views()))
async def test_every_view_is_taken(emulator, name):
    async with at_work(emulator) as bench:
        for number, message in enumerate(messages(views()[name][0])):
            outcome = await bench.sender.send(await delivery(bench, f"{name}{number}"[:25]), message, None)
            assert isinstance(outcome, Sent)


async def test_a_post_is_found_again_by_its_metadata_and_another_is_not(emulator):
    async with at_work(emulator) as bench:
        sent = await delivery(bench, "onlyonce")
        outcome = await bench.sender.send(sent, {"text": "A digest"}, None)
        assert isinstance(outcome, Sent)
        found = await bench.sender.find(sent, {"text": "A digest"}, None, datetime.now(UTC))
        assert isinstance(found, Sent)
        assert found.receipt.message_id == outcome.receipt.message_id
        never = await delivery(bench, "neversent")
        assert await bench.sender.find(never, {"text": "x"}, None, datetime.now(UTC)) == NotThere()


async def test_a_thread_goes_under_its_message(emulator):
    async with at_work(emulator) as bench:
        view = View((Heading("Papers"), ThreadBreak(), Paragraph(plain("An abstract."))), "1 paper")
        first, second = messages(view)
        root = await bench.sender.send(await delivery(bench, "root"), first, None)
        assert isinstance(root, Sent)
        part = await delivery(bench, "part", 1)
        assert isinstance(await bench.sender.send(part, second, root.receipt), Sent)
        assert isinstance(await bench.sender.find(part, second, root.receipt, datetime.now(UTC)), Sent)


async def test_a_channel_that_is_not_there_is_refused(emulator):
    async with at_work(emulator) as bench:
        gone = await delivery(bench, "gone")
        team = gone.address.workspace
        lost = Delivery(
            key=1, digest=1, address=Address("slack", team, "C0NOTHERE"), part=0, token="gone", state=State.SENDING
        )
        assert isinstance(await bench.sender.send(lost, {"text": "x"}, None), Refused)


async def test_a_token_without_the_permission_keeps_its_channel_waiting(emulator):
    # The emulator knows no token by name: one that it never gave out has no scope.
    async with at_work(emulator, slack_bot_token="xoxb-nobody") as bench:
        lost = Delivery(
            key=1, digest=1, address=Address("slack", "", "C1"), part=0, token="dead", state=State.SENDING
        )
        answer = await bench.sender.send(lost, {"text": "x"}, None)
        assert isinstance(answer, Refused)
        assert "chat:write" in answer.reason


async def test_a_person_is_known_by_name(emulator):
    async with at_work(emulator) as bench:
        client = bench.listener.slack.workspaces.bare(TOKEN)
        members = (await client.api_call("users.list", data={}))["members"]
        ada = next(member["id"] for member in members if member["name"] == "ada")
        team = (await bench.listener.slack.workspaces.single()).team
        person = await bench.listener.slack.requests._users.person(team, ada)
        assert person.name


async def test_somebody_installs_it_through_oauth_and_it_posts(emulator):
    settings = {
        "slack_bot_token": None,
        "slack_client_id": "12345.67890",
        "slack_client_secret": "emulated-client-secret",
        "slack_authorize_url": f"{emulator}/oauth/v2/authorize",
        "slack_public_url": "http://127.0.0.1:3999",
    }
    async with at_work(emulator, **settings) as bench:
        flow = bench.listener.app.oauth_flow
        page = await flow.handle_installation(AsyncBoltRequest(body="", mode="http"))
        cookie = page.headers["set-cookie"][0].split(";")[0]
        link = re.search(r'href="([^"]+/oauth/v2/authorize[^"]+)"', page.body)
        assert link is not None
        async with httpx.AsyncClient() as browser:
            consent = await browser.get(link[1].replace("&amp;", "&"))
            form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', consent.text.split("</form>")[0]))
            back = await browser.post(f"{emulator}/oauth/v2/authorize/callback", data=form)
        query = dict(httpx.URL(back.headers["location"]).params)
        done = await flow.handle_callback(
            AsyncBoltRequest(body="", query=query, headers={"cookie": cookie}, mode="http")
        )
        assert done.status == 200
        ((_, team),) = bench.lifecycle.told
        installation = await bench.listener.slack.workspaces.installation(team)
        client = bench.listener.slack.workspaces.bare(installation.token)
        listed = await client.api_call("conversations.list", data={"limit": 100})
        papers = next(each["id"] for each in listed["channels"] if each["name"] == "papers")
        address = Address("slack", team, papers)
        task = Delivery(key=1, digest=1, address=address, part=0, token="oauth", state=State.SENDING)
        assert isinstance(await bench.sender.send(task, {"text": "Hello"}, None), Sent)
        await asyncio.sleep(0)
