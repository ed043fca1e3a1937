"""`doctor` on Slack: each thing that can be wrong with the page and the switch that mends it."""

from adapters.slack.registered import SCOPES
from bot.model.channel import Address
from tests.each_of import each_of
from tests.fakes.slack_parts import SECRET, at_work
from tests.fakes.slack_server import Fault


def about(findings, what):
    return next(finding for finding in findings if what in finding.what)


async def test_all_is_well():
    async with at_work(slack_signing_secret="", slack_app_token="xapp-1") as bench:
        bench.slack.teams["xoxb-T1"].rooms["C1"] = {"id": "C1", "name": "general"}
        bench.listener.slack.arrivals.note()
        await bench.settle()
        findings = await bench.listener.check(Address("slack", "T1", "C1"))
        assert [finding for finding in findings if finding.ok is not True] == []
        assert about(findings, "token").detail == "Team T1 as @paperboy"


async def test_a_dead_token_names_the_setting():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].dead = "token_revoked"
        finding = about(await bench.listener.check(None), "token")
        assert (finding.ok, finding.detail) == (False, "the token was revoked")
        assert "SLACK_BOT_TOKEN" in finding.fix


async def test_missing_scopes_are_named_with_the_apps_own_page():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].scopes = ",".join(set(SCOPES) - {"users:read", "commands"})
        findings = await bench.listener.check(None)
        finding = about(findings, "scopes")
        assert (finding.ok, finding.detail) == (False, "missing: commands, users:read")
        assert finding.fix.startswith("https://api.slack.com/apps/A0PAPERBOY/oauth")
        optional = about(findings, "optional")
        assert optional.ok is None
        assert "files:write: hands exports over as files" in optional.detail


@each_of(
    ("error", "words"), [("invalid_auth", "SLACK_APP_TOKEN"), ("socket_mode_not_enabled", "Enable Socket Mode")]
)
async def test_socket_mode_names_the_token_or_the_switch(error, words):
    async with at_work(slack_app_token="xapp-1") as bench:
        bench.slack.fail("apps.connections.open", Fault(error=error))
        finding = about(await bench.listener.check(None), "Socket")
        assert finding.ok is False
        assert words in finding.fix


async def test_an_outage_is_not_a_wrong_setting():
    async with at_work(slack_api_url="http://127.0.0.1:1/", slack_app_token="xapp-1") as bench:
        findings = await bench.listener.check(Address("slack", "T1", "C1"))
        assert about(findings, "token").ok is None
        assert about(findings, "Socket").ok is None
        assert "SLACK_API_URL" in about(findings, "token").fix


async def test_the_event_url_is_tried_as_slack_would():
    async with at_work(slack_public_url="http://127.0.0.1:1") as bench:
        finding = about(await bench.listener.check(None), "event URL")
        assert finding.ok is False
        assert "http://127.0.0.1:1/slack/events" in finding.fix


async def test_without_a_public_address_the_event_url_cannot_be_told():
    async with at_work(slack_signing_secret=SECRET) as bench:
        assert about(await bench.listener.check(None), "event URL").ok is None


async def test_nothing_ever_came_in():
    async with at_work() as bench:
        finding = about(await bench.listener.check(None), "interactivity")
        assert finding.ok is None
        assert "switch Interactivity on" in finding.fix


@each_of(
    ("conversation", "detail"),
    [
        ({"id": "C1", "is_archived": True}, "archived"),
        ({"id": "C1", "is_private": True, "is_member": False}, "Paperboy is not in it"),
        ({"error": "channel_not_found"}, "Slack does not find the channel, or Paperboy is not in it"),
    ],
)
async def test_a_channel_that_cannot_be_posted_to_says_why(conversation, detail):
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].rooms["C1"] = conversation
        finding = about(await bench.listener.check(Address("slack", "T1", "C1")), "channel")
        assert (finding.ok, finding.detail) == (False, detail)
        assert finding.fix


async def test_a_workspace_that_is_not_installed_says_where_to_install():
    async with at_work(slack_bot_token=None, slack_client_id="1", slack_client_secret="s") as bench:
        finding = about(await bench.listener.check(Address("slack", "T9", "C1")), "token")
        assert "/slack/install" in finding.fix
