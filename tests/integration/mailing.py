"""The platform of mail over a server of a test's own, and a mail to be sent by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from adapters.email.app import assembled
from adapters.email.settings import EmailSettings
from bot.model.channel import Address
from bot.model.delivery import Delivery, State
from bot.ports import Platform
from bot.views.blocks import Heading, Paragraph, View, plain
from tests.fakes.core_services import core_services

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
VIEW = View((Heading("Zebra papers"), Paragraph(plain("Nothing new."))), "Zebra papers")
YOU = "you@lab.test"


def delivery(to: str = YOU, part: int = 0, token: str = "a" * 25) -> Delivery:
    address = Address("email", "mail", to)
    return Delivery(
        key=part + 1, digest=1, address=address, part=part, token=token, state=State.SENDING, last_tried=AT
    )


@asynccontextmanager
async def platform(**settings: Any) -> AsyncIterator[Platform]:
    made = assembled(
        EmailSettings.load(mail_from="Paperboy <papers@paperboy.test>", mail_rate=0, **settings), core_services()
    )
    try:
        yield made
    finally:
        await made.close()


async def send(made: Platform, to: str = YOU, **more: Any) -> Any:
    (message,) = made.sender.render(VIEW, None, plain=False)
    return await made.sender.send(delivery(to, **more), message, None)
