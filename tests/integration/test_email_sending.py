"""Sending mail: every way in which a mail server takes, refuses, dawdles and drops, on the wire."""

import asyncio
import logging
from pathlib import Path

from adapters.email.app import assembled
from adapters.email.posting import relay as relay_module
from adapters.email.settings import EmailSettings
from bot.delivery.attempt import SEND_SECONDS
from bot.model.channel import Address
from bot.model.delivery import (
    Ambiguous,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    Unknown,
)
from bot.views.blocks import Heading, Paragraph, View, plain
from tests.each_of import each_of
from tests.fakes.certificate import certified
from tests.fakes.core_services import core_services
from tests.fakes.smtp_server import FakeSmtp, Fault
from tests.integration.mailing import AT, VIEW, delivery, platform, send


async def outcome(*faults: Fault, **server):
    async with FakeSmtp(faults=list(faults), **server).running() as smtp, platform(smtp_url=smtp.url) as made:
        return await send(made), smtp.mails


@each_of("stage", ["rcpt", "end"])
async def test_an_address_that_is_not_there_is_refused_for_good(stage: str):
    found, mails = await outcome(Fault(stage, "550 5.1.1 No such user here"))
    assert isinstance(found, Refused)
    assert found.gone
    assert "550 5.1.1 No such user here" in found.reason
    assert found.fix
    assert mails == []


async def test_a_bare_550_is_for_good_as_well():
    found, _ = await outcome(Fault("rcpt", "550 Mailbox unavailable"))
    assert isinstance(found, Refused)
    assert found.gone


@each_of("reply", ["552 5.2.2 Mailbox full", "550 5.7.1 Blocked by policy"])
async def test_what_may_pass_is_tried_again_now_and_then(reply: str):
    found, _ = await outcome(Fault("rcpt", reply))
    assert isinstance(found, Refused)
    assert not found.gone


@each_of("stage", ["rcpt", "data", "end"])
async def test_not_now_is_tried_again(stage: str):
    found, mails = await outcome(Fault(stage, "451 4.3.0 Try again later"))
    assert isinstance(found, RetryAfter)
    assert found.scope is Scope.CHANNEL
    assert mails == []


async def test_a_greylisting_server_is_given_the_time_that_it_names():
    found, _ = await outcome(Fault("rcpt", "450 4.2.0 Greylisted, please try again in 5 minutes"))
    assert isinstance(found, RetryAfter)
    assert found.seconds == 300


@each_of("stage", ["connect", "mail"])
async def test_a_server_that_wants_none_of_us_keeps_all_mail_waiting(stage: str):
    found, _ = await outcome(Fault(stage, "421 4.3.2 Not now"))
    assert isinstance(found, RetryAfter)
    assert found.scope is Scope.PLATFORM


async def test_a_sender_that_is_refused_is_nobodys_address_fault():
    found, _ = await outcome(Fault("mail", "550 5.7.1 Sender not allowed"))
    assert isinstance(found, RetryAfter)
    assert found.scope is Scope.PLATFORM


async def test_a_server_that_does_not_relay_for_us_suppresses_nobody():
    found, _ = await outcome(Fault("rcpt", "554 5.7.1 Relay access denied"))
    assert isinstance(found, RetryAfter)


async def test_a_text_that_is_refused_is_tried_as_plain_text():
    found, _ = await outcome(Fault("end", "554 5.6.0 Not this"))
    assert isinstance(found, Rejected)
    found, _ = await outcome(Fault("end", "550 5.7.1 Looks like spam"))
    assert isinstance(found, Rejected)


@each_of("stage", ["connect", "mail", "rcpt", "data", "text"])
async def test_a_drop_before_the_end_of_the_text_is_tried_again(stage: str):
    if stage == "text":  # as much as no buffer takes at once: the loss shows while it is given
        async with FakeSmtp(faults=[Fault("text")]).running() as smtp, platform(smtp_url=smtp.url) as made:
            long = View((Heading("Zebra"), *(Paragraph(plain("zebra " * 300)) for _ in range(20))), "Zebra")
            (message,) = made.sender.render(long, None, plain=False)
            huge = dict(message) | {"text": message["text"] + "zebra " * 2_000_000}
            found, mails = await made.sender.send(delivery(), huge, None), smtp.mails
    else:
        found, mails = await outcome(Fault(stage))
    assert isinstance(found, RetryAfter), found
    assert mails == []


@each_of(("stage", "arrived"), [("end", 0), ("stored", 1)])
async def test_a_drop_after_the_whole_text_is_ambiguous_and_cannot_be_looked_up(stage: str, arrived: int):
    async with FakeSmtp(faults=[Fault(stage)]).running() as smtp, platform(smtp_url=smtp.url) as made:
        (message,) = made.sender.render(VIEW, None, plain=False)
        found = await made.sender.send(delivery(), message, None)
        assert isinstance(found, Ambiguous)
        assert len(smtp.mails) == arrived
        assert isinstance(await made.sender.find(delivery(), message, None, AT), Unknown)


