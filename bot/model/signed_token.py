"""Signed tokens: what a link says about itself, so that it needs no login and nobody else can make one. Pure."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from bot.errors import UserError

LONGEST = 1_000  # characters of a token; no link of ours comes near


class ExpiredError(UserError):
    """A token of ours whose time is over; `said` is what it says."""

    def __init__(self, said: str) -> None:
        super().__init__("This link has expired; ask for a new one.")
        self.said = said


def signed(key: bytes, purpose: str, said: str, expires: datetime | None = None) -> str:
    """A token of [A-Za-z0-9_.-] that says this, for that purpose alone, until then (None: for ever)."""
    payload = urlsafe_b64encode(said.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    until = f"{int(expires.timestamp())}" if expires else "0"
    return f"{payload}.{until}.{_signature(key, purpose, payload, until)}"


def opened(key: bytes, purpose: str, token: str, now: datetime) -> str:
    """What a token of ours says. UserError for a forged one and another purpose's, ExpiredError for an old one."""
    parts = token.split(".") if len(token) <= LONGEST else []
    payload, until, signature = parts if len(parts) == 3 else ("", "", "")
    ours = _signature(key, purpose, payload, until)
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), ours.encode()):
        raise UserError("This link is not one of Paperboy's, or a part of it is missing: copy it whole.")
    said = urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode("utf-8", "surrogatepass")
    if until != "0" and int(until) <= now.timestamp():
        raise ExpiredError(said)
    return said


def mark(key: bytes, purpose: str, said: str, characters: int = 22) -> str:
    """A short signature of [A-Za-z0-9_-], the same for the same words: who has no key cannot make it."""
    return _signature(key, purpose, said, "mark")[:characters]


def _signature(key: bytes, purpose: str, payload: str, until: str) -> str:
    said = f"{purpose}\0{payload}\0{until}".encode("utf-8", "replace")
    return urlsafe_b64encode(hmac.new(key, said, sha256).digest()).decode().rstrip("=")
