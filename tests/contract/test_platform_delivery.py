"""What every platform promises of sending, looking up, taking turns and telling, against its stand-in.

A platform is found by itself, its stand-in by its name (tests/standins): an adapter added later is held to the same.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters import platforms
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    Delivery,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    RetryAfter,
    Sent,
    State,
    Unknown,
)
from bot.ports import CoreServices, Platform
from bot.views.blocks import Heading, Paragraph, ThreadBreak, View, plain
from tests import standins
from tests.fakes.core_services import core_services
from tests.fakes.turns import turn
from tests.standins import SLOW_DOWN_SECONDS, StandIn, Trouble

VIEW = View((Heading("Zebra papers"), Paragraph(plain("Nothing new & <new>."))), "Zebra papers")
LONG = View((Heading("Zebra papers"), ThreadBreak(), Heading("Giraffe papers")), "Zebra papers")
Build = Callable[[Mapping[str, str]], Awaitable[Platform]]


@pytest.fixture(params=sorted(platforms.available()))
async def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def standin(name: str) -> AsyncIterator[StandIn]:
    async with standins.running(name) as there:
        yield there


@pytest.fixture
async def build(name: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Build]:
    """Builds the adapter as the composition root does, from an environment; closed as the root closes it."""
    async with AsyncExitStack() as stack:

        async def build(settings: Mapping[str, str]) -> Platform:
            for variable, value in settings.items():
                monkeypatch.setenv(variable, value)
            module = platforms.available()[name]
            assert module.configured()
            parts: CoreServices = core_services()
            platform: Platform = module.build(parts)
            if platform.close is not None:
                stack.push_async_callback(platform.close)
            return platform

        yield build


@pytest.fixture
async def platform(build: Build, standin: StandIn) -> Platform:
    return await build(standin.settings)


def delivery(address: Address, part: int = 0, **more: Any) -> Delivery:
    tried = datetime.now(UTC) - timedelta(seconds=20)
    known: dict[str, Any] = {"key": part + 1, "digest": 1, "token": f"tok{part}abc", "first_tried": tried}
    return Delivery(address=address, part=part, attempts=1, state=State.SENDING, **(known | more))


async def send(platform: Platform, address: Address, *, plainly: bool = False) -> Outcome:
    (message,) = platform.sender.render(VIEW, None, plain=plainly)
    await turn(platform.sender, address)
    return await platform.sender.send(delivery(address, plain=plainly), message, None)


@pytest.mark.parametrize("plainly", [False, True], ids=["rich", "plain"])
async def test_what_is_sent_is_there_once_and_has_a_receipt(
    platform: Platform, standin: StandIn, plainly: bool
) -> None:
    outcome = await send(platform, standin.here, plainly=plainly)
    assert isinstance(outcome, Sent)
    assert outcome.receipt.message_id
    assert outcome.receipt.link.startswith("https://") or not outcome.receipt.link
    (said,) = standin.said()
    assert "Zebra papers" in said


async def test_the_parts_of_a_digest_come_in_order_the_later_ones_under_the_first(
    platform: Platform, standin: StandIn
) -> None:
    root: Receipt | None = None
    for part, message in enumerate(platform.sender.render(LONG, None, plain=False)):
        await turn(platform.sender, standin.here)
        outcome = await platform.sender.send(delivery(standin.here, part), message, root)
        assert isinstance(outcome, Sent)
        root = root or outcome.receipt
    whole = "".join(standin.said())
    assert -1 < whole.index("Zebra papers") < whole.index("Giraffe papers")


async def test_whoever_takes_turns_is_never_asked_to_slow_down(platform: Platform, standin: StandIn) -> None:
    outcomes = [await send(platform, standin.here), await send(platform, standin.here)]
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent]


@pytest.mark.parametrize("kind", [Trouble.DROP_BEFORE, Trouble.DROP_AFTER], ids=lambda kind: kind.name.lower())
async def test_a_lost_answer_is_said_to_be_in_doubt_and_never_posted_twice(
    platform: Platform, standin: StandIn, kind: Trouble
) -> None:
    scripted(standin, kind)
    assert isinstance(await send(platform, standin.here), Ambiguous)
    (message,) = platform.sender.render(VIEW, None, plain=False)
    found = await platform.sender.find(delivery(standin.here), message, None, datetime.now(UTC))
    said = standin.said()
    match found:
        case Sent(receipt=receipt):
            assert receipt.message_id
            assert len(said) == 1
        case NotThere():
            assert said == []  # else it would come twice
        case _:
            assert isinstance(found, Unknown | RetryAfter)
            assert found.reason


async def test_what_arrived_is_found_and_what_did_not_is_not(platform: Platform, standin: StandIn) -> None:
    (message,) = platform.sender.render(VIEW, None, plain=False)
    outcome = await send(platform, standin.here)
    found = await platform.sender.find(delivery(standin.here), message, None, datetime.now(UTC))
    assert found == outcome or isinstance(found, Unknown)
    if isinstance(found, Unknown):
        return  # a platform without history parks what is in doubt
    other = delivery(
        standin.here, key=9, digest=9, token="another", first_tried=datetime.now(UTC) - timedelta(hours=1)
    )
    absent = await platform.sender.find(other, message, None, datetime.now(UTC))
    assert isinstance(absent, NotThere | RetryAfter)  # or it cannot tell yet
    assert len(standin.said()) == 1


async def test_a_server_that_is_unwell_is_tried_again(platform: Platform, standin: StandIn) -> None:
    scripted(standin, Trouble.UNAVAILABLE)
    assert isinstance(await send(platform, standin.here), RetryAfter | Ambiguous)


async def test_the_platforms_own_wish_to_wait_is_kept(platform: Platform, standin: StandIn) -> None:
    scripted(standin, Trouble.SLOW_DOWN)
    began = time.monotonic()
    outcome = await send(platform, standin.here)
    match outcome:
        case RetryAfter(seconds=seconds):  # for the core to wait
            assert seconds is not None
            assert seconds >= SLOW_DOWN_SECONDS
            assert standin.said() == []
        case _:  # or it waited itself, within the time that an attempt has
            assert isinstance(outcome, Sent)
            assert time.monotonic() - began >= SLOW_DOWN_SECONDS
            assert len(standin.said()) == 1


async def test_a_channel_that_is_gone_is_refused_with_the_reason_and_the_fix(
    platform: Platform, standin: StandIn
) -> None:
    if standin.gone is None:
        pytest.skip("its channels are never gone")
    outcome = await send(platform, standin.gone)
    assert isinstance(outcome, Refused)
    assert outcome.reason
    assert outcome.fix
    assert standin.said() == []


async def test_one_channel_that_is_gone_keeps_no_other_waiting(platform: Platform, standin: StandIn) -> None:
    if standin.gone is not None:
        await send(platform, standin.gone)
    assert isinstance(await send(platform, standin.here), Sent)


async def test_a_person_is_told(platform: Platform, standin: StandIn) -> None:
    assert await platform.listener.tell(standin.here.workspace, standin.person, VIEW) is True
    assert any("Zebra papers" in said for said in standin.told())


async def test_whether_a_person_could_be_told_is_said_truly(platform: Platform, standin: StandIn) -> None:
    if standin.unreachable is None:
        pytest.skip("whoever is there can be told")
    standin.unreachable()
    assert await platform.listener.tell(standin.here.workspace, standin.person, VIEW) is False
    assert standin.told() == []


async def test_what_is_sent_after_the_listener_ended_still_goes(platform: Platform, standin: StandIn) -> None:
    """At the end the listener goes first, while deliveries under way may finish."""
    serving = asyncio.create_task(platform.listener.serve())
    await asyncio.sleep(0.1)
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    assert isinstance(await send(platform, standin.here), Sent)


async def test_a_platform_that_is_not_there_ends_nothing(build: Build, standin: StandIn) -> None:
    if standin.absent is None:
        pytest.skip("it is always there")
    platform = await build(standin.absent)
    outcome = await send(platform, standin.here)
    assert isinstance(outcome, RetryAfter | Ambiguous)
    (message,) = platform.sender.render(VIEW, None, plain=False)
    found = await platform.sender.find(delivery(standin.here), message, None, datetime.now(UTC))
    assert isinstance(found, Unknown | RetryAfter)
    assert await platform.listener.tell(standin.here.workspace, standin.person, VIEW) is False
    assert await platform.listener.alive(standin.here.workspace) is None
    findings = await platform.listener.check(standin.here)
    assert not all(finding.ok for finding in findings)


async def test_doctor_has_something_to_say_and_everything_in_sentences(
    platform: Platform, standin: StandIn
) -> None:
    findings = await platform.listener.check(standin.here)
    assert findings
    for finding in findings:
        assert finding.what
        assert finding.ok is not False or finding.fix


def scripted(standin: StandIn, kind: Trouble) -> None:
    if standin.trouble is None or kind not in standin.troubles:
        pytest.skip(f"it cannot be that {kind.value}")
    standin.trouble(kind)
