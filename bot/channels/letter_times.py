"""When a letter may be written to an address that has not said yes: one a day, and few without an answer."""

from datetime import datetime, timedelta
from typing import Final

from bot.model.email_address import EmailAddress
from bot.ports.mail_requests import End, Memory

A_DAY: Final = timedelta(days=1)
UNANSWERED: Final = 3  # letters; then whoever asks again and again has an address left in peace for a while
REST: Final = timedelta(days=30)
FIRST_TRY: Final = timedelta(minutes=1)  # after which a letter that the server did not take is tried again
LAST_TRY: Final = timedelta(hours=4)
TRIES: Final = 12  # two days


def next_letter(known: Memory, now: datetime) -> datetime:
    """When the next letter may be written: now, or later."""
    if known.written is None:
        return now
    return max(now, known.written + (REST if known.letters >= UNANSWERED else A_DAY))


def why_not(email: EmailAddress, known: Memory) -> str:
    """Why nothing is written to an address, in a sentence for whoever asked for it; "" if it may be."""
    ended = f" on {known.ended.day} {known.ended:%B %Y}" if known.ended else ""
    match known.end:
        case End.BLOCKED:
            return f"Whoever reads {email.shown} asked{ended} that Paperboy does not write to it."
        case End.UNSUBSCRIBED:
            return f"Whoever reads {email.shown} ended it{ended}; they alone can begin again, on Paperboy's page."
        case End.UNREACHABLE:
            return f"Mail for {email.shown} was refused{ended}: {known.reason.rstrip('.')}."
    return ""


def next_try(tries: int) -> timedelta:
    """How long a letter that was not taken waits: a minute, and each time twice as long."""
    return min(FIRST_TRY * (1 << min(tries, 10)), LAST_TRY)
