"""The demo address: its first mail, where it lies, and when it gets none."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.app import demo, demo_mail
from bot.model.mail_links import MailLinks
from bot.ports.request import Request
from tests.fakes.core import open_office
from tests.fakes.platform import FakePlatform

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def platform(name: str, local: str):
    return replace(FakePlatform(name=name).platform(), local=local)


TERMINAL, FOLDER, SENT = platform("terminal", "here"), platform("email", "/data/mail"), platform("email", "")
SLACK = platform("slack", "")


@pytest.fixture
async def application():
    async with open_office() as office:
        yield SimpleNamespace(
            platforms=(FOLDER, TERMINAL),
            store=office.store,
            desk=office.desk,
            clock=SimpleNamespace(now=lambda: NOW),
            zone="Europe/Paris",
            mail_links=MailLinks("https://paperboy.test", b"k" * 32),
        )


async def waiting(application) -> int:
    found = await application.store.outbox.claim({"email": 10}, NOW, 60)
    return len(found)


async def test_a_new_installation_has_mail_on_its_way_once(application):
    await demo_mail.begin(application)
    await demo_mail.begin(application)
    assert await waiting(application) == 1
    channel = await application.store.channels.get(demo_mail.DEMO_ADDRESS)
    assert channel.next_due is not None
    assert "/data/mail" in demo_mail.where(application)
    application.mail_links.want("Set PAPERBOY_SECRET_KEY.")
    assert demo_mail.where(application) == "The same digest as mail waits. Set PAPERBOY_SECRET_KEY."


@pytest.mark.parametrize("platforms", [(TERMINAL,), (SENT, TERMINAL), (FOLDER, TERMINAL, SLACK)])
async def test_where_anybody_else_is_reached_the_demo_address_gets_nothing(application, platforms):
    application.platforms = platforms
    await demo_mail.begin(application)
    assert await waiting(application) == 0
    assert demo_mail.where(application) == ""


async def test_it_rests_as_soon_as_mail_is_sent(application):
    await demo_mail.begin(application)
    await demo_mail.rest(application)
    assert (await application.store.channels.get(demo_mail.DEMO_ADDRESS)).next_due is not None
    application.platforms = (SENT, TERMINAL)
    await demo_mail.rest(application)
    assert (await application.store.channels.get(demo_mail.DEMO_ADDRESS)).next_due is None


async def test_the_demo_channel_is_there_beside_the_folder_and_rests_where_mail_is_sent(application):
    assert demo.wanted(application)
    address, now = demo.DEMO, NOW
    person = SimpleNamespace(id="operator", name="", manager=True, zone="Europe/Paris", locale="")
    await application.desk.answer(Request(address=address, person=person, now=now, text="now"))
    await demo.rest(application)
    assert (await application.store.channels.get(address)).next_due is not None
    application.platforms = (SENT, TERMINAL)
    assert not demo.wanted(application)
    await demo.rest(application)
    assert (await application.store.channels.get(address)).next_due is None
