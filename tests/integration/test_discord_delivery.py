"""Posting with the real discord.py client against a loopback Discord."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.discord.api import errors
from adapters.discord.posting.sender import DELETED
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    Unknown,
)
from bot.views.blocks import Button, Buttons, Heading, Paragraph, ThreadBreak, View, plain
from tests.fakes.discord_parts import delivery
from tests.fakes.discord_world import DM, PERSON, SERVER, Fault
from tests.fakes.turns import turn
from tests.integration.discord_stand import HERE, VIEW, VIEW_MESSAGE, Stand, serving, standing
from tools.gallery.discord_views import edition


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with standing() as made:
        yield made


async def test_a_digest_is_posted_with_its_nonce_and_nobody_mentioned(stand: Stand) -> None:
    outcome = await stand.send("tok0")
    (message,) = stand.posted()
    link = f"https://discord.com/channels/{SERVER}/{HERE.channel}/{message['id']}"
    assert outcome == Sent(Receipt(message["id"], link))
    asked = message["asked"]
    assert (asked["nonce"], asked["enforce_nonce"]) == ("tok0", True)
    assert asked["allowed_mentions"]["parse"] == []
    assert asked["flags"] & (1 << 15)
    assert str(asked["components"]).count("'id': ") == 2, "its token, which nobody sees"


async def test_the_role_by_setting_is_mentioned_and_no_one_else(stand: Stand) -> None:
    await stand.send(edition=edition(mention="300000000000000001"))
    asked = stand.posted()[0]["asked"]
    assert asked["allowed_mentions"] == {"parse": [], "roles": [300000000000000001]}


async def test_plain_text_has_another_nonce_than_the_rich_message(stand: Stand) -> None:
    await stand.send("tok0")
    await stand.send("tok0", plain=True)
    rich, text = (message["asked"] for message in stand.posted())
    assert rich["nonce"] != text["nonce"]
    assert len(text["nonce"]) <= 25
    assert "components" not in text or not text["components"]
    assert text["flags"] == 4


@pytest.mark.parametrize("fault", [Fault(0), Fault(0, store=True), Fault(500), Fault(500, store=True), Fault(503)])
async def test_an_unclear_answer_is_resolved_by_the_nonce_and_posted_once(stand: Stand, fault: Fault) -> None:
    stand.fake.world.faults.append(("POST", "/messages", fault))
    outcome = await stand.send()
    assert isinstance(outcome, Ambiguous)
    assert [path for _, method, path, _ in stand.fake.world.asked if method == "POST"].count(
        f"/api/v10/channels/{HERE.channel}/messages"
    ) == (1 if fault.status else 0) + (0 if fault.status else 1)
    now = datetime.now(UTC)
    task = delivery(HERE, "tok0", first_tried=now)
    found = await stand.sender.find(task, stand.sender.render(VIEW, None, plain=False)[0], None, now)
    (message,) = stand.posted()
    assert isinstance(found, Sent)
    assert found.receipt.message_id == message["id"]


async def test_a_deleted_message_counts_as_sent_and_is_not_sent_again(stand: Stand) -> None:
    await stand.send()
    stand.fake.world.deleted.add(int(stand.posted()[0]["id"]))
    assert await stand.send() == Sent(Receipt(DELETED))
    later = await stand.send(
        view=View((Heading("a"), ThreadBreak(), Heading("b")), "a"), at=1, root=Receipt(DELETED)
    )
    assert isinstance(later, Rejected)


async def test_outside_the_window_the_history_says_that_it_arrived(stand: Stand) -> None:
    await serving(stand)
    await stand.send("tok0")
    long_ago = datetime.now(UTC) - timedelta(minutes=4)
    task = delivery(HERE, "tok0", first_tried=long_ago)
    found = await stand.sender.find(task, VIEW_MESSAGE, None, datetime.now(UTC))
    assert isinstance(found, Sent)
    assert found.receipt.message_id == stand.posted()[0]["id"]
    other = await stand.sender.find(replace(task, token="other0"), VIEW_MESSAGE, None, datetime.now(UTC))
    assert other == NotThere()
    assert len(stand.posted()) == 1


async def test_the_history_of_an_archived_thread_is_looked_through_too(stand: Stand) -> None:
    await serving(stand)
    thread = stand.fake.world.open_thread(int(HERE.channel), "papers")
    address = HERE._replace(channel=thread["id"])
    await stand.send(address=address)
    task = delivery(address, "tok0", first_tried=datetime.now(UTC) - timedelta(minutes=4))
    assert isinstance(await stand.sender.find(task, VIEW_MESSAGE, None, datetime.now(UTC)), Sent)


async def test_without_a_gateway_the_permissions_are_asked_of_discord(stand: Stand) -> None:
    """Another process may have the server's shard, or this one only delivers: a look-up waited for ever."""
    thread = HERE._replace(channel=stand.fake.world.open_thread(int(HERE.channel), "papers")["id"])
    for number, address in enumerate((HERE, thread)):
        await stand.send(f"tok{number}", address=address)
        task = delivery(address, f"tok{number}", first_tried=datetime.now(UTC) - timedelta(minutes=4))
        assert isinstance(await stand.sender.find(task, VIEW_MESSAGE, None, datetime.now(UTC)), Sent)


