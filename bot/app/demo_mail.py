"""The demo address: what a newcomer finds in a folder, as mail would be sent, before any mail server is set up."""

from dataclasses import replace

from bot.app.application import Application
from bot.model.email_address import PLATFORM, EmailAddress, address_of
from bot.ports import Platform
from bot.ports.request import Person, Request

DEMO_ADDRESS = address_of(
    EmailAddress.parse("you@example.org")
)  # nobody's: https://www.rfc-editor.org/rfc/rfc6761


async def begin(application: Application) -> None:
    """Its first digest, once: later ones come at its hour, like any channel's."""
    if _folder(application) and await application.store.channels.get(DEMO_ADDRESS) is None:
        operator = Person(id="operator", manager=True, zone=application.zone)
        await application.desk.answer(
            Request(
                address=DEMO_ADDRESS,
                person=operator,
                now=application.clock.now(),
                text="now",
                channel_name=DEMO_ADDRESS.channel,
            )
        )


async def rest(application: Application) -> None:
    """Where mail is sent, or another platform runs, it gets none."""
    channel = await application.store.channels.get(DEMO_ADDRESS)
    if channel is None or channel.next_due is None or _folder(application):
        return
    await application.store.channels.change(channel.key, lambda found: replace(found, next_due=None))


def where(application: Application) -> str:
    """A sentence on where its mail lies, or what it waits for; "" if there is none."""
    folder = _folder(application)
    if folder and application.mail_links.wanting:
        return f"The same digest as mail waits. {application.mail_links.wanting}"
    return f"The same digest as mail: {folder} (.eml files; SMTP_URL and MAIL_FROM send them)." if folder else ""


def _folder(application: Application) -> str:
    """Where mail is written, if nothing but this machine gets any of Paperboy's messages."""
    mail = next((each for each in application.platforms if each.name == PLATFORM), None)
    return mail.local if mail is not None and all(map(_stays, application.platforms)) else ""


def _stays(platform: Platform) -> bool:
    return bool(platform.local)
