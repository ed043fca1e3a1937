"""Many workspaces: installing through OAuth, renewing tokens, organizations, and uninstalling in any order."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_bolt.async_app import AsyncBoltRequest
from starlette.applications import Starlette

from adapters.slack import routes
from adapters.slack.api.clients import Workspaces
from adapters.slack.registered import OPTIONAL_SCOPES, SCOPES
from tests.each_of import each_of
from tests.fakes.slack_parts import Bench, at_work, command
from tests.fakes.slack_server import Fault

MANY = {"slack_bot_token": None, "slack_client_id": "1.2", "slack_client_secret": "very secret"}


def granted(team: str = "T2") -> dict[str, Any]:
    return {
        "access_token": f"xoxb-{team}",
        "token_type": "bot",
        "scope": ",".join(SCOPES),
        "bot_user_id": f"UBOT{team}",
        "app_id": "A0PAPERBOY",
        "team": {"id": team, "name": "Acme"},
        "enterprise": None,
        "authed_user": {"id": "U1"},
        "is_enterprise_install": False,
    }


def asked(page: str) -> dict[str, list[str]]:
    """The query of the page's link to Slack."""
    link = next(part.split('"')[0] for part in page.split('href="') if "/oauth/v2/authorize" in part.split('"')[0])
    return parse_qs(urlsplit(link.replace("&amp;", "&")).query)


class Browser:
    """Somebody's browser on the installation's pages (its cookies are kept only over https)."""

    def __init__(self, bench: Bench) -> None:
        self.flow = bench.listener.app.oauth_flow
        self.bench = bench
        self.cookie = ""

    async def get(self, path: str, **query: str) -> Any:
        request = AsyncBoltRequest(body="", query=query, headers={"cookie": self.cookie}, mode="http")
        handle = self.flow.handle_installation if path == "/slack/install" else self.flow.handle_callback
        response = await handle(request)
        if "set-cookie" in response.headers and path == "/slack/install":
            self.cookie = response.headers["set-cookie"][0].split(";")[0]
        return response

    async def state(self) -> str:
        return asked((await self.get("/slack/install")).body)["state"][0]

    async def install(self, code: str = "code1") -> Any:
        return await self.get("/slack/oauth_redirect", code=code, state=await self.state())


async def installed(bench: Bench, workspace: str = "T2", code: str = "code1", **more: Any) -> Any:
    bench.slack.team(workspace)
    bench.slack.codes[code] = granted(workspace) | more
    return await Browser(bench).install(code)


async def test_the_installation_page_asks_for_the_scopes_of_the_manifest():
    async with at_work(**MANY) as bench:
        page = await Browser(bench).get("/slack/install")
        query = asked(page.body)
        assert query["scope"][0].split(",") == [*SCOPES, *OPTIONAL_SCOPES]
        assert "user_scope" not in query
        assert "secure" in page.headers["set-cookie"][0].lower()


async def test_an_installed_workspace_can_be_posted_to_and_goes_on():
    async with at_work(**MANY) as bench:
        page = await installed(bench)
        assert page.status == 200
        assert bench.lifecycle.told == [("installed", "T2")]
        await bench.command("list", team_id="T2")
        await bench.settle()
        assert bench.desk.asked[0].address.workspace == "T2"
        assert (await bench.listener.slack.workspaces.installation("T2")).token == "xoxb-T2"


async def test_the_tokens_are_kept_in_the_vault_and_nowhere_else():
    async with at_work(**MANY) as bench:
        await installed(bench)
        (key,) = bench.vault.kept
        assert key == ("slack", "T2", "installation")
        assert json.loads(bench.vault.kept[key])["bot_token"] == "xoxb-T2"
        assert "xoxb" not in str(bench.adapter_facts.facts)


@each_of("damage", ["", "forged", "old", "other browser", "used"])
async def test_a_state_counts_once_within_ten_minutes_in_the_same_browser(damage):
    async with at_work(**MANY) as bench:
        bench.slack.team("T2")
        bench.slack.codes["code1"] = granted()
        browser = Browser(bench)
        state = await browser.state()
        if damage == "forged":
            state = state[:-1] + ("0" if state[-1] != "0" else "1")
            browser.cookie = f"slack-app-oauth-state={state}"
        if damage == "old":
            bench.clock.ahead = timedelta(minutes=11)
        if damage == "other browser":
            browser.cookie = ""
        if damage == "used":
            await browser.get("/slack/oauth_redirect", code="other", state=state)
        page = await browser.get("/slack/oauth_redirect", code="code1", state=state)
        assert (page.status == 200) == (damage == "")
        assert bool(bench.vault.kept) == (damage == "")