@pytest.mark.parametrize("connected", [True, False])
async def test_a_history_that_may_not_be_read_leaves_it_unknown(stand: Stand, connected: bool) -> None:
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(1 << 16)}
    stand.fake.world.channels[int(HERE.channel)]["permission_overwrites"] = [deny]
    server = stand.fake.world.server
    stand.fake.world.server = lambda: (
        server()
        | {  # type: ignore[method-assign]
            "roles": [server()["roles"][0] | {"permissions": str((1 << 53) - 1 - (1 << 3))}]
        }
    )
    if connected:
        await serving(stand)
    task = delivery(HERE, "tok0", first_tried=datetime.now(UTC) - timedelta(minutes=4))
    found = await stand.sender.find(task, VIEW_MESSAGE, None, datetime.now(UTC))
    assert isinstance(found, Unknown)
    assert "Read Message History" in found.reason


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, 10003, Refused),
        (404, 10004, Refused),
        (403, 50001, Refused),
        (403, 50013, Refused),
        (403, 50007, Refused),
        (400, 50278, Refused),
        (400, 40067, Refused),
        (400, 160005, Refused),
        (400, 50024, Refused),
        (400, 240000, Refused),
        (400, 50035, Rejected),
        (400, 50006, Rejected),
        (400, 40005, Rejected),
        (400, 20028, RetryAfter),
        (400, 20029, RetryAfter),
        (400, 20016, RetryAfter),
        (503, 130000, RetryAfter),
        (503, 0, Ambiguous),
        (401, 0, RetryAfter),
    ],
)
async def test_each_code_has_its_outcome(stand: Stand, status: int, code: int, expected: type[Outcome]) -> None:
    stand.fake.world.faults.append(("POST", "/messages", Fault(status, code)))
    outcome = await stand.send()
    assert isinstance(outcome, expected)
    if isinstance(outcome, Refused):
        assert outcome.fix
        assert outcome.gone == (code in {10003, 10004})


@pytest.mark.parametrize("code", [50001, 50013, 10003])
async def test_after_the_first_refusal_nothing_is_asked_of_that_channel(stand: Stand, code: int) -> None:
    stand.fake.world.faults.append(("POST", "/messages", Fault(403 if code > 50000 else 404, code)))
    first = await stand.send("tok0")
    asked = len(stand.fake.world.asked)
    assert await stand.send("tok1") == first
    assert len(stand.fake.world.asked) == asked
    stand.sender.welcome(HERE)
    assert isinstance(await stand.send("tok1"), Sent)


async def test_a_digest_that_was_planned_after_a_refusal_is_asked_for(stand: Stand) -> None:
    """Somebody mended the channel at once: the refusal of before is not Discord's word on the new digest."""
    stand.fake.world.faults.append(("POST", "/messages", Fault(403, 50013)))
    assert isinstance(await stand.send("tok0"), Refused)
    message = stand.sender.render(VIEW, None, plain=False)[0]
    await turn(stand.sender, HERE)
    assert isinstance(await stand.sender.send(delivery(HERE, "tok1", digest=2), message, None), Sent)


