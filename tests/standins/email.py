"""E-mail's stand-in: tests/fakes/smtp_server.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.model.email_address import EmailAddress, address_of
from tests.fakes.smtp_server import FakeSmtp, Fault
from tests.standins import SLOW_DOWN_SECONDS, StandIn, Trouble

HERE, GONE, PERSON = "you@lab.test", "gone@lab.test", "owner@lab.test"
FAULTS = {
    Trouble.DROP_BEFORE: Fault("end"),
    Trouble.DROP_AFTER: Fault("stored"),
    Trouble.UNAVAILABLE: Fault("rcpt", "451 4.3.0 Try again later"),
    Trouble.SLOW_DOWN: Fault("rcpt", f"450 4.7.1 Greylisted, try again in {SLOW_DOWN_SECONDS} seconds"),
}


@asynccontextmanager
async def running() -> AsyncIterator[StandIn]:
    """With one server."""
    async with FakeSmtp(gone={GONE}).running() as smtp:
        sender = {"MAIL_FROM": "Paperboy <papers@paperboy.test>", "MAIL_RATE": "0"}
        there = address_of(EmailAddress.parse(HERE))

        def said(to: str) -> list[str]:
            return [each.part("plain") for each in smtp.mails if each.to == to]

        yield StandIn(
            settings={"SMTP_URL": smtp.url, **sender},
            absent={"SMTP_URL": "smtp://127.0.0.1:9", **sender},
            here=there,
            gone=there._replace(channel=GONE),
            person=PERSON,
            said=lambda: said(HERE),
            told=lambda: said(PERSON),
            trouble=lambda kind: smtp.faults.append(FAULTS[kind]),
            unreachable=lambda: smtp.gone.add(PERSON),
        )
