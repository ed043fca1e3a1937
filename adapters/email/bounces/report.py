"""What a bounce says: a delivery status notification (RFC 3464), read with the standard library. Pure.

Any server of the world writes them, and anybody can send one: it is bounded before it is parsed, and it only
claims. Whom it may be about is decided by the signature of our Message-ID.
"""

import email.errors
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Final

from adapters.email.render.subject import one_line
from bot.errors import UserError
from bot.model.email_address import EmailAddress

LONGEST: Final = 500_000  # bytes; ours are below 100,000, and a bounce has at most a copy of one
PARTS: Final = 30  # "multipart/" in all of it; a bounce has two or three
SHOWN: Final = 200  # characters of what the other server said
_MULTIPART: Final = re.compile(rb"multipart/", re.IGNORECASE)
_CLASS: Final = re.compile(r"\b([245])\.(\d{1,3}\.\d{1,3})\b")
_CODE: Final = re.compile(r"\b([45])\d\d\b")
_IDS: Final = ("Message-ID", "References", "In-Reply-To")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """`lasting`: it failed for good (a status of class 5). `detail`: its status without the class (`1.1`)."""

    message_ids: tuple[str, ...]
    addresses: tuple[str, ...]
    lasting: bool
    detail: str = ""
    said: str = ""


def read(raw: bytes) -> Bounce | None:
    """What it says, or None for what is no delivery status notification."""
    if len(raw) > LONGEST or len(_MULTIPART.findall(raw)) > PARTS:
        return None
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        parts = list(message.walk())
        statuses = [block for part in parts for block in _status_blocks(part)]
    except (email.errors.MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None
    failed = [block for block in statuses if _text(block, "Action").lower() == "failed"]
    if not failed:
        return None
    returned = [message, *(each for part in parts for each in _returned(part))]
    said = _text(failed[0], "Diagnostic-Code").partition(";")[2].strip() or _text(failed[0], "Status")
    lasting, detail = _judged(_text(failed[0], "Status"), said)
    return Bounce(
        message_ids=tuple(dict.fromkeys(_text(each, name) for each in returned for name in _IDS if each[name])),
        addresses=tuple(dict.fromkeys(_addresses(failed, returned))),
        lasting=lasting,
        detail=detail,
        said=one_line(said, SHOWN),
    )


def _status_blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery-status part; the standard library gives each as a message."""
    if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
        yield from (each for each in part.get_payload() if isinstance(each, Message))


def _returned(part: Message) -> Iterator[Message]:
    """Our own mail as it came back, whole or its headers."""
    if part.get_content_type() in {"message/rfc822", "message/global"} and isinstance(part.get_payload(), list):
        yield from (each for each in part.get_payload() if isinstance(each, Message))
    if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
        held = part.get_payload(decode=True)
        if isinstance(held, bytes):
            yield BytesParser(policy=compat32).parsebytes(held, headersonly=True)


def _addresses(failed: list[Message], returned: list[Message]) -> Iterator[str]:
    """Every address that it may be about, in the form that channels have."""
    told = [
        _text(block, name).partition(";")[2]
        for block in failed
        for name in ("Final-Recipient", "Original-Recipient")
    ]
    sent_to = [parseaddr(_text(each, "To"))[1] for each in returned[1:]]
    for text in (*told, *sent_to):
        try:
            yield EmailAddress.parse(text).text
        except UserError:
            continue


def _judged(status: str, said: str) -> tuple[bool, str]:
    """Whether it failed for good, and the rest of its status; a status of class 4 gave up, which says nothing."""
    for text in (status, said):
        if found := _CLASS.search(text):
            return found[1] == "5", found[2]
    found = _CODE.search(said)
    return bool(found and found[1] == "5"), ""


def _text(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:2_000].strip()