@pytest.mark.parametrize("seconds", [0.05, 40.0, 250.0])
async def test_a_rate_limit_is_never_slept_through_but_goes_back_to_the_outbox(
    stand: Stand, seconds: float
) -> None:
    body = {"message": "limited", "retry_after": seconds, "global": False}
    stand.fake.world.faults.append(("POST", "/messages", Fault(429, body=body)))
    async with asyncio.timeout(30):
        assert await stand.send() == RetryAfter(seconds, "Discord's rate limit", Scope.CHANNEL)
    assert stand.posted() == []
    assert isinstance(await stand.send(), Sent)
    assert len(stand.posted()) == 1


async def test_a_bucket_that_is_used_up_says_when_the_next_may_go_and_delays_no_receipt(stand: Stand) -> None:
    """What Discord says with each answer is kept: else discord.py would wait with the receipt in its hands."""
    stand.fake.world.bucket, stand.fake.world.bucket_seconds = 3, 25.0
    async with asyncio.timeout(20):
        for number in range(2):
            assert isinstance(await stand.send(f"tok{number}"), Sent)
    wait = stand.sender.turn(HERE)
    assert wait is not None
    assert wait.scope is Scope.CHANNEL
    assert 3.0 < wait.seconds <= stand.fake.world.bucket_seconds
    other = stand.sender.turn(HERE._replace(channel="200000000000000002"))
    assert other is None or other.scope is Scope.PLATFORM  # another channel waits for no more than the bot's pace
    assert stand.fake.world.refused_by_bucket == 0


async def test_the_global_limit_holds_everything_and_then_all_goes_on(stand: Stand) -> None:
    body = {"message": "limited", "retry_after": 0.2, "global": True}
    headers = {"X-RateLimit-Scope": "global", "X-RateLimit-Reset-After": "0.2"}
    stand.fake.world.faults.append(("POST", "/messages", Fault(429, headers=headers, body=body)))
    outcomes = await asyncio.gather(*(stand.send(f"tok{n}") for n in range(4)))
    (held,) = (number for number, outcome in enumerate(outcomes) if not isinstance(outcome, Sent))
    assert outcomes[held] == RetryAfter(0.2, "Discord's rate limit", Scope.PLATFORM)
    assert isinstance(await stand.send(f"tok{held}"), Sent)
    times = [at for at, method, path, status in stand.fake.world.asked if path.endswith("/messages")]
    refused = next(at for at, _, _, status in stand.fake.world.asked if status == 429)
    assert all(at - refused >= 0.19 for at in times if at > refused + 0.05)
    assert len(stand.posted()) == 4


@pytest.mark.parametrize(("scope", "counted"), [("shared", 0), ("user", 1), ("global", 1)])
async def test_a_shared_limit_is_no_invalid_request(stand: Stand, scope: str, counted: int) -> None:
    body = {"message": "limited", "retry_after": 0.05, "global": False}
    headers = {"X-RateLimit-Scope": scope, "X-RateLimit-Reset-After": "0.05"}
    stand.fake.world.faults.append(("POST", "/messages", Fault(429, headers=headers, body=body)))
    assert isinstance(await stand.send(), RetryAfter)
    assert len(stand.sender._invalid._at) == counted


async def test_after_its_window_a_nonce_is_forgotten_and_the_history_is_asked_instead(stand: Stand) -> None:
    stand.fake.world.nonce_window = 0.0
    await serving(stand)
    stand.fake.world.faults.append(("POST", "/messages", Fault(0, store=True)))
    assert isinstance(await stand.send(), Ambiguous)
    task = delivery(HERE, "tok0", first_tried=datetime.now(UTC) - timedelta(seconds=61))
    assert isinstance(await stand.sender.find(task, VIEW_MESSAGE, None, datetime.now(UTC)), Sent)
    assert len(stand.posted()) == 1


async def test_a_long_rate_limit_goes_back_to_the_outbox(stand: Stand) -> None:
    body = {"message": "limited", "retry_after": 90.0, "global": False}
    stand.fake.world.faults.append(("POST", "/messages", Fault(429, body=body)))
    assert await stand.send() == RetryAfter(90.0, "Discord's rate limit")


async def test_a_429_without_via_stops_the_platform(stand: Stand) -> None:
    fault = Fault(429, headers={"Via": "", "Retry-After": "77"}, body={"message": "banned"})
    stand.fake.world.faults.append(("POST", "/messages", fault))
    outcome = await stand.send()
    assert isinstance(outcome, RetryAfter)
    assert (outcome.seconds, outcome.scope) == (77.0, Scope.PLATFORM)


