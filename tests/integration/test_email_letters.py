"""What a mail holds, for the standard library as for its reader, and where it lies without a mail server."""

import asyncio
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from adapters import email
from adapters.email.posting.folder import Folder
from adapters.email.posting.mail import Mail
from bot.model.channel import Layout
from bot.model.delivery import (
    NotThere,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
)
from bot.ports import Letter
from bot.views.blocks import Heading, View
from bot.views.digest import digest_view
from tests.each_of import each_of
from tests.fakes.smtp_server import FakeSmtp
from tests.fakes.turns import turn
from tests.integration.mailing import AT, VIEW, YOU, delivery, platform, send
from tools.gallery.slack_views import edition


async def test_a_digest_is_read_back_by_the_standard_library():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        shown = edition(Layout.CARDS)
        (message,) = made.sender.render(digest_view(shown), shown, plain=False)
        await turn(made.sender, delivery().address)
        sent = await made.sender.send(delivery(), message, None)
        later = await made.sender.send(delivery(part=1, token="b" * 25), message, sent.receipt)
        assert isinstance(later, Sent)
        first, second = smtp.mails
    mail = first.message
    assert mail["Subject"] == "5 papers on small model and key management or HSM · Fri 20 Nov"
    assert mail["From"] == "Paperboy <papers@paperboy.test>"
    assert first.sender == "papers@paperboy.test"
    assert mail["Message-ID"] == sent.receipt.message_id
    assert mail["Message-ID"].startswith(f"<{'a' * 25}.")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"].endswith("<papers.paperboy.test>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://paperboy.test/mail/links/")
    assert b"List-Unsubscribe: <https://" in first.raw, "one line, not encoded"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "1. Asking First: Small Models that Know when to Ask" in first.part("plain")
    assert "Asking First" in first.part("html")
    assert mail.defects == []
    thread = mail["References"].split()
    assert second.message["References"].split() == [*thread, sent.receipt.message_id]
    assert second.message["In-Reply-To"] == sent.receipt.message_id


async def test_the_same_delivery_has_the_same_message_id_and_another_day_another_thread():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        (message,) = made.sender.render(VIEW, edition(Layout.CARDS), plain=False)
        for day in ("2026-11-20", "2026-11-20", "2026-11-21"):
            await made.sender.send(delivery(), dict(message) | {"day": day}, None)
        ids = {mail.message["Message-ID"] for mail in smtp.mails}
        threads = [mail.message["References"] for mail in smtp.mails]
    assert len(ids) == 1
    assert threads[0] == threads[1] != threads[2]


@each_of("hostile", ["x@lab.test\r\nBcc: all@lab.test", "no address", "a@b@c\n", "@x.test", "ü"])
async def test_an_address_that_is_none_never_reaches_the_server(hostile: str):
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        assert isinstance(await send(made, hostile), Rejected)
        assert smtp.mails == []


async def test_a_title_cannot_begin_another_header():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        hostile = View((Heading("x"),), "Papers\r\nBcc: everybody@lab.test\n\n<script>")
        (message,) = made.sender.render(hostile, None, plain=False)
        assert isinstance(await made.sender.send(delivery(), message, None), Sent)
        assert smtp.mails[0].message["Bcc"] is None
        assert smtp.mails[0].message["Subject"] == "Papers Bcc: everybody@lab.test <script>"


async def test_a_line_with_a_dot_alone_ends_nothing():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        (message,) = made.sender.render(VIEW, None, plain=True)
        dotted = dict(message) | {"text": "before\n.\n..\nafter\n"}
        assert isinstance(await made.sender.send(delivery(), dotted, None), Sent)
        assert smtp.mails[0].message.get_content().replace("\r\n", "\n") == "before\n.\n..\nafter\n"


async def test_without_a_server_mail_lies_in_the_folder_whole(tmp_path: Path):
    async with platform(mail_folder=tmp_path / "mail") as made:
        shown = edition(Layout.CARDS)
        (message,) = made.sender.render(digest_view(shown), shown, plain=False)
        assert await made.sender.find(delivery(), message, None, AT) == NotThere()
        sent = await made.sender.send(delivery(), message, None)
        assert isinstance(sent, Sent)
        assert await made.sender.send(delivery(), message, None) == sent
        assert await made.sender.find(delivery(), message, None, AT) == sent
        assert made.local == str(tmp_path / "mail")
        assert str(tmp_path) in made.letters.hindrance()
        assert "SMTP_URL" in made.letters.hindrance()
        (finding,) = await made.listener.check(None)
        assert finding.ok is None
        assert "SMTP_URL" in finding.fix
    (file,) = await asyncio.to_thread(lambda: list((tmp_path / "mail").iterdir()))
    assert file.suffix == ".eml"
    read = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert read["To"] == YOU
    assert read.get_body(("html",)) is not None


async def test_a_folder_that_cannot_be_written_is_said_and_tried_again(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    folder = Folder(tmp_path / "file" / "mail")
    mail = Mail(sender="a@x.test", to=YOU, raw=b"x", message_id="<1@x>", name="one")
    found = await folder.post(mail)
    assert isinstance(found, RetryAfter)
    assert found.scope is Scope.PLATFORM
    async with platform(mail_folder=tmp_path / "file" / "mail") as made:
        (finding,) = await made.listener.check(None)
        assert finding.ok is False
        assert "MAIL_FOLDER" in finding.fix


async def test_a_hostile_name_stays_in_the_folder(tmp_path: Path):
    folder = Folder(tmp_path / "mail")
    for name in ("../../escape", "a/b\\c", "x" * 500, "ü…\x00"):
        found = await folder.post(Mail(sender="a@x", to=YOU, raw=b"x", message_id="<1@x>", name=name))
        assert isinstance(found, Sent)
    found_in = await asyncio.to_thread(lambda: {file.parent for file in tmp_path.rglob("*.eml")})
    assert found_in == {tmp_path / "mail"}


async def test_a_letter_says_what_it_is_for_and_how_to_stop():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        letter = Letter(
            to=delivery().address,
            key="7",
            subject="Do you want papers?",
            view=VIEW,
            links=(("Yes, send them", "https://p.test/yes?a=1&b=2"), ("No", "https://p.test/no")),
            stop="https://p.test/stop",
        )
        first, again = await made.letters.post(letter), await made.letters.post(letter)
        assert first == again
        mail = smtp.mails[0]
    assert mail.message["Subject"] == "Do you want papers?"
    assert mail.message["List-Unsubscribe"] == "<https://p.test/stop>"
    assert "Yes, send them:\nhttps://p.test/yes?a=1&b=2" in mail.part("plain")
    assert 'href="https://p.test/yes?a=1&amp;b=2"' in mail.part("html")
    assert made.letters.hindrance() == ""


async def test_a_person_without_an_address_cannot_be_told():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        assert await made.listener.tell("mail", "slack:T1:U1", VIEW) is False
        assert await made.listener.tell("mail", "owner@lab.test", VIEW) is True
        assert len(smtp.mails) == 1


@pytest.fixture
def say(monkeypatch) -> Callable[..., None]:
    def say(**settings: str) -> None:
        for name, value in settings.items():
            monkeypatch.setenv(name.upper(), value)

    return say


def test_it_is_on_from_the_start_and_a_half_set_up_says_what_it_lacks(say):
    assert email.configured()
    say(smtp_url="smtp://127.0.0.1:25")
    assert not email.configured()
    assert "MAIL_FROM is missing" in email.missing()
    say(mail_from="papers@paperboy.test")
    assert email.configured()
