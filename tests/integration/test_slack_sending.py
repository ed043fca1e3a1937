"""Posting digests to Slack: one try a call, each fault in the outbox's words, and looking up what got lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.posting.sender import SlackSender
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    NotThere,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    State,
    Unknown,
)
from bot.views.blocks import Heading, Link, Paragraph, Text, ThreadBreak, View, plain
from tests.each_of import each_of
from tests.fakes.slack_parts import Bench, at_work
from tests.fakes.slack_server import FakeSlack, Fault
from tests.fakes.turns import turn

LINE = Paragraph((Text("A <!channel> paper "), Link("here", "https://a.test/")))
VIEW = View((Heading("Papers"), LINE), "1 paper")
SLOW_DOWN = "Slack asked to slow down"
UNREADABLE = "Slack answered HTTP {} without a readable body"


def delivery(part: int = 0, channel: str = "C1", ago: float = 10.0, workspace: str = "T1") -> Delivery:
    return Delivery(
        key=part,
        digest=1,
        address=Address("slack", workspace, channel),
        part=part,
        token=f"token{part}{channel.lower()}",
        state=State.SENDING,
        first_tried=datetime.now(UTC) - timedelta(seconds=ago),
    )


async def sent(bench: Bench, *faults: Fault, root: Receipt | None = None):
    bench.slack.fail("chat.postMessage", *faults)
    (message,) = bench.sender.render(VIEW, None, plain=False)
    return await bench.sender.send(delivery(), message, root)


async def test_a_post_has_a_receipt_with_the_messages_address():
    async with at_work() as bench:
        outcome = await sent(bench)
        (message,) = bench.slack.messages
        assert isinstance(outcome, Sent)
        assert outcome.receipt.message_id == message["ts"]
        assert outcome.receipt.link == f"https://t1.slack.test/archives/C1/p{message['ts'].replace('.', '')}"


async def test_nothing_unfurls_and_names_stay_literal():
    async with at_work() as bench:
        await sent(bench)
        (message,) = bench.slack.messages
        assert (message["unfurl_links"], message["unfurl_media"], message["mrkdwn"]) == (False, False, False)
        assert (message["parse"], message["link_names"]) == ("none", False)
        assert message["text"] == "1 paper\nPapers\nA &lt;!channel&gt; paper here (https://a.test/)"


async def test_metadata_carries_the_delivery_and_nothing_else():
    async with at_work() as bench:
        await sent(bench)
        assert bench.slack.messages[0]["metadata"] == {
            "event_type": "paperboy_delivery",
            "event_payload": {"token": "token0c1"},
        }


@each_of(
    ("fault", "outcome"),
    [
        (
            Fault(status=429, after=7, error="ratelimited"),
            RetryAfter(7.0, SLOW_DOWN, Scope.WORKSPACE),
        ),
        (Fault(status=429, body="<html>"), RetryAfter(30.0, SLOW_DOWN, Scope.WORKSPACE)),
        (
            Fault(status=500, body="<html>oops"),
            Ambiguous(UNREADABLE.format(500)),
        ),
        (
            Fault(status=503, body="upstream", content_type="text/plain"),
            Ambiguous(UNREADABLE.format(503)),
        ),
        (
            Fault(status=503, body="[1]", content_type="application/json"),
            Ambiguous(UNREADABLE.format(503)),
        ),
        (
            Fault(status=503, body="later", after=9),
            Ambiguous(UNREADABLE.format(503)),
        ),
        (Fault(status=504, body=""), Ambiguous("Slack answered HTTP 504 without a readable body")),
        (Fault(status=500, error="internal_error"), Ambiguous("Slack answered internal_error")),
    ],
)
async def test_faults_become_outcomes_whatever_the_body(fault, outcome):
    async with at_work() as bench:
        assert await sent(bench, fault) == outcome


@each_of(
    "fault",
    [
        Fault(status=200, body="<html>a proxy's page"),
        Fault(status=200, body="{torn", content_type="application/json"),
        Fault(status=200, body='"a string"', content_type="application/json"),
        Fault(status=200, body="text", content_type="text/plain"),
        Fault(drop="before"),
        Fault(drop="after"),
    ],
)
async def test_an_answer_that_cannot_be_read_is_ambiguous(fault):
    async with at_work() as bench:
        assert isinstance(await sent(bench, fault), Ambiguous)


async def test_a_dropped_connection_is_tried_once_and_never_again_by_the_sdk():
    async with at_work() as bench:
        await sent(bench, Fault(drop="after"))
        posts = [method for method, _ in bench.slack.calls if method == "chat.postMessage"]
        assert (len(posts), len(bench.slack.messages)) == (1, 1)


async def test_no_client_of_a_request_retries_by_itself():
    async with at_work() as bench:
        clients = []

        @bench.listener.app.middleware
        async def look(client, next):  # noqa: A002 -- Bolt finds its arguments by name
            clients.append(client)
            await next()

        await bench.command("list")
        await bench.settle()
        assert [client.retry_handlers for client in clients] == [[]]
        assert [client.base_url for client in clients] == [f"{bench.slack.url}api/"]


async def test_a_slack_that_does_not_listen_was_surely_not_reached():
    async with at_work(slack_api_url="http://127.0.0.1:1/") as bench:
        outcome = await bench.sender.send(delivery(), {"text": "x"}, None)
        assert outcome == RetryAfter(None, "Slack cannot be reached", Scope.PLATFORM)


async def test_a_missing_channel_is_refused_with_the_fix():
    async with at_work() as bench:
        outcome = await sent(bench, Fault(error="not_in_channel"))
        assert outcome == Refused(
            "Paperboy is not in the channel", "Invite Paperboy into the channel: /invite @Paperboy."
        )


async def test_a_dead_token_pauses_the_workspace():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].dead = "token_revoked"
        outcome = await sent(bench)
        assert isinstance(outcome, Dead)
        assert "xoxb" not in str(outcome)


async def test_a_workspace_without_a_token_is_dead():
    async with at_work() as bench:
        assert isinstance(await bench.sender.send(delivery(workspace="T9"), {"text": "x"}, None), Dead)


async def test_a_rejected_rendering_goes_as_plain_text():
    async with at_work() as bench:
        assert isinstance(await sent(bench, Fault(error="invalid_blocks_format")), Rejected)
        (message,) = bench.sender.render(VIEW, None, plain=True)
        assert isinstance(await bench.sender.send(delivery(), message, None), Sent)
        assert bench.slack.messages[0].get("blocks") is None


async def test_what_follows_a_thread_break_goes_under_the_first_message():
    async with at_work() as bench:
        view = View((Heading("Papers"), ThreadBreak(), Paragraph(plain("An abstract."))), "1 paper")
        first, second = bench.sender.render(view, None, plain=False)
        root = await bench.sender.send(delivery(0), first, None)
        assert isinstance(root, Sent)
        await bench.sender.send(delivery(1), second, root.receipt)
        above, below = bench.slack.messages
        assert (above.get("thread_ts"), below["thread_ts"]) == (None, above["ts"])


async def test_a_lost_answer_is_found_by_its_metadata():
    async with at_work() as bench:
        await sent(bench, Fault(drop="after"))
        found = await bench.sender.find(delivery(), {"text": "x"}, None, datetime.now(UTC))
        assert isinstance(found, Sent)
        assert found.receipt.message_id == bench.slack.messages[0]["ts"]


@each_of("status", [500, 502, 503, 504])
async def test_what_was_stored_although_slack_answered_a_server_error_is_found_never_posted_again(status):
    async with at_work() as bench:
        outcome = await sent(bench, Fault(status=status, body="<html>", late=0))
        assert isinstance(outcome, Ambiguous)
        await asyncio.sleep(0.05)
        found = await bench.sender.find(delivery(), {"text": "x"}, None, datetime.now(UTC))
        assert isinstance(found, Sent)
        assert len(bench.slack.messages) == 1


async def test_a_post_that_never_arrived_is_known_not_to_be_there():
    async with at_work() as bench:
        await sent(bench, Fault(drop="before"))
        assert await bench.sender.find(delivery(), {"text": "x"}, None, datetime.now(UTC)) == NotThere()


async def test_a_post_of_a_moment_ago_may_still_be_on_its_way():
    async with at_work() as bench:
        found = await bench.sender.find(delivery(ago=1), {"text": "x"}, None, datetime.now(UTC))
        assert isinstance(found, RetryAfter)
        assert found.seconds == pytest.approx(4, abs=0.5)


async def test_a_lost_part_is_looked_for_in_its_thread():
    async with at_work() as bench:
        root = await sent(bench)
        assert isinstance(root, Sent)
        message = {"text": "below", "thread": True}
        bench.slack.fail("chat.postMessage", Fault(drop="after"))
        await bench.sender.send(delivery(1), message, root.receipt)
        found = await bench.sender.find(delivery(1), message, root.receipt, datetime.now(UTC))
        assert isinstance(found, Sent)
        assert found.receipt.message_id == bench.slack.messages[1]["ts"]


async def test_a_lost_post_is_found_behind_many_others():
    async with at_work() as bench:
        await sent(bench, Fault(drop="after"))
        for other in range(40):
            await bench.sender.send(delivery(100 + other), {"text": "later"}, None) if other < 1 else None
            bench.slack.messages.append({**bench.slack.messages[-1], "ts": bench.slack._ts(), "metadata": {}})
        found = await bench.sender.find(delivery(), {"text": "x"}, None, datetime.now(UTC))
        assert isinstance(found, Sent)


@each_of(
    ("channel", "scopes"),
    [("C1", "chat:write"), ("D1", "chat:write,channels:history"), ("Z1", "channels:history")],
)
async def test_without_the_history_scope_it_cannot_be_told(channel, scopes):
    async with at_work(slack_bot_token="xoxb-T2") as bench:
        bench.slack.team("T2", scopes=scopes)
        lost = delivery(channel=channel, workspace="T2")
        found = await bench.sender.find(lost, {"text": "x"}, None, datetime.now(UTC))
        assert isinstance(found, Unknown)
        assert [method for method, _ in bench.slack.calls if method.startswith("conversations")] == []


@each_of(
    ("fault", "expected"),
    [
        (Fault(status=429, after=60, error="ratelimited"), RetryAfter),
        (Fault(status=500, body="<html>"), RetryAfter),
        (Fault(drop="before"), RetryAfter),
        (Fault(error="channel_not_found"), Unknown),
    ],
)
async def test_a_look_up_that_fails_is_tried_later_or_given_up(fault, expected):
    async with at_work() as bench:
        # Twice: aiohttp itself repeats a GET, and only a GET, whose reused connection was dropped.
        bench.slack.fail("conversations.history", fault, fault)
        assert isinstance(await bench.sender.find(delivery(), {"text": "x"}, None, datetime.now(UTC)), expected)


async def test_the_pace_keeps_a_strict_slack_from_saying_429():
    async with FakeSlack(channel_gap=0.05, team_gap=0.01, team_burst=10).running() as slack:
        slack.team("T1")
        bench = Bench(slack)
        sender = SlackSender(bench.listener.slack.workspaces, channel_interval=0.05, workspace_interval=0.01)

        async def channel(number: int) -> None:
            for part in range(3):
                one = delivery(part, channel=f"C{number}")
                await turn(sender, one.address)
                assert isinstance(await sender.send(one, {"text": "x"}, None), Sent)

        await asyncio.gather(*map(channel, range(8)))
        await bench.listener.close()
        assert (slack.throttled, len(slack.messages)) == (0, 24)


async def test_a_retry_after_holds_the_whole_workspace_and_no_other():
    async with at_work(slack_bot_token="xoxb-T1") as bench:
        await sent(bench, Fault(status=429, after=30, error="ratelimited"))
        wait = bench.sender.turn(Address("slack", "T1", "C2"))
        assert wait is not None
        assert (round(wait.seconds), wait.scope) == (30, Scope.WORKSPACE)
        assert bench.sender.turn(Address("slack", "T2", "C2")) is None


async def test_a_wait_of_one_channel_holds_no_other_of_its_workspace():
    async with at_work() as bench:
        outcome = await sent(bench, Fault(error="invalid_auth"))  # the token works: a matter of this channel
        assert isinstance(outcome, RetryAfter)
        assert outcome.scope is Scope.CHANNEL
        assert bench.sender.turn(Address("slack", "T1", "C2")) is None
        held = bench.sender.turn(delivery().address)
        assert held is not None
        assert held.scope is Scope.CHANNEL


async def test_telling_somebody_is_a_direct_message():
    async with at_work() as bench:
        assert await bench.listener.tell("T1", "U7", VIEW)
        assert bench.slack.messages[0]["channel"] == "U7"


async def test_telling_says_when_it_cannot_be_done():
    async with at_work() as bench:
        bench.slack.fail("chat.postMessage", Fault(error="messages_tab_disabled"))
        assert not await bench.listener.tell("T1", "U7", VIEW)
        assert not await bench.listener.tell("T9", "U7", VIEW)


DEAD_CODES = ("account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed")


@each_of("code", [*DEAD_CODES, "not_allowed_token_type"])
async def test_one_answer_that_calls_the_token_dead_is_held_against_slacks_own_test_of_it(code):
    async with at_work() as bench:
        outcome = await sent(bench, Fault(error=code))
        assert isinstance(outcome, RetryAfter)
        assert outcome.scope is Scope.CHANNEL
        assert "the token works" in outcome.reason


@each_of("code", DEAD_CODES)
async def test_a_token_that_fails_the_test_too_is_dead(code):
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].dead = code
        assert isinstance(await sent(bench), Dead)


async def test_an_outage_of_the_test_leaves_it_open():
    async with at_work() as bench:
        bench.slack.fail("auth.test", Fault(status=503))
        outcome = await sent(bench, Fault(error="invalid_auth"))
        assert isinstance(outcome, RetryAfter)
        assert outcome.scope is Scope.WORKSPACE


async def test_a_post_under_way_when_the_listener_ends_has_its_receipt():
    """At the end the listener goes first, while deliveries under way may finish."""
    async with at_work() as bench:
        serving = asyncio.create_task(bench.listener.serve())
        await asyncio.sleep(0)
        bench.slack.teams["xoxb-T1"].latency = 0.2
        posting = asyncio.create_task(sent(bench))
        await bench.slack.eventually(lambda: any(method == "chat.postMessage" for method, _ in bench.slack.calls))
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert isinstance(await posting, Sent)
