"""A mail that is ready to go, and the two places it may go to."""

from dataclasses import dataclass
from typing import Protocol

from bot.model.delivery import Lookup, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`raw` as it is sent, with CRLF; `name` is the same for the same mail, and no other's."""

    sender: str  # of the envelope: where bounces go
    to: str
    raw: bytes
    message_id: str
    name: str
    international: bool = False  # an address that only SMTPUTF8 can carry


class Outlet(Protocol):
    """Where mail goes."""

    async def post(self, mail: Mail) -> Outcome:
        """Try once; never raises for what the outside does."""
        ...

    async def find(self, mail: Mail) -> Lookup:
        """Whether it went, when that was left in doubt."""
        ...

    def free(self) -> int:
        """How many may be posted now, without waiting for another."""
        ...

    async def close(self) -> None:
        """Leave nothing open."""
        ...
