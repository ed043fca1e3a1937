"""The gateway half dead, flapping or ended for good: noticed, not hammered, and no post under way loses its receipt."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord.api.identifies import A_DAY, Identifies
from adapters.discord.posting.crossposts import Crossposts, pending
from bot.model.channel import Address
from bot.model.delivery import Outcome, Sent
from bot.ports import Sender
from bot.views.blocks import Heading, View
from tests.fakes.discord_parts import delivery, until
from tests.fakes.discord_serving import CHANNEL, HERE, Application, serving
from tests.fakes.discord_world import NEWS, Fault
from tests.fakes.turns import turn
from tools.gallery.discord_views import edition

VIEW = View((Heading("Papers"),), "Papers for Friday")
DAY_SECONDS = 86_400


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        yield made


async def send(sender: Sender, *, publish: str = "") -> Outcome:
    message = sender.render(VIEW, edition(publish=publish) if publish else None, plain=False)[0]
    await turn(sender, HERE)
    return await sender.send(delivery(HERE), message, None)


# --- Heartbeats


async def test_a_gateway_that_acknowledges_nothing_is_left_within_two_heartbeats_though_events_come(
    application: Application,
) -> None:
    gateway = application.fake.gateway
    gateway.heartbeat_ms = 400
    await application.start()
    await application.ready()
    gateway.acknowledges = False
    before = gateway.heartbeats
    while not gateway.resumed:
        await gateway.push("CHANNEL_UPDATE", application.fake.world.channels[CHANNEL])
        await asyncio.sleep(0.02)
        assert gateway.heartbeats - before <= 3, "two without an answer, and the first of the next connection"
    assert len(gateway.identified) == 1, "the session goes on"


async def test_a_gateway_that_acknowledges_is_kept(application: Application) -> None:
    gateway = application.fake.gateway
    gateway.heartbeat_ms = 800
    await application.start()
    await application.ready()
    await until(lambda: gateway.heartbeats >= 4)
    assert (len(gateway.identified), gateway.resumed) == (1, [])


# --- Connections that are lost again and again


@pytest.mark.parametrize("code", [4000, 4009, 4012])
async def test_a_close_code_that_repeats_backs_off_below_what_a_day_allows(
    application: Application, code: int
) -> None:
    gateway = application.fake.gateway
    gateway.reject_with = code
    await application.start()
    await until(lambda: len(application.slept) >= 9, 60)
    steps = [wait for wait in application.slept if wait >= 200]
    assert steps, "the last step of the ladder"
    a_step = len(gateway.identified) / len(application.slept)
    assert a_step * DAY_SECONDS / min(steps) < A_DAY
    assert len(gateway.identified) + len(gateway.resumed) < 8 * len(application.slept), "no hot loop"


def test_no_day_has_more_identifies_than_discord_allows() -> None:
    now = [0.0]
    identifies = Identifies(monotonic=lambda: now[0])
    went = []
    while now[0] < 3 * DAY_SECONDS:
        try:
            identifies.take()
            went.append(now[0])
        except Exception as error:  # noqa: BLE001 -- IdentifyLimitError says how long
            now[0] += error.seconds  # type: ignore[attr-defined]
    busiest = max(sum(1 for other in went if 0 <= other - one < DAY_SECONDS) for one in went[::50])
    assert busiest < A_DAY


async def test_when_discord_says_that_few_identifies_are_left_none_is_sent_until_it_counts_anew(
    application: Application,
) -> None:
    application.fake.identifies_left = 7
    await application.start()
    await until(lambda: application.slept)
    assert 0.9 < application.slept[0] < 2  # the fake counts anew in a second; a busy machine looks a little later
    assert application.fake.gateway.identified == []


@pytest.mark.parametrize("resumes", [True, False], ids=["resume", "identify"])
async def test_an_end_is_an_end_while_the_gateway_is_being_reached_again(
    application: Application, resumes: bool
) -> None:
    """discord.py swallows the cancellation of a connection that it is opening again."""
    gateway = application.fake.gateway
    await application.start()
    await application.ready()
    gateway.stalled = asyncio.Event()
    if resumes:
        await gateway.ask_to_reconnect()
    else:
        await gateway.invalidate(resumable=False)
    await until(lambda: gateway.waiting)
    assert application.serving is not None
    application.serving.cancel()
    await asyncio.wait({application.serving})  # though the gateway goes on being silent
    gateway.stalled.set()


# --- Posts under way


async def test_a_post_under_way_when_the_listener_ends_has_its_receipt(application: Application) -> None:
    await application.start()
    await application.ready()
    gate = application.fake.world.stalled[CHANNEL] = asyncio.Event()
    posting = asyncio.create_task(send(application.sender))
    await until(lambda: application.fake.world.waiting)
    assert application.serving is not None
    application.serving.cancel()
    await asyncio.gather(application.serving, return_exceptions=True)
    gate.set()
    assert isinstance(await posting, Sent)


async def test_a_post_under_way_when_the_gateway_ends_for_good_has_its_receipt(application: Application) -> None:
    await application.start()
    await application.ready()
    gate = application.fake.world.stalled[CHANNEL] = asyncio.Event()
    posting = asyncio.create_task(send(application.sender))
    await until(lambda: application.fake.world.waiting)
    await application.fake.gateway.drop(4012)
    await asyncio.sleep(0.1)
    gate.set()
    assert isinstance(await posting, Sent)
    await until(lambda: len(application.fake.gateway.identified) == 2)


async def test_a_post_under_way_while_the_gateway_cannot_be_reached_has_its_receipt(
    application: Application,
) -> None:
    application.fake.world.faults += [("GET", "/gateway/bot", Fault(503)) for _ in range(200)]
    await application.start()
    await until(lambda: application.slept)
    gate = application.fake.world.stalled[CHANNEL] = asyncio.Event()
    posting = asyncio.create_task(send(application.sender))
    await until(lambda: application.fake.world.waiting)
    tries = len(application.slept)
    await until(lambda: len(application.slept) > tries + 1)  # another client has taken its place
    gate.set()
    assert isinstance(await posting, Sent)


# --- Announcements


@pytest.fixture
async def announcing(application: Application) -> Application:
    application.fake.world.channels[CHANNEL]["type"] = NEWS
    await application.start()
    await application.ready()
    return application


def published(application: Application) -> bool:
    return bool(application.fake.world.messages[CHANNEL][0]["flags"] & 1)


async def told(workspace: str, person: str, view: View) -> bool:
    TOLD.append((person, view))
    return True


TOLD: list[tuple[str, View]] = []


async def later(application: Application, **how: float) -> None:
    """One look, so much later."""
    crossposts: Crossposts = application.listener._crossposts
    clock = crossposts._clock
    now = clock.now() + timedelta(**how)
    crossposts._clock = type("Later", (), {"now": lambda _: now})()
    await crossposts.retry(told)
    crossposts._clock = clock


async def test_a_crosspost_that_failed_is_shown_and_tried_again_also_after_a_restart(
    announcing: Application,
) -> None:
    fault = Fault(503)
    announcing.fake.world.faults += [("POST", "/crosspost", fault), ("POST", "/crosspost", fault)]
    assert isinstance(await send(announcing.sender, publish="on"), Sent)
    assert not published(announcing)
    (kept,) = await pending(announcing.insides.adapter_facts)
    assert kept.channel == str(CHANNEL)
    findings = {finding.what: finding for finding in await announcing.listener.check(None)}
    assert findings["Discord announcements"].ok is False
    assert kept.link in findings["Discord announcements"].detail
    await later(announcing, seconds=1)
    assert not published(announcing), "not before its time"
    await later(announcing, seconds=30)  # fails again
    await later(announcing, minutes=10)
    assert published(announcing)
    assert not await pending(announcing.insides.adapter_facts)


async def test_a_crosspost_that_needs_a_permission_is_told_to_the_owner_once(announcing: Application) -> None:
    TOLD.clear()
    announcing.insides.lifecycle.owner = "77"
    announcing.fake.world.faults += [("POST", "/crosspost", Fault(403, 50013)) for _ in range(3)]
    assert isinstance(await send(announcing.sender, publish="on"), Sent)
    await later(announcing, minutes=1)
    await later(announcing, minutes=5)
    ((person, view),) = TOLD
    assert person == "77"
    assert "not published" in str(view)
    assert "Send Messages" in str(view)
    await later(announcing, minutes=30)
    assert published(announcing)


async def test_a_rate_limit_for_crossposts_is_waited_for_without_the_post(announcing: Application) -> None:
    body = {"message": "limited", "retry_after": 1800.0, "global": False}
    announcing.fake.world.faults.append(("POST", "/crosspost", Fault(429, body=body)))
    assert isinstance(await send(announcing.sender, publish="on"), Sent)
    (kept,) = await pending(announcing.insides.adapter_facts)
    assert kept.due - kept.since >= 1800
    await later(announcing, minutes=31)
    assert published(announcing)


@pytest.mark.parametrize("code", [40033, 10008, 10003])
async def test_a_crosspost_that_is_done_or_gone_is_not_tried_again(announcing: Application, code: int) -> None:
    announcing.fake.world.faults.append(("POST", "/crosspost", Fault(404, code)))
    assert isinstance(await send(announcing.sender, publish="on"), Sent)
    assert await pending(announcing.insides.adapter_facts) == []


async def test_a_crosspost_is_given_up_after_a_day(announcing: Application) -> None:
    announcing.insides.lifecycle.channels.append(Address("discord", "x", "y"))
    announcing.fake.world.faults += [("POST", "/crosspost", Fault(503)) for _ in range(4)]
    assert isinstance(await send(announcing.sender, publish="on"), Sent)
    await later(announcing, hours=25)
    assert await pending(announcing.insides.adapter_facts) == []