async def test_sending_halts_long_before_the_ban_for_invalid_requests(stand: Stand) -> None:
    await stand.send()
    for _ in range(1_000):
        stand.sender._invalid.count(403, "")
    asked = len(stand.fake.world.asked)
    outcome = await stand.send("tok1")
    assert isinstance(outcome, RetryAfter)
    assert outcome.scope is Scope.PLATFORM
    assert isinstance(await stand.sender.find(delivery(HERE), {}, None, datetime.now(UTC)), RetryAfter)
    assert len(stand.fake.world.asked) == asked


async def test_a_discord_that_cannot_be_reached_has_surely_not_accepted(stand: Stand) -> None:
    stand.sender._connection._token = "good.token.here"
    from discord.http import Route  # noqa: PLC0415 -- discord.py's address, for this test alone

    Route.BASE = "http://127.0.0.1:9/api/v10"
    assert await stand.send() == RetryAfter(None, "Discord cannot be reached")


async def test_a_refused_token_waits_for_a_person(stand: Stand) -> None:
    stand.fake.world.token = "another"
    outcome = await stand.send()
    assert isinstance(outcome, RetryAfter)
    assert outcome.scope is Scope.PLATFORM
    assert "DISCORD_TOKEN" in outcome.reason
    assert "good.token.here" not in outcome.reason
    assert outcome.seconds == errors.TOKEN_SECONDS <= 60, "what a person set right is noticed within a minute"


async def test_a_401_is_believed_only_once_discords_own_test_agrees(stand: Stand) -> None:
    stand.fake.world.faults.append(("POST", "/messages", Fault(401)))
    outcome = await stand.send()
    assert outcome == RetryAfter(30.0, "Discord refused the bot's token once, and it works", Scope.CHANNEL)
    assert isinstance(await stand.send(), Sent)


async def test_while_a_token_is_refused_one_probe_stands_for_all_and_it_goes_on_by_itself(stand: Stand) -> None:
    good, stand.fake.world.token = stand.fake.world.token, "another"
    assert (await stand.send()) == errors.token_refused()
    asked = len(stand.fake.world.asked)
    for number in range(3):
        assert (await stand.send(f"tok{number}")) == errors.token_refused()
    assert len(stand.fake.world.asked) == asked, (
        "a refusal is not asked for again and again: that bans the address"
    )
    stand.fake.world.token = good
    stand.sender._token._monotonic = lambda: time.monotonic() + errors.TOKEN_SECONDS
    assert isinstance(await stand.send(), Sent)


async def test_a_direct_message_is_a_personal_digest(stand: Stand) -> None:
    address = Address("discord", f"@{PERSON}", str(PERSON))
    outcome = await stand.send(address=address)
    assert isinstance(outcome, Sent)
    (channel,) = (int(c["id"]) for c in stand.fake.world.channels.values() if c["type"] == DM)
    assert len(stand.posted(channel)) == 1


async def test_the_owner_is_told_by_direct_message(stand: Stand) -> None:
    assert await stand.listener.tell(str(SERVER), str(PERSON), VIEW)
    stand.fake.world.faults.append(("POST", "/messages", Fault(403, 50007)))
    assert not await stand.listener.tell(str(SERVER), str(PERSON), VIEW)
    assert not await stand.listener.tell(str(SERVER), "nobody", VIEW)


async def test_a_channel_deleted_meanwhile_is_refused_before_anything_is_posted(stand: Stand) -> None:
    outcome = await stand.send(address=HERE._replace(channel="200000000000000404"))
    assert isinstance(outcome, Refused)
    assert outcome.gone


async def test_an_address_that_is_no_id_is_a_sentence(stand: Stand) -> None:
    outcome = await stand.send(address=HERE._replace(channel="general"))
    assert isinstance(outcome, RetryAfter | Refused)
    assert "general" in outcome.reason


async def test_long_commands_are_kept_before_the_button_is_posted(stand: Stand) -> None:
    command = "search " + "word " * 60
    await stand.send(view=View((Paragraph(plain("x")), Buttons((Button("Next", command),))), "x"))
    assert [command] == [
        value for name, value in stand.insides.adapter_facts.pages.items() if name.startswith("command:")
    ]
