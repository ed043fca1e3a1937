"""The adapter put together from its parts."""

from adapters.email.bounces.mailbox import Mailbox
from adapters.email.bounces.taken import Bounces
from adapters.email.letters import EmailLetters
from adapters.email.listener import EmailListener
from adapters.email.posting.connect import Way
from adapters.email.posting.envelopes import Envelopes
from adapters.email.posting.folder import Folder
from adapters.email.posting.relay import Relay
from adapters.email.posting.sender import EmailSender
from adapters.email.settings import EmailSettings
from adapters.rate_limit import RateLimiter
from bot.model.email_address import PLATFORM
from bot.ports import CoreServices, Platform

BURST = 8  # mails at once after a rest


def assembled(settings: EmailSettings, parts: CoreServices) -> Platform:
    """From these settings; nothing is connected before something is sent."""
    server = settings.server
    envelopes = Envelopes(settings.sender, settings.envelope_sender, parts.mail_links)
    bounces = Bounces(envelopes, parts.lifecycle)
    relay = Relay(Way(server, settings.starttls, settings.smtp_timeout)) if server else None
    outlet = relay or Folder(settings.mail_folder)
    pace = RateLimiter(60 / settings.mail_rate, BURST) if server and settings.mail_rate else None
    mailbox = Mailbox(settings.bounces, bounces, parts.workers) if server and settings.bounces else None
    kept = "" if server else str(settings.mail_folder)
    letters = EmailLetters(outlet, envelopes, parts.clock, kept)
    listener = EmailListener(
        settings, letters, parts.clock, bounces, relay=relay, mailbox=mailbox, home=parts.mail_links.home
    )
    sender = EmailSender(outlet, envelopes, parts.mail_links, parts.clock, pace)
    return Platform(PLATFORM, sender, listener, outlet.close, letters=letters, local=kept)
