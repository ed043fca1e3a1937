"""Bounces: what comes back later, out of a mailbox or by a webhook, and what hostile mail cannot do by them."""

import asyncio
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters import email
from adapters.email.app import assembled
from adapters.email.bounces.mailbox import Mailbox
from adapters.email.bounces.report import LONGEST, read
from adapters.email.settings import EmailSettings
from bot.model.channel import Address
from bot.model.delivery import Delivery, State
from bot.views.blocks import Heading, View
from tests.fakes.bounces import bounce, out_of_office
from tests.fakes.core_services import core_services
from tests.fakes.imap_server import FakeImap
from tests.fakes.smtp_server import FakeSmtp
from tests.fakes.workers import Alone

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
YOU = Address("email", "mail", "you@lab.test")
SECRET = "a-secret-of-the-webhook"


class Lifecycle:
    """Remembers who was refused."""

    def __init__(self) -> None:
        self.told: list[tuple[Address, str, str, bool]] = []

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        self.told.append((address, reason, fix, gone))


class Installation:
    """A platform with a mail that it sent to somebody."""

    def __init__(self, **settings) -> None:
        parts = core_services()
        self.lifecycle = Lifecycle()
        object.__setattr__(parts, "lifecycle", self.lifecycle)
        given = EmailSettings.load(mail_from="papers@paperboy.test", smtp_url="smtp://127.0.0.1:9", **settings)
        self.platform = assembled(given, parts)

    async def sent(self, to: str = YOU.channel) -> bytes:
        async with FakeSmtp().running() as smtp:
            made = assembled(
                EmailSettings.load(mail_from="papers@paperboy.test", smtp_url=smtp.url), core_services()
            )
            view = View((Heading("Zebra"),), "Zebra")
            (message,) = made.sender.render(view, None, plain=False)
            delivery = Delivery(
                key=1, digest=1, address=YOU._replace(channel=to), part=0, token="a" * 25, state=State.SENDING
            )
            await made.sender.send(delivery, message, None)
            await made.close()
            return smtp.mails[0].raw

    async def take(self, raw: bytes) -> str:
        return await self.platform.listener.bounces.take(raw)


@pytest.fixture
def paperboy() -> Installation:
    return Installation()


@pytest.mark.parametrize("headers_only", [False, True], ids=["whole", "headers"])
async def test_what_failed_for_good_is_suppressed_with_the_reason(paperboy: Installation, headers_only: bool):
    assert await paperboy.take(bounce(await paperboy.sent(), headers_only=headers_only)) == "suppressed"
    ((address, reason, fix, gone),) = paperboy.lifecycle.told
    assert address == YOU
    assert gone
    assert "550 5.1.1 No such user here" in reason
    assert fix


async def test_who_forwards_their_mail_is_known_by_the_mail_itself(paperboy: Installation):
    forwarded = bounce(await paperboy.sent(), to="elsewhere@other.test")
    assert await paperboy.take(forwarded) == "suppressed"
    assert paperboy.lifecycle.told[0][0] == YOU


async def test_a_full_mailbox_is_tried_again_now_and_then(paperboy: Installation):
    full = bounce(await paperboy.sent(), status="5.2.2", said="smtp; 552 5.2.2 Over quota")
    assert await paperboy.take(full) == "paused"
    assert paperboy.lifecycle.told[0][3] is False


@pytest.mark.parametrize(
    "how",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "failed", "status": "4.4.7", "said": "smtp; 451 4.4.7 Gave up"},
        {"action": "delivered", "status": "2.0.0"},
    ],
    ids=lambda how: f"{how['action']} {how['status']}",
)
async def test_what_is_temporary_leads_to_nothing(paperboy: Installation, how):
    await paperboy.take(bounce(await paperboy.sent(), **how))
    assert paperboy.lifecycle.told == []


async def test_nobody_can_suppress_an_address_that_they_have_no_mail_to(paperboy: Installation):
    sent = await paperboy.sent("attacker@evil.test")
    own = sent.decode().split("Message-ID: ")[1].split("\r\n")[0]
    forged = [
        bounce(sent, to=YOU.channel),  # their own mail, another's name
        bounce(sent.replace(b"attacker@evil.test", YOU.channel.encode()), to=YOU.channel),
        bounce(sent, to=YOU.channel, message_id="<" + "b" * 25 + ".AAAAAAAAAAAAAAAAAAAAAA@paperboy.test>"),
        bounce(sent, to=YOU.channel, message_id=own.replace("a" * 25, "c" * 25)),
        bounce(sent, to=YOU.channel, message_id="<x@y>"),
    ]
    for each in forged:
        await paperboy.take(each)
    assert {address.channel for address, *_ in paperboy.lifecycle.told} <= {"attacker@evil.test"}