@each_of("fault", [Fault(status=500, body="<html>"), Fault(drop="before"), Fault(error="invalid_code")])
async def test_an_installation_that_fails_is_a_page_that_says_so(fault):
    async with at_work(**MANY) as bench:
        bench.slack.fail("oauth.v2.access", fault)
        page = await installed(bench)
        assert page.status == 401
        assert bench.vault.kept == {}


async def test_a_cancelled_installation_is_no_error():
    async with at_work(**MANY) as bench:
        page = await Browser(bench).get("/slack/oauth_redirect", error="access_denied")
        assert page.status == 200


async def test_a_rotating_token_is_renewed_before_it_ends_and_only_once():
    async with at_work(**MANY) as bench:
        await installed(bench, refresh_token="refresh1", expires_in=43_200)
        bench.slack.team("T2", token="xoxe-new")
        renewed = {
            "access_token": "xoxe-new",
            "token_type": "bot",
            "refresh_token": "refresh2",
            "expires_in": 43_200,
        }
        bench.slack.codes["refresh1"] = renewed
        workspaces = bench.listener.slack.workspaces
        workspaces.renewal.active = True
        assert (await workspaces.installation("T2")).token == "xoxb-T2"
        bench.clock.ahead = timedelta(hours=12.5)
        installations = await asyncio.gather(*(workspaces.installation("T2") for _ in range(5)))
        assert {installation.token for installation in installations} == {"xoxe-new"}
        assert json.loads(bench.vault.kept["slack", "T2", "installation"])["bot_refresh_token"] == "refresh2"
        assert [m for m, a in bench.slack.calls if a.get("grant_type") == "refresh_token"] == ["oauth.v2.access"]


NEW = {"access_token": "xoxe-new", "token_type": "bot", "refresh_token": "refresh2", "expires_in": 43_200}


async def rotating(bench: Bench, ahead: float) -> Workspaces:
    await installed(bench, refresh_token="refresh1", expires_in=43_200)
    bench.slack.team("T2", token="xoxe-new")
    bench.slack.codes["refresh1"] = NEW
    bench.clock.ahead = timedelta(hours=ahead)
    workspaces = bench.listener.slack.workspaces
    workspaces.renewal.active = True
    return workspaces


def stored(bench: Bench) -> str:
    return json.loads(bench.vault.kept["slack", "T2", "installation"])["bot_token"]


async def test_a_renewal_is_stored_though_whoever_asked_gave_up_waiting():
    async with at_work(**MANY) as bench:
        workspaces = await rotating(bench, 12.5)
        bench.slack.fail("oauth.v2.access", Fault(seconds=0.2))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(workspaces.installation("T2"), 0.02)
        await workspaces.renewal.finish()
        assert stored(bench) == "xoxe-new"


async def test_nobody_waits_for_a_renewal_while_the_old_token_holds():
    async with at_work(**MANY) as bench:
        workspaces = await rotating(bench, 10.5)
        bench.slack.fail("oauth.v2.access", Fault(seconds=0.2))
        assert (await workspaces.installation("T2")).token == "xoxb-T2"
        await workspaces.renewal.finish()
        assert (await workspaces.installation("T2")).token == "xoxe-new"


async def test_a_locked_database_does_not_cost_the_new_tokens(monkeypatch):
    async with at_work(**MANY) as bench:
        workspaces = await rotating(bench, 12.5)
        monkeypatch.setattr("adapters.slack.api.token_renewal.STORE_AGAIN", 0.01)
        bench.vault.refuse = 3
        assert (await workspaces.installation("T2")).token == "xoxe-new"
        assert stored(bench) == "xoxe-new"


async def test_a_command_beside_the_service_renews_nothing_and_sees_what_the_service_stored():
    async with at_work(**MANY) as bench:
        workspaces = await rotating(bench, 11)
        workspaces.renewal.active = False
        assert (await workspaces.installation("T2")).token == "xoxb-T2"
        assert not [a for m, a in bench.slack.calls if a.get("grant_type") == "refresh_token"]
        renewed = json.loads(bench.vault.kept["slack", "T2", "installation"]) | {"bot_token": "xoxe-other"}
        bench.vault.kept["slack", "T2", "installation"] = json.dumps(renewed).encode()
        workspaces.renewal.active = True
        bench.clock.ahead = timedelta(hours=12.5)
        assert (await workspaces.installation("T2")).token == "xoxe-other"
        assert not [a for m, a in bench.slack.calls if a.get("grant_type") == "refresh_token"]


