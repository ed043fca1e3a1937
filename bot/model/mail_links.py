"""The links in a mail: each says what it does, for which channel, and until when, so that it needs no account.

A link may carry any command that a button carries: the page it leads to has it carried out by the desk.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.errors import StorageError, UserError
from bot.model.signed_token import LONGEST, ExpiredError, mark, opened, signed

LINKS_LAST: Final = timedelta(days=60)  # after the mail that they are in
ASKED_LAST: Final = timedelta(days=7)  # a confirmation
PATH: Final = "/mail/links"
_PURPOSE: Final = "mail"


class Verb(StrEnum):
    """What a link is for."""

    COMMAND = "do"  # a command of the table, as a button has it
    MANAGE = "manage"  # the channel's own page: hour, zone, keywords, pause, end
    UNSUBSCRIBE = "stop"  # the end, by one click (RFC 8058)
    CONFIRM = "confirm"  # somebody asked to have papers sent to this address: it was me
    BLOCK = "block"  # it was not, and nothing is to be written to it any more


@dataclass(frozen=True, slots=True)
class MailLink:
    """What a link says. `of`: the number of the channel, or of the request that CONFIRM and BLOCK answer.
    `command` is a COMMAND's, and the address's mark in a BLOCK.
    """

    verb: Verb
    of: int
    command: str = ""
    expired: bool = False


class MailLinks:
    """Makes and reads them. `home`: this Paperboy's own address, without a slash at its end.

    `key` signs them (`bot.channels.feed_link.link_key`); it may be given later, but before the first is made.
    """

    def __init__(self, home: str, key: bytes = b"") -> None:
        self.home = home
        self._key = key
        self.wanting = "" if key else "The key that links are signed with was not read from the vault."

    def sign_with(self, key: bytes) -> None:
        """Read the key from the vault only where links are made: making one writes a file beside the database."""
        self._key, self.wanting = key, ""

    def want(self, sentence: str) -> None:
        """Why there is no key: every link fails with it, so that whoever waits for mail is told how to mend it."""
        self.wanting = sentence

    def command(self, channel: int, command: str, at: datetime) -> str:
        """The link that does what a button with this command does. `at`: when the mail with it was made."""
        return self._link(Verb.COMMAND, channel, at + LINKS_LAST, command)

    def manage(self, channel: int, at: datetime) -> str:
        """The link to the channel's own page."""
        return self._link(Verb.MANAGE, channel, at + LINKS_LAST)

    def unsubscribe(self, channel: int, at: datetime) -> str:
        """The link that ends it: a page for who follows it, the end for who posts to it (RFC 8058)."""
        return self._link(Verb.UNSUBSCRIBE, channel, at + LINKS_LAST)

    def confirm(self, request: int, at: datetime) -> str:
        """The link by which an address says yes. `at`: when it was asked."""
        return self._link(Verb.CONFIRM, request, at + ASKED_LAST)

    def block(self, request: int, address_mark: str, at: datetime) -> str:
        """The link by which an address says that nothing is to be written to it; its mark outlives the request."""
        return self._link(Verb.BLOCK, request, at + LINKS_LAST, address_mark)

    @property
    def signs(self) -> bool:
        """Whether it has a key by now."""
        return bool(self._key)

    def path(self, link: MailLink, until: datetime) -> str:
        """The path of a link on our own pages."""
        return f"{PATH}/{self._token(link.verb, link.of, until, link.command)}"

    def read(self, token: str, now: datetime) -> MailLink:
        """What a link says, also an expired one. UserError for one that is not ours."""
        try:
            said, expired = opened(self._signing(), _PURPOSE, token, now), False
        except ExpiredError as error:
            said, expired = error.said, True
        verb, of, command = said.split(" ", 2)
        return MailLink(Verb(verb), int(of), command, expired=expired)

    def mark(self, purpose: str, said: str) -> str:
        """A short signature that only this Paperboy can make (of a Message-ID, of an address)."""
        return mark(self._signing(), f"{_PURPOSE}:{purpose}", said)

    def _link(self, verb: Verb, of: int, until: datetime, command: str = "") -> str:
        return f"{self.home}{PATH}/{self._token(verb, of, until, command)}"

    def _token(self, verb: Verb, of: int, until: datetime, command: str) -> str:
        token = signed(self._signing(), _PURPOSE, f"{verb} {of} {command}", until)
        if len(token) > LONGEST:
            raise UserError("That is too long for a link; type it in a chat, or on the page.")
        return token

    def _signing(self) -> bytes:
        if not self._key:
            raise StorageError(self.wanting)
        return self._key