HOSTILE = {
    "nothing": b"",
    "an answer": out_of_office(),
    "noise": bytes(range(256)) * 100,
    "too long": b"x" * (LONGEST + 1),
    "nested": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3_000)
    ),
    "rfc822 in rfc822": b"Content-Type: message/rfc822\r\n\r\n" * 9_000,
    "many parts": b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 40_000,
    "many statuses": b"Content-Type: message/delivery-status\r\n\r\n" + b"Action: failed\r\n\r\n" * 25_000,
    "a charset of none": b"Content-Type: text/rfc822-headers; charset=nonsense\r\n\r\n\xff\xfe",
    "a long line": b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: " + b"5" * 400_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_mail_is_read_within_limits_and_does_nothing(paperboy: Installation, raw: bytes):
    await paperboy.take(raw)  # in time: pytest has a limit
    assert paperboy.lifecycle.told == []


async def test_a_mailbox_is_read_once(paperboy: Installation):
    async with FakeImap().running() as imap:
        imap.put(bounce(await paperboy.sent()))
        imap.put(out_of_office())
        server = EmailSettings.load(mail_bounces_url=imap.url).bounces
        assert server is not None
        mailbox = Mailbox(server, paperboy.platform.listener.bounces, Alone())
        assert await mailbox.look() == 2
        assert await mailbox.look() == 0
        assert imap.seen == {1, 2}
        assert await mailbox.test() == ""
    assert len(paperboy.lifecycle.told) == 1


async def test_a_mailbox_that_another_process_reads_is_left_to_it_until_that_is_gone(paperboy: Installation):
    workers = Alone(others=["bounces"], alone=False)
    async with FakeImap().running() as imap:
        server = EmailSettings.load(mail_bounces_url=imap.url).bounces
        assert server is not None
        mailbox = Mailbox(server, paperboy.platform.listener.bounces, workers, every=0.005)
        watching = asyncio.create_task(mailbox.watch())
        await asyncio.sleep(0.05)
        assert imap.logins == 0
        workers.others.clear()
        while not imap.logins:  # noqa: ASYNC110 -- a server of another thread
            await asyncio.sleep(0.005)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_a_mailbox_that_does_not_answer_is_asked_again_and_said_by_doctor():
    async with FakeImap().running() as imap:
        for url, said in (
            (imap.url.replace("secret", "wrong"), "refuses"),
            (imap.url.replace("INBOX", "elsewhere"), "refuses"),
            ("imap://a:b@127.0.0.1:9/INBOX", "cannot be reached"),
        ):
            paperboy = Installation(mail_bounces_url=url)
            finding = (await paperboy.platform.listener.check(None))[-1]
            assert finding.ok is False
            assert said in finding.detail
            assert "wrong" not in finding.detail
        serving = asyncio.create_task(Installation(mail_bounces_url=imap.url).platform.listener.serve())
        while imap.logins < 2:  # noqa: ASYNC110 -- once by doctor's test with another folder, once by what serves
            await asyncio.sleep(0.005)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_a_webhook_takes_them_with_its_secret_alone(monkeypatch):
    monkeypatch.setenv("MAIL_BOUNCES_SECRET", SECRET)
    paperboy = Installation()
    raw = bounce(await paperboy.sent())
    client = TestClient(Starlette(routes=email.routes(paperboy.platform)))
    path, right = "/mail/bounces", {"Authorization": f"Bearer {SECRET}"}
    for wrong in ({}, {"Authorization": "Bearer no"}, {"Authorization": "Bearer ünïcode".encode("latin-1")}):
        assert client.post(path, content=raw, headers=wrong).status_code == 401
    assert client.get(path).status_code == 405
    assert client.post(path, content=b"x" * (LONGEST + 1), headers=right).status_code == 413
    assert paperboy.lifecycle.told == []
    answer = client.post(path, content=raw, headers=right | {"Content-Type": "message/rfc822"})
    assert (answer.status_code, answer.text) == (200, "suppressed\n")
    head, _, body = raw.partition(b"\r\n\r\n")
    kind = 'multipart/report; report-type=delivery-status; boundary="b0undary"'
    assert kind.encode() in head
    answer = client.post(path, content=body, headers=right | {"Content-Type": kind})
    assert answer.text == "suppressed\n"
    assert client.post(path, content=b"hello", headers=right).text == "no bounce\n"


async def test_without_a_secret_there_is_no_webhook():
    assert email.routes(Installation().platform) == ()


def test_what_a_bounce_says_is_cut_and_in_one_line():
    found = read(bounce(b"Subject: x\r\n\r\nx", said="smtp; 550 " + "x" * 5_000))
    assert found is not None
    assert len(found.said) <= 200