async def test_an_outage_while_renewing_leaves_the_old_token():
    async with at_work(**MANY) as bench:
        await installed(bench, refresh_token="refresh1", expires_in=43_200)
        bench.clock.ahead = timedelta(hours=10.5)
        bench.listener.slack.workspaces.renewal.active = True
        bench.slack.fail("oauth.v2.access", Fault(status=500, body="<html>"))
        assert (await bench.listener.slack.workspaces.installation("T2")).token == "xoxb-T2"


@each_of("order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")])
async def test_uninstalling_pauses_in_either_order_and_installing_again_brings_it_back(order):
    async with at_work(**MANY) as bench:
        await installed(bench)
        for number, kind in enumerate(order * 2):
            await bench.event({"type": kind, "tokens": {"bot": ["UBOTT2"]}}, event_id=f"Ev{number}", team="T2")
            await bench.settle()
        assert bench.lifecycle.told[0] == ("installed", "T2")
        assert set(bench.lifecycle.told[1:]) == {("uninstalled", "T2")}
        assert bench.vault.kept == {}
        await installed(bench, code="code2")
        assert bench.lifecycle.told[-1] == ("installed", "T2")


async def test_a_farewell_that_comes_after_installing_again_is_old_news():
    async with at_work(**MANY) as bench:
        await installed(bench)
        await bench.event({"type": "app_uninstalled"}, team="T2", event_time=1_700_000_000)
        await bench.settle()
        assert bench.lifecycle.told == [("installed", "T2")]
        assert bench.vault.kept


async def test_an_organizations_installation_serves_its_workspaces():
    async with at_work(**MANY) as bench:
        org = {"team": None, "enterprise": {"id": "E1", "name": "Big"}, "is_enterprise_install": True}
        await installed(bench, "T2", **org)
        enterprise = {"enterprise_id": "E1", "is_enterprise_install": "true"}
        await bench.command("list", team_id="T7", **enterprise)
        await bench.settle()
        assert bench.desk.asked[0].address.workspace == "T7"
        installation = await bench.listener.slack.workspaces.installation("T7")
        assert (installation.token, installation.org_wide) == ("xoxb-T2", True)
        gone = {"enterprise_id": "E1", "is_enterprise_install": True}
        body = {"authorizations": [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]}
        await bench.event({"type": "app_uninstalled"}, team="", **gone, **body)
        await bench.settle()
        assert bench.lifecycle.told == [("uninstalled", "T7")]


async def test_each_workspace_has_its_own_token():
    async with at_work(**MANY) as bench:
        await installed(bench, "T2")
        await installed(bench, "T3", code="code2")
        workspaces = bench.listener.slack.workspaces
        assert [(await workspaces.installation(team)).token for team in ("T2", "T3")] == ["xoxb-T2", "xoxb-T3"]


async def test_the_routes_take_signed_events_and_show_the_installation():
    async with at_work(**MANY, slack_public_url="https://paperboy.test") as bench:
        app = Starlette(routes=list(routes(bench.platform)))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://paperboy.test"
        ) as client:
            bodies = (b"payload=1", b"\xff\xfe")
            answers = [await client.post("/slack/events", content=body) for body in bodies]
            assert [answer.status_code for answer in answers] == [401, 400]
            assert (await client.get("/slack/events")).status_code == 405
            page = await client.get("/slack/install")
        assert page.status_code == 200
        assert asked(page.text)["redirect_uri"] == ["https://paperboy.test/slack/oauth_redirect"]


async def test_slack_hears_that_the_address_is_ours():
    async with at_work() as bench:
        asked = '{"type": "url_verification", "challenge": "xyz"}'
        response = await bench.dispatch(asked, "application/json")
        assert (response.status, json.loads(response.body)) == (200, {"challenge": "xyz"})
        assert (await bench.dispatch("ssl_check=1&token=x", "application/x-www-form-urlencoded")).status == 200


async def test_without_secrets_there_are_no_routes():
    async with at_work(slack_signing_secret="", slack_app_token="xapp-1") as bench:
        assert list(routes(bench.platform)) == []
        assert command(bench.slack, "x")
