"""Whatever promises a digest says what stands in its way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.model.delivery import Delivery, State
from bot.model.obstacle import Hindrance
from bot.model.transition import Transition, Wait
from bot.views.blocks import Buttons, Note
from bot.views.plain_text import view_text
from tests.fakes.clock import FakeClock
from tests.fakes.core import HERE, NOW, open_office
from tests.unit.commands.shown import text_of


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


LATER = NOW + timedelta(hours=1)


def commands_of(reply):
    return [button.command for b in reply.view.blocks if isinstance(b, Buttons) for button in b.buttons]


async def test_paperboys_own_pause_is_told_with_its_fix(office):
    await office.say("subscribe RAG")
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, "the channel is archived", "Unarchive it.", gone=True)
    await lifecycle.uninstalled("slack", "T1", "app_uninstalled")
    for command in ("list", "status"):
        shown = [b for b in (await office.say(command)).view.blocks if isinstance(b, Note)]
        assert ": the channel is archived. Unarchive it." in "".join(map(str, shown))
    assert "the whole workspace is paused: app_uninstalled" in text_of(await office.say("status"))


@pytest.mark.parametrize("command", ["subscribe lora", "schedule 8:00", "preview", "list", "status", "now"])
async def test_whatever_promises_a_digest_says_what_stands_in_its_way(office, command):
    await office.say("subscribe RAG")
    lifecycle = ChannelLifecycle(office.store, FakeClock(NOW), OwnerNotices({}), 30)
    await lifecycle.refused(HERE, "the channel is archived", "Unarchive it.", gone=False)
    shown = view_text((await office.say(command)).view)
    assert "the channel is archived. Unarchive it." in shown


PROMISES = [
    "subscribe lora",
    "schedule 8:00",
    "preview",
    "list",
    "status",
    "now",
    "resume",
    "why segment",
    "settings picks 3",
]


@pytest.mark.parametrize("command", PROMISES)
async def test_whatever_promises_a_digest_says_that_the_workspace_is_dead(office, command):
    await office.say("subscribe RAG")
    await office.store.workspaces.kill("slack", "T1", "the token was revoked", None)
    reply = await office.say(command)
    assert "the whole workspace is paused: the token was revoked. Install Paperboy there again" in view_text(
        reply.view
    )
    assert not command.startswith("now") or not reply.ok
    assert "now" not in commands_of(reply)


@pytest.mark.parametrize("command", PROMISES)
async def test_whatever_promises_a_digest_says_what_paperboy_waits_for(office, command):
    await office.say("subscribe diffusion")
    await wait_for(
        office, Wait(platform="slack", workspace=None, channel=None, until=LATER, reason="the token is refused")
    )
    reply = await office.say(command)
    assert "until Fri 20 Nov 2026, 12:00 (Europe/Paris): the token is refused" in view_text(reply.view)
    assert reply.ok


async def test_a_wait_elsewhere_or_of_seconds_is_not_said(office):
    await office.say("subscribe diffusion")
    for wait in (
        Wait(platform="discord", workspace=None, channel=None, until=LATER, reason="no"),
        Wait(platform="slack", workspace="T2", channel=None, until=LATER, reason="no"),
        Wait(platform="slack", workspace="T1", channel="C2", until=LATER, reason="no"),
        Wait(platform="slack", workspace="T1", channel="C1", until=NOW + timedelta(seconds=5), reason="no"),
    ):
        await wait_for(office, wait)
    assert "Nothing is posted" not in view_text((await office.say("preview")).view)


async def wait_for(office, wait):
    """As the dispatcher notes it, of a delivery in another workspace."""
    row = Delivery(key=99, digest=99, address=HERE, part=0, token="t", state=State.SENDING)
    await office.store.outbox.settle([Transition(delivery=row, state=State.QUEUED, due=NOW, wait=wait)], NOW)


async def test_a_workspace_that_lives_after_all_is_no_obstacle(office):
    await office.say("subscribe diffusion")
    await office.store.workspaces.kill("slack", "T1", "the token was revoked", None)
    asked = []

    async def recovers(address):
        asked.append(address)
        return True

    office.desk._tools = replace(office.desk._tools, recover=recovers)
    assert "Posting" in (await office.say("now")).view.summary
    assert asked == [HERE]


async def test_where_the_platform_says_that_nothing_can_be_posted_it_is_said_at_once(office):
    async def hindrance(channel):
        return Hindrance("Paperboy is not in this channel", "Invite it: /invite @Paperboy.")

    office.desk._tools = replace(office.desk._tools, hindrance=hindrance)
    for command in ("subscribe RAG", "schedule 8:00", "preview", "list", "now"):
        assert "not in this channel. Invite it: /invite @Paperboy." in view_text((await office.say(command)).view)
    assert not (await office.say("now")).ok
