"""What `doctor` says of e-mail: the mail server is greeted and signed in to, and no mail is sent."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from adapters.email.bounces.mailbox import Mailbox
from adapters.email.posting.connect import NotConnectedError
from adapters.email.posting.relay import Relay
from adapters.email.settings import EmailSettings
from bot.model.delivery import Ambiguous, RetryAfter
from bot.ports import Finding

FROM_OUTSIDE = "Set PAPERBOY_PUBLIC_URL to the address under which readers reach this Paperboy's web page."


async def examine(
    settings: EmailSettings, relay: Relay | None, mailbox: Mailbox | None, home: str
) -> Sequence[Finding]:
    """Every finding."""
    if relay is None:
        return [await _folder(settings)]
    return [await _server(settings, relay), *_links(home), await _bounces(settings, mailbox)]


async def _folder(settings: EmailSettings) -> Finding:
    folder = settings.mail_folder
    there = await asyncio.to_thread(lambda: next(each for each in (folder, *folder.parents) if each.exists()))
    fix = "To send it set SMTP_URL and MAIL_FROM (docs/email.md)."
    if not there.is_dir() or not os.access(there, os.W_OK):
        wrong = f"mail cannot be written into {folder}: {there} is no folder that this user may write to"
        return Finding("email", ok=False, detail=wrong, fix=f"Make it writable, or set MAIL_FOLDER. {fix}")
    return Finding("email", ok=None, detail=f"mail is written into {folder}, not sent", fix=fix)


async def _server(settings: EmailSettings, relay: Relay) -> Finding:
    server = relay.way.server
    try:
        client = await relay.way.connect()
    except NotConnectedError as error:
        outcome = error.outcome
        said = outcome.reason if isinstance(outcome, RetryAfter | Ambiguous) else "it does not answer"
        fix = "Check SMTP_URL (host, port, user, password) and SMTP_STARTTLS; docs/email.md says what to try."
        return Finding("email", ok=False, detail=f"{server}: {said}", fix=fix)
    encrypted = client.get_transport_info("sslcontext") is not None
    utf8 = client.supports_extension("smtputf8")
    await relay.hang_up(client)
    told = [
        f"{server} answers",
        "encrypted" if encrypted else "not encrypted",
        f"signed in as {server.user}" if server.user else "without a user",
        f"mail comes from {settings.sender[1]}",
        "" if utf8 else "takes no international addresses (SMTPUTF8)",
    ]
    open_password = server.user and not encrypted and not server.here
    fix = (
        "The password crosses the network in clear: use smtps:// or SMTP_STARTTLS=required."
        if open_password
        else ""
    )
    return Finding("email", ok=not open_password, detail=", ".join(filter(None, told)), fix=fix)


def _links(home: str) -> Iterator[Finding]:
    """Whether a reader elsewhere can follow a link of a mail."""
    host = urlsplit(home).hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"}:
        said = f"they lead to {home}, which only this machine can open: nobody else can unsubscribe"
        yield Finding("links in mail", ok=False, detail=said, fix=FROM_OUTSIDE, at_start=True)
    elif not home.startswith("https://"):
        said = f"they lead to {home}; mail programs show their unsubscribe button for https:// alone"
        yield Finding("links in mail", ok=None, detail=said, fix=FROM_OUTSIDE)


async def _bounces(settings: EmailSettings, mailbox: Mailbox | None) -> Finding:
    if mailbox is not None:
        wrong = await mailbox.test()
        fix = "Check MAIL_BOUNCES_URL (host, port, user, password, folder)." if wrong else ""
        return Finding("bounces", ok=not wrong, detail=wrong or f"read from {mailbox.server}", fix=fix)
    if settings.bounces_secret:
        return Finding("bounces", ok=True, detail="taken at POST /mail/bounces")
    said = f"those that come later, to {settings.envelope_sender}, are not read: dead addresses go on getting mail"
    return Finding(
        "bounces", ok=None, detail=said, fix="Set MAIL_BOUNCES_URL or MAIL_BOUNCES_SECRET (docs/email.md)."
    )