async def test_a_server_that_does_not_answer_is_tried_again_before_the_text_and_in_doubt_after():
    server = FakeSmtp(faults=[Fault("rcpt", "", delay=1)])
    async with server.running() as smtp, platform(smtp_url=smtp.url, smtp_timeout=0.2) as made:
        assert isinstance(await send(made), RetryAfter)
        made.sender._outlet._last_word = 0.2
        smtp.faults.append(Fault("end", "", delay=1))
        assert isinstance(await send(made), Ambiguous)


def test_the_adapters_own_patience_is_shorter_than_the_cores():
    assert relay_module.BEFORE_END + relay_module.LAST_WORD < SEND_SECONDS


async def test_connections_are_kept_and_a_dead_one_costs_no_mail():
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        for n in range(5):
            assert isinstance(await send(made, f"you{n}@lab.test"), Sent)
        assert smtp.connections == 1
        smtp.faults.append(Fault("mail"))  # it hung up meanwhile
        assert isinstance(await send(made), Sent)
        assert smtp.connections == 2
        assert len(smtp.mails) == 6


async def test_a_refused_address_keeps_no_other_on_the_same_connection_waiting():
    async with FakeSmtp(gone={"gone@lab.test"}).running() as smtp, platform(smtp_url=smtp.url) as made:
        assert isinstance(await send(made, "gone@lab.test"), Refused)
        assert isinstance(await send(made), Sent)
        assert smtp.connections == 1


async def test_many_share_a_few_connections():
    async with FakeSmtp(latency=0.005).running() as smtp, platform(smtp_url=smtp.url) as made:
        found = await asyncio.gather(*(send(made, f"you{n}@lab.test") for n in range(40)))
        assert {type(each) for each in found} == {Sent}
        assert smtp.most_open <= relay_module.CONNECTIONS
        assert len({mail.to for mail in smtp.mails}) == 40


async def test_an_international_address_needs_a_server_that_takes_it():
    to = "grüße@xn--bcher-kva.example"
    async with FakeSmtp().running() as smtp, platform(smtp_url=smtp.url) as made:
        assert isinstance(await send(made, to), Sent)
        (mail,) = smtp.mails
        assert mail.to == to
        assert mail.utf8
        assert mail.message["To"] == to
    async with FakeSmtp(utf8=False).running() as smtp, platform(smtp_url=smtp.url) as made:
        found = await send(made, to)
        assert isinstance(found, Refused)
        assert "SMTPUTF8" in found.reason
        assert not found.gone
        assert isinstance(await send(made), Sent)


async def test_starttls_with_a_certificate_and_a_password_that_no_log_and_no_error_repeats(
    tmp_path: Path, monkeypatch, caplog
):
    caplog.set_level(logging.DEBUG)
    context, file = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with FakeSmtp(tls=context, require_tls=True, password="s3cret/#@").running() as smtp:
        url = f"smtp://me:s3cret%2F%23%40@127.0.0.1:{smtp.port}"
        async with platform(smtp_url=url, smtp_starttls="required") as made:
            assert isinstance(await send(made), Sent)
            (finding, *_) = await made.listener.check(None)
            assert finding.ok
            assert "encrypted" in finding.detail
            assert "signed in as me" in finding.detail
        async with platform(smtp_url=url, smtp_starttls="never") as made:
            assert isinstance(await send(made), RetryAfter)
        wrong = f"smtp://me:wrong-{'x' * 9}@127.0.0.1:{smtp.port}"
        async with platform(smtp_url=wrong) as made:
            found = await send(made)
            assert isinstance(found, RetryAfter)
            assert found.scope is Scope.PLATFORM
            assert "535" in found.reason
            (finding, *_) = await made.listener.check(None)
            assert finding.ok is False
            ours = "".join(
                each.getMessage() for each in caplog.records if each.name != "mail.log"
            )  # the server's own
            assert "wrong-x" not in ours + repr(finding) + repr(found) + repr(EmailSettings.load(smtp_url=wrong))
        assert len(smtp.mails) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tmp_path: Path):
    context, _ = certified(tmp_path)
    async with FakeSmtp(tls=context).running() as smtp, platform(smtp_url=smtp.url) as made:
        found = await send(made)
        assert isinstance(found, RetryAfter)
        assert "certificate" in found.reason


async def test_required_starttls_that_is_not_offered_says_nothing_in_clear():
    async with FakeSmtp().running() as smtp:
        async with platform(smtp_url=smtp.url, smtp_starttls="required") as made:
            found = await send(made)
            assert isinstance(found, RetryAfter)
            assert "STARTTLS" in found.reason
        assert smtp.mails == []


async def test_the_rate_of_the_settings_is_kept_over_all_addresses():
    made = assembled(
        EmailSettings.load(smtp_url="smtp://127.0.0.1:9", mail_from="p@x.test", mail_rate=60), core_services()
    )
    taken = [made.sender.turn(Address("email", "mail", f"you{n}@lab.test")) for n in range(9)]
    assert taken[:8] == [None] * 8, "eight at once"
    assert taken[8] is not None, "as many as there are connections"
    made.sender._granted.clear()  # they were sent
    waits = [made.sender.turn(Address("email", "mail", f"you{n}@lab.test")) for n in range(5)]
    assert all(each is not None and each.scope is Scope.PLATFORM for each in waits)
    assert all(0.5 < each.seconds <= 1 for each in waits), "then one a second"
