"""Socket Mode against a loopback server: commands, refreshes, expired addresses and outages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from slack_sdk.errors import SlackApiError

from bot.ports import LeaseKind, Matter
from tests.fakes.slack_parts import Bench, click, command, envelope
from tests.fakes.slack_server import FakeSlack, Fault
from tests.fakes.workers import Alone

SLACK = (Matter.TROUBLE, "slack")


@contextlib.asynccontextmanager
async def connected(slack: FakeSlack, workers: Alone | None = None) -> AsyncIterator[Bench]:
    slack.team("T1")
    bench = Bench(slack, workers=workers, slack_signing_secret="", slack_app_token="xapp-1")
    serving = asyncio.create_task(bench.listener.serve())
    try:
        yield bench
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await bench.listener.close()


async def test_a_command_is_acknowledged_on_the_socket_and_answered():
    async with FakeSlack().running() as slack, connected(slack) as bench:
        sent = await slack.push("slash_commands", command(slack, "search rag"))
        await slack.eventually(lambda: sent in slack.acked and slack.responses)
        assert bench.desk.asked[0].text == "search rag"
        assert slack.acked[sent] == {"envelope_id": sent}


async def test_of_several_processes_ten_have_a_place_and_one_more_says_so_and_waits_for_one():
    workers = Alone(others=[f"slack {number}" for number in range(1, 11)], alone=False)
    async with FakeSlack().running() as slack:
        slack.others = 9
        async with connected(slack, workers) as bench:
            async with asyncio.timeout(30):
                while SLACK not in bench.workers.said:  # noqa: ASYNC110 -- as below
                    await asyncio.sleep(0.02)
            assert "10 processes are connected to Slack already" in bench.workers.said[SLACK]
            assert not slack.sockets
            workers.others.discard("slack 7")
            await slack.push("slash_commands", command(slack, "search rag"))
            await slack.eventually(lambda: slack.responses)
            assert workers.taken == {(LeaseKind.SOCKET, "slack 7")}
            assert SLACK not in bench.workers.said
            workers.others.add("slack 7")  # it was taken for dead, and another has its place
            await slack.eventually(lambda: not slack.sockets)


async def test_clicks_and_events_come_in_too():
    async with FakeSlack().running() as slack, connected(slack) as bench:
        await slack.push("interactive", click(slack, {"action_id": "papers:0", "value": "save arxiv:1"}))
        await slack.push("events_api", envelope({"type": "channel_unarchive", "channel": "C1"}))
        await slack.eventually(lambda: slack.responses and ("welcomed", "C1") in bench.lifecycle.told)


async def test_another_process_of_the_same_app_is_said_and_an_own_reconnection_is_not():
    async with FakeSlack().running() as slack, connected(slack) as bench:
        await slack.eventually(lambda: slack.sockets)
        await slack.refresh()
        await slack.eventually(lambda: len(slack.sockets) == 1)
        assert SLACK not in bench.workers.said
    async with FakeSlack().running() as slack:
        slack.others = 1
        async with connected(slack) as bench:
            await slack.eventually(lambda: slack.sockets)
            await asyncio.sleep(0.1)
            said = bench.workers.said[SLACK]
            assert "another process was connected to Slack as the same app" in said
            slack.others = 0  # it was our own, which had been killed
            async with asyncio.timeout(30):
                while SLACK in bench.workers.said:  # noqa: ASYNC110 -- words have no event
                    await asyncio.sleep(0.02)
            await slack.push("slash_commands", command(slack, "search rag"))
            await slack.eventually(lambda: slack.responses)


async def test_the_one_workspace_that_the_token_is_for_goes_on_after_a_restart():
    async with FakeSlack().running() as slack, connected(slack) as bench:
        await slack.eventually(lambda: ("installed", "T1") in bench.lifecycle.told)


async def test_a_refresh_is_followed_and_nothing_is_lost():
    async with FakeSlack().running() as slack, connected(slack) as bench:
        await slack.push("slash_commands", command(slack, "search one"))
        await slack.eventually(lambda: slack.responses)
        first = slack.sockets[0]
        await slack.refresh()
        await slack.eventually(lambda: slack.sockets and first not in slack.sockets)
        await slack.push("slash_commands", command(slack, "search two"))
        await slack.eventually(lambda: len(slack.responses) == 2)
        assert [request.text for request in bench.desk.asked] == ["search one", "search two"]


async def test_an_expired_address_is_not_tried_for_ever():
    async with FakeSlack(expire_tickets=1).running() as slack, connected(slack):
        await slack.eventually(lambda: slack.sockets)
        opened = [method for method, _ in slack.calls if method == "apps.connections.open"]
        assert len(opened) >= 2


async def test_an_outage_outside_never_ends_it():
    async with FakeSlack().running() as slack:
        faults = [
            Fault(status=500, body="<html>"),
            Fault(drop="before"),
            Fault(status=503, body="text"),
            Fault(error="fatal_error"),
        ]
        slack.fail("apps.connections.open", *faults)
        async with connected(slack):
            await slack.eventually(lambda: slack.sockets)
            await slack.sockets[0].close()
            await slack.eventually(lambda: slack.sockets and not slack.sockets[-1].closed)


async def test_the_base_address_is_a_setting_for_the_socket_as_well():
    async with FakeSlack().running() as slack, connected(slack):
        await slack.eventually(lambda: any(method == "apps.connections.open" for method, _ in slack.calls))


async def test_what_comes_after_the_end_opens_no_connections_again():
    """An answer may come later than the stop: what it would open nobody would close."""
    async with FakeSlack().running() as slack:
        for answered in (False, True):
            async with connected(slack) as bench:
                workspaces = bench.listener.slack.workspaces
                if answered:
                    assert not workspaces.session.closed
            assert workspaces.session.closed
            with contextlib.suppress(SlackApiError):
                await workspaces.bare().api_test()
            assert workspaces.session.closed
