"""The envelope of a mail: its headers, its thread, and the signed Message-ID by which a bounce is recognised."""

import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from adapters.email.posting.mail import Mail
from adapters.email.render.mime import Envelope, encoded
from adapters.email.render.subject import one_line
from bot.model.delivery import Delivery, Receipt
from bot.model.delivery_token import LENGTH
from bot.model.mail_links import MailLinks
from bot.ports import Message

LONGEST_HEADER: Final = 990  # characters; a line has at most 998 (RFC 5322)
_SIGNED: Final = re.compile(rf"([0-9a-f]{{{LENGTH}}})\.([A-Za-z0-9_-]{{8,64}})@")
_ROBOT: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Envelopes:
    """`sender`: name and address in From; `bounces`: where a mail that fails comes back to."""

    def __init__(self, sender: tuple[str, str], bounces: str, links: MailLinks) -> None:
        self._sender, self._bounces, self._links = sender, bounces, links
        self._domain = sender[1].rpartition("@")[2]

    def digest(self, delivery: Delivery, message: Message, root: Receipt | None, at: datetime) -> Mail:
        """A message of a digest. Each day is a thread of its own, whatever the subjects are like."""
        to, day = delivery.address.channel, str(message.get("day", ""))
        thread = [self._id(_named("day", to, day), to)] if day else []
        thread += [root.message_id] if root else []
        name = " ".join(filter(None, (day, to, delivery.token)))
        return self._mail(to, delivery.token, message, at, thread=thread, name=name, more=_of_a_list(self._domain))

    def letter(self, to: str, key: str, message: Message, at: datetime) -> Mail:
        """A mail that is no digest; `key` is the same for the same letter."""
        token = _named("letter", to, key)
        return self._mail(to, token, message, at, name=f"{at:%Y-%m-%d} {to} {token}")

    def recipient(self, message_ids: Iterable[str], addresses: Iterable[str]) -> str:
        """To which of these addresses we sent a mail with one of these ids; "" if to none: who has no mail of ours
        cannot name one.
        """
        candidates = tuple(addresses)
        for found in (match for each in message_ids for match in _SIGNED.finditer(each)):
            for address in candidates:
                if hmac.compare_digest(self._mark(found[1], address), found[2]):
                    return address
        return ""

    def _mail(
        self,
        to: str,
        token: str,
        message: Message,
        at: datetime,
        *,
        name: str,
        thread: list[str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Mail:
        envelope = Envelope(
            sender=self._sender,
            to=to,
            subject=one_line(str(message["subject"])),
            message_id=self._id(token, to),
            date=at,
            references=thread or (),
            more={**_ROBOT, **(more or {}), **_unsubscribe(str(message.get("unsubscribe", "")))},
        )
        return Mail(
            sender=self._bounces,
            to=to,
            raw=encoded(envelope, str(message["text"]), str(message["html"])),
            message_id=envelope.message_id,
            name=name,
            international=envelope.international,
        )

    def _id(self, token: str, to: str) -> str:
        return f"<{token}.{self._mark(token, to)}@{self._domain}>"

    def _mark(self, token: str, to: str) -> str:
        return self._links.mark("message", f"{token} {to}")


def _of_a_list(domain: str) -> Mapping[str, str]:
    """RFC 2919; mail programs filter by it."""
    return {"List-Id": f"Papers by Paperboy <papers.{domain}>", "Precedence": "list"}


def _unsubscribe(url: str) -> Mapping[str, str]:
    """RFC 8058: the mail program posts there, when its own button is pressed."""
    if not url or len(url) > LONGEST_HEADER:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _named(*words: str) -> str:
    return sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
