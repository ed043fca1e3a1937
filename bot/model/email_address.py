"""An e-mail address: read strictly, in one form whoever typed it, and the channel that it is."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import idna

from bot.errors import UserError
from bot.model.channel import Address

PLATFORM: Final = "email"
WORKSPACE: Final = "mail"  # one for all: the mail server is the installation, and no channel sees another's
LONGEST: Final = 254  # octets of an address, and of its local part: RFC 5321, section 4.5.3.1
LONGEST_LOCAL: Final = 64
_SHOWN: Final = 60  # characters of what was typed, in a sentence about it

_ATEXT: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]"
_DOT_ATOM: Final = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")  # RFC 5322 with RFC 6532's letters, nothing quoted
_WRAPPED: Final = re.compile(r"[^<>]*<([^<>]*)>")
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})  # no letter, and not to be seen
_DOTS: Final = str.maketrans("。．｡", "...")  # what East Asian keyboards write for a dot in a domain


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """`local` and `domain` in one form: the domain as the DNS has it (IDNA 2008, A-labels), small letters.

    The local part keeps letters that are no ASCII as they are (in normal form C); of ASCII ones only the small are
    kept, since no mail provider in use tells them apart, and one person is to have one channel.
    """

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> "EmailAddress":
        """Reads `you@lab.org`, `Name <you@lab.org>` and `mailto:you@lab.org`. UserError says what is wrong."""
        if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text.strip()):
            raise UserError("An e-mail address stands in one line, without control characters.")
        bare = text.strip().strip(" ,;")
        if wrapped := _WRAPPED.fullmatch(bare):
            bare = wrapped[1].strip()
        if bare[:7].casefold() == "mailto:":  # Slack writes <mailto:you@lab.org|you@lab.org>
            bare = bare[7:].partition("|")[0].partition("?")[0]
        bare = unicodedata.normalize("NFC", bare)
        local, at, domain = bare.rpartition("@")
        if not at or not local or not domain:
            raise UserError(f"“{bare[:_SHOWN]}” is no e-mail address; one is written like you@lab.org.")
        made = cls(_local(local), _domain(domain))
        if len(made.text.encode()) > LONGEST:
            raise UserError(f"That address is too long; one has at most {LONGEST} characters.")
        return made

    @property
    def text(self) -> str:
        """As a mail server is given it, and as the channel's id."""
        return f"{self.local}@{self.domain}"

    @property
    def shown(self) -> str:
        """As its owner writes it: the domain in its own letters."""
        return f"{self.local}@{_in_letters(self.domain)}"

    @property
    def masked(self) -> str:
        """For logs and for others' eyes: `y…@lab.org`."""
        return f"{self.local[:1]}…@{self.domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server with SMTPUTF8 (RFC 6531) can take mail for it."""
        return not self.local.isascii()


def address_of(email: EmailAddress) -> Address:
    """The channel's address."""
    return Address(PLATFORM, WORKSPACE, email.text)


def email_of(address: Address) -> EmailAddress:
    """The e-mail address that a channel is. UserError for a channel of another platform."""
    if address.platform != PLATFORM:
        raise UserError(f"{address} is no e-mail address.")
    return EmailAddress.parse(address.channel)


def _local(text: str) -> str:
    if text.startswith('"'):
        raise UserError("A quoted name before the @ is not taken here; write the address without quotes.")
    if any(unicodedata.category(c) in _FORBIDDEN for c in text) or not _DOT_ATOM.fullmatch(text):
        raise UserError(
            f"“{text[:_SHOWN]}” cannot stand before the @: letters, digits, and signs such as . + - _ can."
        )
    if len(text.encode()) > LONGEST_LOCAL:
        raise UserError(f"What stands before the @ is too long; it has at most {LONGEST_LOCAL} characters.")
    return "".join(c.lower() if c.isascii() else c for c in text)


def _domain(text: str) -> str:
    name = text.translate(_DOTS).removesuffix(".")
    if name.startswith("["):
        raise UserError("An address at a bare number is not taken here; give one at a domain, like you@lab.org.")
    try:
        made = idna.encode(name, uts46=True, transitional=False, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise UserError(f"“{text[:_SHOWN]}” is no domain; what follows the @ is one, such as lab.org.") from None
    labels = made.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(made) > 253:
        raise UserError(f"“{text[:_SHOWN]}” is no whole domain; what follows the @ is one, such as lab.org.")
    return made


def _in_letters(domain: str) -> str:
    try:
        return str(idna.decode(domain))
    except (idna.IDNAError, UnicodeError):
        return domain
