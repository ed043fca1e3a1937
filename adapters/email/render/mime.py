"""The message as it is sent: headers by the standard library's policy, so that no text can begin another one."""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, Final

from bot.errors import UserError
from bot.model.email_address import EmailAddress

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_LINE: Final = 76  # characters of an encoded line, RFC 2045
_WHOLE: Final = frozenset({"list-unsubscribe", "message-id", "references", "in-reply-to", "list-id"})
_HALF: Final = re.compile("[\ud800-\udfff]")


class _Policy(EmailPolicy):
    """SMTP's policy; but an address stands whole in its line: the standard library would encode a long one."""

    def fold(self, name: str, value: Any) -> str:
        """A header as text."""
        if name.lower() in _WHOLE:
            return f"{name}: {value}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


_PLAIN: Final = _Policy(linesep="\r\n", raise_on_defect=False)
_INTERNATIONAL: Final = _PLAIN.clone(utf8=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands before the text. `more` are further headers by name; `references` the thread it is in."""

    sender: tuple[str, str]  # name and address
    to: str
    subject: str
    message_id: str
    date: datetime
    references: Sequence[str] = ()
    reply_to: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def international(self) -> bool:
        """Whether an address has letters that only SMTPUTF8 (RFC 6531) can carry."""
        return not (self.to.isascii() and self.sender[1].isascii())


def encoded(envelope: Envelope, text: str, html: str) -> bytes:
    """The whole message; without `html` it is the text alone. ValueError for an address that is none."""
    policy = _INTERNATIONAL if envelope.international else _PLAIN
    message = EmailMessage(policy)
    name, address = envelope.sender
    message["From"] = _mailbox(address, name)
    message["To"] = _mailbox(envelope.to)
    message["Subject"] = envelope.subject
    message["Date"] = envelope.date
    message["Message-ID"] = envelope.message_id
    if envelope.references:
        message["In-Reply-To"] = envelope.references[-1]
        message["References"] = " ".join(envelope.references)
    if envelope.reply_to:
        message["Reply-To"] = _mailbox(envelope.reply_to)
    for header, value in envelope.more.items():
        message[header] = value
    message["MIME-Version"] = "1.0"
    if not html:
        _fill(message, "plain", text)
        return message.as_bytes()
    message["Content-Type"] = "multipart/alternative"
    message.set_boundary(f"=_{envelope.message_id.strip('<>').partition('@')[0][:40]}")
    for subtype, content in (("plain", text), ("html", html)):
        message.attach(_part(policy, subtype, content))
    return message.as_bytes()


def weight(text: str, html: str) -> int:
    """Bytes of both parts as they are sent."""
    return sum(len(_transfer(content)[1]) for content in (text, html))


def _mailbox(address: str, name: str = "") -> MailAddress:
    """ValueError for what is no address."""
    try:
        if address.isascii():
            return MailAddress(display_name=name, addr_spec=address)
        read = EmailAddress.parse(address)
    except (UserError, MessageError) as error:
        raise ValueError("it is no address") from error
    return MailAddress(display_name=name, username=read.local, domain=read.domain)


def _part(policy: EmailPolicy, subtype: str, content: str) -> EmailMessage:
    part = EmailMessage(policy)
    _fill(part, subtype, content)
    return part


def _fill(part: EmailMessage, subtype: str, content: str) -> None:
    encoding, payload = _transfer(content)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload.decode("ascii"))


def _transfer(content: str) -> tuple[str, bytes]:
    """Quoted-printable, or base64 where that is shorter (most scripts but Latin); C's, for it is done often."""
    raw = _NEWLINE.sub("\r\n", _HALF.sub("", content)).encode()
    quoted = b2a_qp(raw, istext=True)
    if len(quoted) <= len(raw) * 4 // 3:
        return "quoted-printable", quoted
    whole = b2a_base64(raw, newline=False)
    return "base64", b"\r\n".join(whole[at : at + _LINE] for at in range(0, len(whole), _LINE)) + b"\r\n"
